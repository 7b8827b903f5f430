#!/usr/bin/env python3
"""Joint inference of generalist and specialists by SciPy's BFGS on logits, and clusters of a covariance by scikit-learn: values for SpecialistTests.cs.

    specialists.py > tests/DeepOptDistill.ManagedTests/Data/specialists.json
"""
import json

import numpy as np
from scipy.optimize import minimize
from sklearn.cluster import KMeans

random = np.random.default_rng(5)
CLASSES = 7


def softmax(z):
    e = np.exp(z - z.max())
    return e / e.sum()


def groups(special):
    rest = [c for c in range(CLASSES) if c not in special]
    matrix = np.zeros((len(special) + 1, CLASSES))
    for row, c in enumerate(special):
        matrix[row, c] = 1
    matrix[-1, rest] = 1
    return matrix


def kl(p, q):
    return np.sum(p * np.log(p / q))


def joint(generalist, specialists):
    def total(z):
        q = softmax(z)
        return kl(generalist, q) + sum(kl(said, groups(special) @ q) for special, said in specialists)

    found = minimize(total, np.log(generalist), method="BFGS", options={"gtol": 1e-9, "maxiter": 10000})
    return softmax(found.x), total(found.x)


cases = []
for fields in ([], [[1, 2]], [[0, 3, 5]], [[1, 2], [2, 3, 4]], [[0, 1], [1, 2, 6], [3, 4, 5]]):
    generalist = softmax(2 * random.standard_normal(CLASSES))
    specialists = [(special, softmax(2 * random.standard_normal(len(special) + 1))) for special in fields]
    q, value = joint(generalist, specialists)
    cases.append({"generalist": generalist.tolist(), "specialists": [{"special": s, "said": p.tolist()} for s, p in specialists], "q": q.tolist(), "divergence": value})

# Predictions with planted confusions: {0, 2, 5}, {1, 4}, {3}, {6}.
centres = np.full((CLASSES, CLASSES), -1.5)
np.fill_diagonal(centres, 1.5)
for group in ([0, 2, 5], [1, 4]):
    for i in group:
        for j in group:
            centres[i, j] = 1.2 if i != j else 1.5
labels = random.integers(0, CLASSES, 300)
logits = centres[labels] + random.standard_normal((300, CLASSES))
predictions = (np.exp(logits) / np.exp(logits).sum(1, keepdims=True)).astype(np.float32).round(5)
covariance = np.cov(predictions.T.astype(np.float64), bias=True)
clusters = {}
for count in range(1, CLASSES + 1):
    found = KMeans(count, n_init=200, random_state=0).fit(covariance)
    clusters[count] = {"labels": found.labels_.tolist(), "spread": float(found.inertia_)}

print(json.dumps({"cases": cases, "predictions": [float(p) for p in predictions.ravel().astype(np.float64).round(5)], "covariance": covariance.tolist(), "clusters": clusters}))
