#!/usr/bin/env python3
"""Reference trajectories of optimizers, 200 steps in double precision: PyTorch's where it has the optimizer, else the formula in plain PyTorch tensors.

Writes tests/DeepOptDistill.EngineTests/Training/optimizers.json. Needs PyTorch (Debian: python3-torch).
NAdam is the for-each form: the single-tensor form of PyTorch 1.13 multiplies one momentum in twice.
The objective is fixed and has curvature, noise and a saddle: g_t = A x + sin(3 x) + 0.1 cos(t (i + 1)).
"""
import json, os, torch

torch.set_default_dtype(torch.float64)
n, steps = 6, 200
a = torch.tensor([0.05 * (i + 1) for i in range(n)])
start = torch.tensor([1.0, -0.8, 0.6, -0.4, 0.2, -0.1])
phase = torch.arange(1.0, n + 1)
O = torch.optim


class Rule:
    """An optimizer that PyTorch lacks: a function of (x, g, t, state) that gives the new x."""

    def __init__(self, rule, weight_decay=0.0, decoupled=False, rate=0.0):
        self.rule, self.decay, self.decoupled, self.rate, self.state, self.t = rule, weight_decay, decoupled, rate, {}, 0

    def __call__(self, parameters):
        self.x = parameters[0]
        return self

    def step(self):
        self.t += 1
        with torch.no_grad():
            g = self.x.grad if self.decoupled else self.x.grad + self.decay * self.x
            if self.decoupled:
                self.x.mul_(1 - self.rate * self.decay)
            self.x.copy_(self.rule(self.x, g, self.t, self.state))


def adamax(x, g, t, s, b1=0.9, b2=0.999, rate=0.01):
    s["m"] = b1 * s.get("m", 0) + (1 - b1) * g
    s["u"] = torch.maximum(b2 * s.get("u", torch.zeros_like(g)), g.abs())
    return x - rate / (1 - b1**t) * s["m"] / s["u"]


def amsgrad(x, g, t, s, b1=0.9, b2=0.99, rate=0.01, eps=1e-8):
    s["m"] = b1 * s.get("m", 0) + (1 - b1) * g
    s["v"] = b2 * s.get("v", 0) + (1 - b2) * g * g
    s["x"] = torch.maximum(s.get("x", torch.zeros_like(g)), s["v"])
    return x - rate * s["m"] / (s["x"].sqrt() + eps)


def fitnets(x, g, t, s, rho=0.9, rate=0.005, eps=1e-5):
    s["s"] = rho * s.get("s", 0) + (1 - rho) * g * g
    return x - rate * g / s["s"].sqrt().clamp(min=eps)


def saddle_free(x, g, t, s, rate=0.1, damping=0.05, decay=0.0):
    h = a.reshape(x.shape) + 3 * torch.cos(3 * x) + decay
    return x - rate * g / (h.abs() + damping)


