#!/usr/bin/env python3
"""Rates by PyTorch's schedulers, step by step: values for tests/DeepOptDistill.EngineTests/Training/ScheduleReferenceTests.cs.

    schedules.py > tests/DeepOptDistill.EngineTests/Training/schedules.json
"""
import json
import warnings

import torch
from torch.optim import lr_scheduler as S

warnings.filterwarnings("ignore")
STEPS, PER_EPOCH, RATE = 60, 6, 0.2
LOSSES = [1.0, 0.8, 0.81, 0.82, 0.79999, 0.9, 0.7, 0.7, 0.7, 0.7, 0.7]


def optimizer():
    return torch.optim.SGD([torch.nn.Parameter(torch.zeros(1))], lr=RATE)


def by_step(make):
    o = optimizer()
    scheduler, rates = make(o), []
    for _ in range(STEPS):
        rates.append(o.param_groups[0]["lr"])
        o.step()
        scheduler.step()
    return rates


def by_epoch(make):
    o = optimizer()
    scheduler, rates = make(o), []
    for step in range(STEPS):
        rates.append(o.param_groups[0]["lr"])
        o.step()
        if (step + 1) % PER_EPOCH == 0:
            scheduler.step()
    return rates


def plateau(**options):
    o = optimizer()
    scheduler, rates = S.ReduceLROnPlateau(o, **options), []
    for loss in LOSSES:
        scheduler.step(loss)
        rates.append(o.param_groups[0]["lr"])
    return rates


print(json.dumps({
    "losses": LOSSES,
    "step": by_epoch(lambda o: S.StepLR(o, 3, 0.5)),
    "multi-step": by_epoch(lambda o: S.MultiStepLR(o, [2, 5, 6], 0.3)),
    "exponential": by_epoch(lambda o: S.ExponentialLR(o, 0.8)),
    "polynomial": by_step(lambda o: S.PolynomialLR(o, STEPS - 1, 2.0)),
    "cosine": by_step(lambda o: S.CosineAnnealingLR(o, STEPS - 1, 0.02)),
    "cosine-restarts": by_step(lambda o: S.CosineAnnealingWarmRestarts(o, 2 * PER_EPOCH, 2, 0.02)),
    "one-cycle": by_step(lambda o: S.OneCycleLR(o, 0.5, STEPS + 1 - 1)),
    "one-cycle-linear": by_step(lambda o: S.OneCycleLR(o, 0.5, STEPS, pct_start=0.4, anneal_strategy="linear", div_factor=10, final_div_factor=100)),
    "warm-up": by_step(lambda o: S.LinearLR(o, 0.1, 1.0, 9)),
    "plateau": plateau(factor=0.5, patience=1),
    "plateau-cooldown": plateau(factor=0.1, patience=0, threshold=1e-3, cooldown=2, min_lr=0.003),
}))
