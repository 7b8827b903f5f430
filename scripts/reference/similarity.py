#!/usr/bin/env python3
"""Linear CKA and held-out R² of ridge regression in NumPy, from the features themselves: values for SimilarityTests.cs.

    similarity.py > tests/DeepOptDistill.ManagedTests/Data/similarity.json
"""
import json

import numpy as np

SAMPLES, FITTED = 60, 40
random = np.random.default_rng(7)


def cka(x, y):
    x, y = x - x.mean(0), y - y.mean(0)
    return np.linalg.norm(y.T @ x) ** 2 / (np.linalg.norm(x.T @ x) * np.linalg.norm(y.T @ y))


def ridge(x, y):
    centre, mean = x[:FITTED].mean(0), y[:FITTED].mean(0)
    a, b = x[:FITTED] - centre, y[:FITTED] - mean
    scale = np.trace(a.T @ a) / FITTED
    best = None
    for penalty in scale * 10 ** np.arange(-6, 2.25, 0.5):
        inverse = np.linalg.inv(a.T @ a + penalty * np.eye(a.shape[1]))
        hat = a @ inverse @ a.T
        error = FITTED * np.sum((b - hat @ b) ** 2) / (FITTED - 1 - np.trace(hat)) ** 2
        if best is None or error < best[0]:
            best = error, penalty, inverse @ a.T @ b
    _, penalty, weights = best
    held = y[FITTED:]
    residual = held - mean - (x[FITTED:] - centre) @ weights
    return 1 - np.sum(residual ** 2) / np.sum((held - held.mean(0)) ** 2), penalty


def pool(maps):
    n, c, h, w = maps.shape
    rows, columns = min(h, 4), min(w, 4)
    window = lambda i, count, length: slice(i * length // count, -((-(i + 1) * length) // count))
    return np.stack([np.stack([maps[:, :, window(i, rows, h), window(j, columns, w)].mean((2, 3)) for j in range(columns)], -1) for i in range(rows)], -2)


cases = []
# Fewer and more features than samples on either side, from six hidden causes.
for wide, narrow, noise in [(5, 3, 0.1), (70, 4, 0.2), (12, 65, 0.5), (70, 65, 3.0)]:
    causes = random.normal(size=(SAMPLES, 6))
    x = np.round(causes @ random.normal(size=(6, wide)) + 0.1 * random.normal(size=(SAMPLES, wide)) + random.normal(size=wide) * 5, 3)
    y = np.round(np.tanh(causes @ random.normal(size=(6, narrow)) / 3) + noise * random.normal(size=(SAMPLES, narrow)), 3)
    # The reader holds them in single precision.
    single = [v.astype(np.float32).astype(np.float64) for v in (x, y)]
    score, penalty = ridge(*single)
    cases.append(dict(x=x.tolist(), y=y.tolist(), cka=cka(*single), r_squared=score, penalty=penalty))

maps = np.round(random.normal(size=(2, 3, 7, 3)), 3)
print(json.dumps(dict(samples=SAMPLES, fitted=FITTED, cases=cases, maps=maps.ravel().tolist(), sizes=list(maps.shape[1:]), pooled=pool(maps).ravel().tolist())))