adam = dict(lr=0.01, betas=(0.8, 0.99), eps=1e-6, weight_decay=0.02)
ours = dict(rate=0.01, beta1=0.8, beta2=0.99, epsilon=1e-6, weight_decay=0.02)
cases = {
    "sgd": ("sgd", O.SGD, dict(lr=0.05), dict(rate=0.05, momentum=0.0)),
    "sgd, momentum": ("sgd", O.SGD, dict(lr=0.05, momentum=0.9), dict(rate=0.05, momentum=0.9)),
    "sgd, dampening": ("sgd", O.SGD, dict(lr=0.05, momentum=0.9, dampening=0.3, weight_decay=0.01), dict(rate=0.05, momentum=0.9, dampening=0.3, weight_decay=0.01)),
    "sgd, nesterov, decay": ("sgd", O.SGD, dict(lr=0.05, momentum=0.9, nesterov=True, weight_decay=0.01), dict(rate=0.05, momentum=0.9, nesterov=True, weight_decay=0.01)),
    "adagrad": ("adagrad", O.Adagrad, dict(lr=0.1), dict(rate=0.1)),
    "adagrad, options": ("adagrad", O.Adagrad, dict(lr=0.1, lr_decay=0.01, weight_decay=0.02, initial_accumulator_value=0.3, eps=1e-6), dict(rate=0.1, rate_decay=0.01, weight_decay=0.02, initial_sum=0.3, epsilon=1e-6)),
    "adadelta": ("adadelta", O.Adadelta, dict(lr=1.0, rho=0.95), dict()),
    "adadelta, options": ("adadelta", O.Adadelta, dict(lr=0.5, rho=0.9, eps=1e-4, weight_decay=0.02), dict(rate=0.5, rho=0.9, epsilon=1e-4, weight_decay=0.02)),
    "rmsprop": ("rmsprop", O.RMSprop, dict(lr=0.01), dict(rate=0.01)),
    "rmsprop, momentum": ("rmsprop", O.RMSprop, dict(lr=0.002, alpha=0.9, momentum=0.9, eps=1e-6, weight_decay=0.02), dict(rate=0.002, rho=0.9, momentum=0.9, epsilon=1e-6, weight_decay=0.02)),
    "rmsprop, centred": ("rmsprop", O.RMSprop, dict(lr=0.002, centered=True), dict(rate=0.002, centred=True)),
    "rmsprop, centred, momentum": ("rmsprop", O.RMSprop, dict(lr=0.001, alpha=0.95, centered=True, momentum=0.8), dict(rate=0.001, rho=0.95, centred=True, momentum=0.8)),
    "rmsprop-fitnets": ("rmsprop-fitnets", Rule(fitnets), {}, dict()),
    "adam": ("adam", O.Adam, dict(lr=0.01), dict(rate=0.01)),
    "adam, options": ("adam", O.Adam, adam, ours),
    "adam, decoupled": ("adam", O.AdamW, adam, dict(ours, decay="decoupled")),
    "adamw": ("adamw", O.AdamW, dict(lr=0.01, weight_decay=0.02), dict(rate=0.01, weight_decay=0.02)),
    "adamax": ("adamax", Rule(adamax), {}, dict(rate=0.01)),
    "adamax, decoupled": ("adamax", Rule(adamax, 0.02, True, 0.01), {}, dict(rate=0.01, weight_decay=0.02, decay="decoupled")),
    "adamax, epsilon": ("adamax", O.Adamax, dict(lr=0.01, betas=(0.8, 0.99), eps=1e-3, weight_decay=0.02), dict(rate=0.01, beta1=0.8, beta2=0.99, epsilon=1e-3, weight_decay=0.02)),
    "amsgrad": ("amsgrad", Rule(amsgrad), {}, dict(rate=0.01, beta2=0.99)),
    "amsgrad-pytorch": ("amsgrad-pytorch", O.Adam, dict(lr=0.01, amsgrad=True), dict(rate=0.01)),
    "amsgrad-pytorch, options": ("amsgrad-pytorch", O.Adam, dict(adam, amsgrad=True), ours),
    "amsgrad-pytorch, decoupled": ("amsgrad-pytorch", O.AdamW, dict(adam, amsgrad=True), dict(ours, decay="decoupled")),
    "nadam": ("nadam", O.NAdam, dict(lr=0.01, foreach=True), dict(rate=0.01)),
    "nadam, options": ("nadam", O.NAdam, dict(adam, momentum_decay=0.01, foreach=True), dict(ours, momentum_decay=0.01)),
    "saddle-free-newton": ("saddle-free-newton", Rule(saddle_free), {}, dict(rate=0.1, damping=0.05)),
    "saddle-free-newton, decay": ("saddle-free-newton", Rule(lambda x, g, t, s: saddle_free(x, g, t, s, decay=0.02), 0.02), {}, dict(rate=0.1, damping=0.05, weight_decay=0.02)),
}
out = {}
for name, (kind, make, options, ours) in cases.items():
    x = torch.nn.Parameter(start.clone().reshape(2, 3))
    optimizer = make([x], **options)
    path = []
    for t in range(1, steps + 1):
        flat = x.detach().reshape(-1)
        x.grad = (a * flat + torch.sin(3 * flat) + 0.1 * torch.cos(t * phase)).reshape(2, 3)
        optimizer.step()
        if t in (1, 2, 3, 10, 50, 200):
            path.append({"step": t, "x": x.detach().reshape(-1).tolist()})
    out[name] = {"kind": kind, "by": "formula" if isinstance(make, Rule) else "PyTorch", "options": ours, "path": path}
target = os.path.join(os.path.dirname(__file__), "../../tests/DeepOptDistill.EngineTests/Training/optimizers.json")
with open(target, "w") as f:
    json.dump({"generator": "scripts/reference/optimizers.py", "torch": torch.__version__, "cases": out}, f, indent=1)
    f.write("\n")
