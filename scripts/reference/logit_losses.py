#!/usr/bin/env python3
"""Values and gradients of the losses on logits beyond soft targets, by PyTorch in double precision and straight from the formulas:
values for tests/DeepOptDistill.EngineTests/Training/LogitLossReferenceTests.cs.

    logit_losses.py > tests/DeepOptDistill.EngineTests/Training/logit_losses.json
"""
import json

import torch

torch.manual_seed(11)


def kl(p, q):
    return sum(a * (a / b).log() for a, b in zip(p, q))


def dkd(z, v, labels, temperature=4.0, alpha=1.0, beta=8.0):
    losses = []
    for row, teacher, t in zip(z, v, labels):
        if t < 0:
            continue
        q, p = (row / temperature).softmax(0), (teacher / temperature).softmax(0)
        others = [i for i in range(len(row)) if i != t]
        label = kl([p[t], p[others].sum()], [q[t], q[others].sum()])
        rest = kl((teacher[others] / temperature).softmax(0), (row[others] / temperature).softmax(0))
        losses.append(temperature ** 2 * (alpha * label + beta * rest))
    return sum(losses) / len(losses)


def pearson(a, b):
    a, b = a - a.mean(), b - b.mean()
    return (a * b).sum() / (a.norm() * b.norm())


def dist(z, v, labels, temperature=1.0, beta=1.0, gamma=1.0):
    s, t = (z / temperature).softmax(1), (v / temperature).softmax(1)
    unlike = lambda x, y: 1 - sum(pearson(a, b) for a, b in zip(x, y)) / len(x)
    return temperature ** 2 * (beta * unlike(s, t) + gamma * unlike(s.T, t.T))


def logit_standardization(z, v, labels, temperature=2.0):
    def share(x):
        return torch.stack([((row - row.mean()) / (1e-7 + row.std(unbiased=True)) / temperature).softmax(0) for row in x])

    return temperature ** 2 * sum(kl(p, q) for p, q in zip(share(v), share(z))) / len(z)


def mutual(z, v, labels, temperature=1.0):
    # Two peers: the second answers as the first with the order of classes reversed.
    peers, own = [v, v.flip(1)], (z / temperature).softmax(1)
    return temperature ** 2 * sum(kl(p, q) for peer in peers for p, q in zip((peer / temperature).softmax(1), own)) / (len(z) * len(peers))


def case(loss, samples, classes, labels, scale=2.0, **options):
    z = ((torch.randn(samples, classes, dtype=torch.float64) * scale * 100).round() / 100).requires_grad_()
    v = (torch.randn(samples, classes, dtype=torch.float64) * scale * 100).round() / 100
    value = loss(z, v, labels, **options)
    value.backward()
    rounded = lambda x: [float("%.8g" % n) for n in x.flatten().tolist()]
    return {"kind": loss.__name__.replace("_", "-"), "options": options, "classes": classes, "labels": labels, "value": value.item(),
            "student": rounded(z.detach()), "teacher": rounded(v), "gradient": rounded(z.grad)}


cases = [
    case(dkd, 4, 5, [0, 4, 2, 1]),
    case(dkd, 4, 5, [3, -100, 0, -100]),
    case(dkd, 3, 4, [2, 2, 0], scale=6.0, temperature=1.0, alpha=0.5, beta=2.0),
    case(dist, 4, 5, [0, 4, 2, 1]),
    case(dist, 5, 3, [0, 1, 2, 1, 0], temperature=4.0, beta=2.0, gamma=0.5),
    case(logit_standardization, 4, 5, [0, 4, 2, 1]),
    case(logit_standardization, 3, 3, [0, 1, 2], scale=5.0, temperature=1.0),
    case(mutual, 4, 5, [0, 4, 2, 1]),
    case(mutual, 3, 4, [2, 2, 0], scale=6.0, temperature=3.0),
]
print("[\n" + ",\n".join(json.dumps(c) for c in cases) + "\n]")
