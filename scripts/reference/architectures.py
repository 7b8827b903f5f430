#!/usr/bin/env python3
"""Parameters and multiply-accumulates of the committed architectures, from the papers' tables: values for ArchitectureTests.cs.

    architectures.py > tests/DeepOptDistill.EngineTests/Students/architectures.json

FitNets (Romero et al. 2015) count pieces · H · W · k² · Cin · Cout multiplications for a convolution of maxout, H × W before pooling, and one bias
a piece and map. With 2 pieces in the fully connected layer too this gives the sizes of their Table 5: 250 K, 862 K, 1.6 M, 2.5 M, teacher 9 M.
"""
import json
from math import ceil


def convolutions(layers, channels, size, pieces, norm):
    """(kernel, padding, maps, window, stride) each; a rest at the border gets a window of its own, as in pylearn2."""
    parameters = macs = 0
    for kernel, padding, maps, window, stride in layers:
        size = size + 2 * padding - kernel + 1
        weights = pieces * kernel * kernel * channels * maps
        parameters += weights + (2 * maps if norm else pieces * maps)
        macs += size * size * weights
        channels = maps
        if window:
            size = ceil((size - window) / stride) + 1
    return parameters, macs, channels * size * size


def network(layers, channels, size, pieces=2, norm=False, hidden=0):
    parameters, macs, features = convolutions(layers, channels, size, pieces, norm)
    if hidden:
        weights = pieces * features * hidden
        parameters += weights + (2 * hidden if norm else pieces * hidden)
        macs += weights
        features = hidden
    return {"parameters": parameters + 10 * (features + 1), "macs": macs + 10 * features}


def thin(*blocks):
    """3×3 convolutions in three blocks; pooled by 2, by 2 and by 8."""
    return [(3, 1, maps, window if i == len(block) - 1 else 0, window) for block, window in zip(blocks, (2, 2, 8)) for i, maps in enumerate(block)]


def low_rank(inputs, rank, features):
    return {"parameters": rank * (inputs + features) + features + 10 * (features + 1), "macs": rank * (inputs + features) + 10 * features}


FITNETS = {
    "fitnet-1": thin([16, 16, 16], [32, 32, 32], [48, 48, 64]),
    "fitnet-2": thin([16, 32, 32], [48, 64, 80], [96, 96, 128]),
    "fitnet-3": thin([32, 48, 64, 64], [80] * 4, [128] * 3),
    "fitnet-4": thin([32, 32, 32, 48, 48], [80] * 6, [128] * 6),
}
MNIST = [(5, 0, 16, 0, 0), (3, 0, 16, 4, 2), (5, 3, 16, 0, 0), (3, 0, 16, 4, 2), (3, 3, 12, 0, 0), (3, 0, 12, 2, 2)]

table = {}
for name, layers in FITNETS.items():
    table[f"students/{name}/student.yaml"] = network(layers, 3, 32, hidden=500)
    table[f"students/{name}-bn/student.yaml"] = network(layers, 3, 32, pieces=1, norm=True, hidden=500)
table["students/fitnet-mnist/student.yaml"] = network(MNIST, 1, 28)
table["students/fitnet-mnist-bn/student.yaml"] = network(MNIST, 1, 28, pieces=1, norm=True)
table["teachers/maxout-mnist/network.yaml"] = network([(8, 0, 48, 4, 2), (8, 3, 48, 4, 2), (5, 3, 24, 2, 2)], 1, 28)
table["teachers/maxout-cifar/network.yaml"] = network([(8, 4, 96, 4, 2), (8, 3, 192, 4, 2), (5, 3, 192, 2, 2)], 3, 32, hidden=500)
table["students/mimic-2300k/student.yaml"] = low_rank(784, 250, 8000)
behind = low_rank(64 * 7 * 7, 400, 4000)
table["students/mimic-conv-2900k/student.yaml"] = {"parameters": behind["parameters"] + 64 * 26, "macs": behind["macs"] + 28 * 28 * 64 * 25}
# The size that the paper prints for FitNet 3 belongs to another first block than it prints.
table["fitnet-3 with a first block of 64, 64, 64, 64"] = network(thin([64] * 4, [80] * 4, [128] * 3), 3, 32, hidden=500)
print(json.dumps(table, indent=2))
