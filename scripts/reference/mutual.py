#!/usr/bin/env python3
"""Three linear networks that learn from each other (Zhang et al. 2018), step by step, by PyTorch in double precision: values for
tests/DeepOptDistill.EngineTests/Training/PeerReferenceTests.cs. All answer before any of them moves.

    mutual.py > tests/DeepOptDistill.EngineTests/Training/mutual.json
"""
import json

import torch
from torch.nn import functional as F

torch.manual_seed(13)
IMAGES, PIXELS, CLASSES, PEERS, STEPS, RATE, WEIGHT, T = 6, 4, 10, 3, 8, 0.5, 0.7, 2.0
pixels = torch.randint(0, 256, (IMAGES, PIXELS))
labels = torch.randint(0, CLASSES, (IMAGES,))
x = pixels.double() / 255
rounded = lambda values: [float("%.8g" % v) for v in values.flatten().tolist()]
nets = [[((torch.randn(*shape, dtype=torch.float64) * 100).round() / 100).requires_grad_() for shape in ((CLASSES, PIXELS), (CLASSES,))] for _ in range(PEERS)]
start = [[rounded(p) for p in net] for net in nets]
optimizers = [torch.optim.SGD(net, RATE, momentum=0.9) for net in nets]
terms = []
for _ in range(STEPS):
    logits = [F.linear(x, *net) for net in nets]
    seen = []
    for k, optimizer in enumerate(optimizers):
        others = [z.detach() for j, z in enumerate(logits) if j != k]
        own = (logits[k] / T).log_softmax(1)
        mutual = sum(T ** 2 * F.kl_div(own, (z / T).softmax(1), reduction="batchmean") for z in others) / len(others)
        hard = F.cross_entropy(logits[k], labels)
        optimizer.zero_grad()
        (hard + WEIGHT * mutual).backward()
        seen.append([hard.item(), mutual.item()])
    for optimizer in optimizers:
        optimizer.step()
    terms.append(seen)
print(json.dumps(dict(pixels=pixels.flatten().tolist(), labels=labels.tolist(), rate=RATE, weight=WEIGHT, temperature=T, start=start, terms=terms, end=[[rounded(p) for p in net] for net in nets])))
