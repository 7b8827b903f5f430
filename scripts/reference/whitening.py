#!/usr/bin/env python3
"""Contrast normalization and whitening in NumPy, by the formulas of pylearn2 and of Coates, Lee and Ng: values for PreprocessingTests.cs.

    whitening.py > tests/DeepOptDistill.ManagedTests/Data/whitening.json
"""
import json

import numpy as np

N, SHAPE = 700, (2, 3, 3)
D = int(np.prod(SHAPE))
state = np.uint64(12345)
pixels = []
with np.errstate(over="ignore"):
    for _ in range(N * D):
        state = state * np.uint64(6364136223846793005) + np.uint64(1442695040888963407)
        pixels.append(int(state >> np.uint64(56)))
bytes_ = np.array(pixels, dtype=np.uint8).reshape(N, D)
# Neighbours depend on each other, as pixels do.
for d in range(1, D):
    bytes_[:, d] = ((bytes_[:, d].astype(int) + 3 * bytes_[:, d - 1].astype(int)) // 4).astype(np.uint8)
x = bytes_ / 255.0


def gcn(x, scale, bias, use_std, centre=True):
    x = x - x.mean(1, keepdims=True) if centre else x
    norm = np.sqrt(bias + x.var(1, ddof=1)) / scale if use_std else np.sqrt(bias + (x ** 2).sum(1)) / scale
    norm[norm < 1e-8] = 1
    return x / norm[:, None]


def spectrum(x):
    centred = x - x.mean(0)
    return centred, *np.linalg.eigh(centred.T @ centred / len(x))


def zca(x, bias):
    centred, values, vectors = spectrum(x)
    return centred @ (vectors * (values + bias) ** -0.5) @ vectors.T


def pca(x, bias, k):
    centred, values, vectors = spectrum(x)
    return np.abs(centred @ (vectors[:, ::-1] * (values[::-1] + bias) ** -0.5)[:, :k])


print(json.dumps({
    "pixels": bytes_.tolist(),
    "standardize": ((x - x.mean(0)) / np.sqrt(x.var(0) + 0.01))[:5].tolist(),
    "standardize_channel": (lambda c: ((c - c.mean((0, 2), keepdims=True)) / np.sqrt(c.var((0, 2), keepdims=True) + 0.01)).reshape(N, D))(x.reshape(N, SHAPE[0], -1))[:5].tolist(),
    "gcn": gcn(x, 55, 0, False)[:5].tolist(),
    "gcn_deviation": gcn(x, 1, 10, True)[:5].tolist(),
    "zca": zca(x, 0.1)[:5].tolist(),
    "gcn_zca": zca(gcn(x, 55, 0, False), 0.1)[:5].tolist(),
    "pca": pca(x, 0.0, 4)[:5].tolist(),
}))
