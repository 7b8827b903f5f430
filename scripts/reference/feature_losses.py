#!/usr/bin/env python3
"""Values and gradients of the losses on inner tensors, and of regression on logits, by PyTorch in double precision and straight from the formulas:
values for tests/DeepOptDistill.EngineTests/Training/FeatureLossReferenceTests.cs.

    feature_losses.py > tests/DeepOptDistill.EngineTests/Training/feature_losses.json
"""
import json

import torch
import torch.nn.functional as F

torch.manual_seed(7)


def draw(*shape, relu=False):
    values = (torch.randn(shape, dtype=torch.float64) * 100).round() / 100
    return values.clamp(min=0) if relu else values


def pooled(x, y, pool):
    size = [min(a, b) for a, b in zip(x.shape[2:], y.shape[2:])]
    return pool(x, size), pool(y, size)


def attention_transfer(pairs, power=2.0):
    x, y = pooled(*pairs[0], F.adaptive_avg_pool2d)

    def q(f):
        energy = torch.stack([sum(abs(channel) ** power for channel in sample).reshape(-1) for sample in f])
        return energy / energy.norm(dim=1, keepdim=True)

    return ((q(x) - q(y)) ** 2).sum() / q(x).numel()


def fsp(pairs):
    def flow(first, second):
        first, second = pooled(first, second, F.adaptive_max_pool2d)
        return torch.einsum("nahw,nbhw->nab", first, second) / (first.shape[2] * first.shape[3])

    (s1, t1), (s2, t2) = pairs
    return ((flow(s1, s2) - flow(t1, t2)) ** 2).mean()


def similarity_preserving(pairs):
    def gram(f):
        g = torch.stack([torch.stack([(a * b).sum() for b in f]) for a in f])
        return g / (g ** 2).sum(1, keepdim=True).sqrt()

    s, t = pairs[0]
    return ((gram(s) - gram(t)) ** 2).sum() / len(s) ** 2


def points(f, pool):
    return f.mean((2, 3)) if pool and f.dim() == 4 else f.reshape(len(f), -1)


def huber(x):
    return torch.where(abs(x) < 1, x * x / 2, abs(x) - 0.5).mean()


def rkd_distance(pairs, pool=True):
    def distances(f):
        p = points(f, pool)
        zero = p.new_zeros(())
        d = torch.stack([torch.stack([(a - b).norm() if i != j else zero for j, b in enumerate(p)]) for i, a in enumerate(p)])
        return d / d[d > 0].mean()

    return huber(distances(pairs[0][0]) - distances(pairs[0][1]))


def rkd_angle(pairs, pool=True):
    def cosines(f):
        p = points(f, pool)
        unit = F.normalize(p[None] - p[:, None], dim=2)
        return torch.einsum("ijd,ikd->ijk", unit, unit)

    return huber(cosines(pairs[0][0]) - cosines(pairs[0][1]))


def nst(pairs):
    x, y = pooled(*pairs[0], F.adaptive_avg_pool2d)
    # The squared distance of the two means of f fT, which is the same as the three means of kernels.
    mean = lambda f: torch.einsum("nci,ncj->nij", f, f) / f.shape[1]
    unit = lambda f: F.normalize(f.flatten(2), dim=2)
    return ((mean(unit(x)) - mean(unit(y))) ** 2).sum() / len(x)


def logit_regression(pairs, deviations=None):
    (z, v), = pairs
    difference = z - v if deviations is None else (z - v) / torch.tensor(deviations, dtype=torch.float64)
    return sum((row ** 2).sum() / 2 for row in difference) / len(z)


def case(kind, loss, shapes, relu=True, **options):
    pairs = [(draw(*s, relu=relu).requires_grad_(), draw(*t, relu=relu)) for s, t in shapes]
    value = loss(pairs, **options)
    value.backward()
    rounded = lambda x: [float("%.7g" % v) for v in x.flatten().tolist()]
    return {
        "kind": kind, "options": options, "value": value.item(),
        "pairs": [{"student_shape": list(s.shape), "teacher_shape": list(t.shape), "student": rounded(s.detach()), "teacher": rounded(t), "gradient": rounded(s.grad)} for s, t in pairs],
    }


SAME, WIDER, LARGER = ((3, 2, 4, 4), (3, 2, 4, 4)), ((3, 2, 4, 4), (3, 3, 4, 4)), ((3, 2, 5, 4), (3, 3, 3, 6))
VECTORS = ((4, 5), (4, 3))
cases = [
    case("attention-transfer", attention_transfer, [WIDER]),
    case("attention-transfer", attention_transfer, [LARGER], relu=False, power=1.5),
    case("fsp", fsp, [SAME, ((3, 3, 4, 4), (3, 3, 4, 4))]),
    case("fsp", fsp, [((2, 2, 5, 5), (2, 2, 3, 3)), ((2, 3, 2, 2), (2, 3, 3, 3))], relu=False),
    case("similarity-preserving", similarity_preserving, [LARGER]),
    case("similarity-preserving", similarity_preserving, [VECTORS], relu=False),
    case("rkd-distance", rkd_distance, [LARGER]),
    case("rkd-distance", rkd_distance, [SAME], pool=False),
    case("rkd-distance", rkd_distance, [VECTORS], relu=False),
    case("rkd-angle", rkd_angle, [((4, 3, 4, 4), (4, 5, 2, 2))]),
    case("rkd-angle", rkd_angle, [SAME], pool=False),
    case("rkd-angle", rkd_angle, [VECTORS], relu=False),
    case("nst", nst, [WIDER]),
    case("nst", nst, [LARGER], relu=False),
    case("logit-regression", logit_regression, [((3, 4), (3, 4))], relu=False),
    case("logit-regression", logit_regression, [((3, 4), (3, 4))], relu=False, deviations=[0.5, 2.0, 1.0, 3.0]),
]
print("[\n" + ",\n".join(json.dumps(c) for c in cases) + "\n]")
