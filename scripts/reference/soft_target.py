#!/usr/bin/env python3
"""Reference values of the soft-target loss T^2 KL(softmax(v/T) || softmax(z/T)) for SoftTargetTests. Needs numpy."""
import numpy as np

softmax = lambda a: np.exp(a - a.max()) / np.exp(a - a.max()).sum()
z, v, T = np.array([1.0, 2.0, 3.0, -1.0]), np.array([2.0, 0.5, -1.0, 0.0]), 4.0
p, q = softmax(v / T), softmax(z / T)
print("T^2 KL   %.12f" % (T * T * (p * np.log(p / q)).sum()))
print("gradient", ["%.10f" % g for g in T * (q - p)])
