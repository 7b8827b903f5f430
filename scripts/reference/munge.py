#!/usr/bin/env python3
"""MUNGE in NumPy (Bucila, Caruana and Niculescu-Mizil 2006), with the random numbers handed in: values for MungeTests.cs.

    munge.py > tests/DeepOptDistill.ManagedTests/Data/Munge/munge.json

Two continuous attributes and a nominal one. Neighbours are those of the table as it came, by Euclid over [0, 1] plus Hamming.
"""
import json

import numpy as np

ROWS, SWAP, VARIANCE = 24, 0.6, 2.0
random = np.random.default_rng(7)
height = np.round(random.normal(170, 12, ROWS), 3)
weight = np.round(random.uniform(45, 110, ROWS), 3)
colour = random.integers(0, 3, ROWS)
# A uniform and two normal numbers for each example and attribute.
draws = np.stack([random.uniform(size=(ROWS, 3)), random.normal(size=(ROWS, 3)), random.normal(size=(ROWS, 3))], axis=-1)


def scaled(x):
    return (x - x.min()) / (x.max() - x.min())


points = np.stack([scaled(height), scaled(weight)], axis=1)
distance = np.sqrt(((points[:, None] - points[None]) ** 2).sum(-1)) + (colour[:, None] != colour[None])
np.fill_diagonal(distance, np.inf)
neighbours = distance.argmin(1)

table = [height.copy(), weight.copy(), colour.copy()]
for e in range(ROWS):
    n = neighbours[e]
    for a, column in enumerate(table):
        chance, first, second = draws[e, a]
        if chance >= SWAP:
            continue
        mine, other = column[e], column[n]
        deviation = 0 if column.dtype.kind == "i" else abs(mine - other) / VARIANCE
        column[e], column[n] = (other + deviation * first, mine + deviation * second) if deviation else (other, mine)

names = ["red", "green", "blue"]
print(json.dumps({
    "swap": SWAP, "variance": VARIANCE, "height": height.tolist(), "weight": weight.tolist(), "colour": [names[c] for c in colour],
    "draws": draws.reshape(ROWS * 3, 3).tolist(), "neighbours": neighbours.tolist(),
    "munged": {"height": table[0].tolist(), "weight": table[1].tolist(), "colour": [names[c] for c in table[2]]},
}, indent=1))
