#!/usr/bin/env python3
"""Reference trajectories of optimizers, 200 steps, from PyTorch in double precision.

Writes tests/DeepOptDistill.EngineTests/Training/optimizers.json. Needs PyTorch (Debian: python3-torch).
The objective is fixed and has curvature, noise and a saddle: g_t = A x + sin(3 x) + 0.1 cos(t (i + 1)).
"""
import json, os, torch

torch.set_default_dtype(torch.float64)
n, steps = 6, 200
a = torch.tensor([0.05 * (i + 1) for i in range(n)])
start = torch.tensor([1.0, -0.8, 0.6, -0.4, 0.2, -0.1])
phase = torch.arange(1.0, n + 1)

cases = {
    "sgd": (torch.optim.SGD, dict(lr=0.05), dict(rate=0.05, momentum=0.0)),
    "sgd-momentum": (torch.optim.SGD, dict(lr=0.05, momentum=0.9), dict(rate=0.05, momentum=0.9)),
    "sgd-nesterov-decay": (torch.optim.SGD, dict(lr=0.05, momentum=0.9, nesterov=True, weight_decay=0.01), dict(rate=0.05, momentum=0.9, nesterov=True, weight_decay=0.01)),
    "adam": (torch.optim.Adam, dict(lr=0.01), dict(rate=0.01)),
    "adam-decay": (torch.optim.Adam, dict(lr=0.01, betas=(0.8, 0.99), eps=1e-6, weight_decay=0.02), dict(rate=0.01, beta1=0.8, beta2=0.99, epsilon=1e-6, weight_decay=0.02)),
    "adamw": (torch.optim.AdamW, dict(lr=0.01, weight_decay=0.02), dict(rate=0.01, weight_decay=0.02)),
}
out = {}
for name, (kind, options, ours) in cases.items():
    x = torch.nn.Parameter(start.clone().reshape(2, 3))
    optimizer = kind([x], **options)
    path = []
    for t in range(1, steps + 1):
        flat = x.detach().reshape(-1)
        x.grad = (a * flat + torch.sin(3 * flat) + 0.1 * torch.cos(t * phase)).reshape(2, 3)
        optimizer.step()
        if t in (1, 2, 3, 10, 50, 200):
            path.append({"step": t, "x": x.detach().reshape(-1).tolist()})
    out[name] = {"options": ours, "path": path}
target = os.path.join(os.path.dirname(__file__), "../../tests/DeepOptDistill.EngineTests/Training/optimizers.json")
with open(target, "w") as f:
    json.dump({"generator": "scripts/reference/optimizers.py", "torch": torch.__version__, "cases": out}, f, indent=1)
    f.write("\n")
