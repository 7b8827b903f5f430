#!/usr/bin/env python3
"""Makes tests/DeepOptDistill.ManagedTests/Data/Arrays: six samples of 2 x 3 x 4 numbers and their labels in the forms in which NumPy saves them.

    scripts/reference/arrays.py
"""
import pathlib

import numpy as np

folder = pathlib.Path(__file__).resolve().parent.parent.parent / "tests/DeepOptDistill.ManagedTests/Data/Arrays"
folder.mkdir(exist_ok=True)
x = np.arange(6 * 24, dtype=np.float32).reshape(6, 2, 3, 4)
y = np.array([0, 1, 2, 2, 1, 0])
for name, array in {
    "float32": x, "float64": x.astype(np.float64), "float16": x.astype(np.float16), "big-endian": x.astype(">f4"), "fortran": np.asfortranarray(x), "int64": x.astype(np.int64),
    "bytes": x.astype(np.uint8), "channels-last": np.ascontiguousarray(x.transpose(0, 2, 3, 1)), "rows": x.reshape(6, 24), "grey": x.astype(np.uint8)[:, 0],
    "labels": y, "labels-column": y.reshape(6, 1).astype(np.uint8), "labels-float": y.astype(np.float64), "labels-bad": y + 0.5, "one-hot": np.eye(3)[y], "words": np.array(["a", "b"]), "infinite": np.where(x == 30, np.nan, x),
}.items():
    np.save(folder / f"{name}.npy", array)
np.savez_compressed(folder / "archive.npz", x_train=x, y_train=y, x_test=x[:3], y_test=y[:3])
