#!/usr/bin/env python3
"""Makes tests/DeepOptDistill.EngineTests/Distillation/Tasks: data and teachers of a regression and of a multi-label task, with what their makers answer.

    scripts/reference/other_tasks.py

Regression: scikit-learn's diabetes table (442 patients, ten measurements in their units, progression of the disease after a year; Efron et al. 2004), and as a second value the
first in another unit and sign. Teachers by Debian's scikit-learn: a forest, as ai.onnx.ml, and a ridge regression over standardized columns, as plain ONNX.
Multi-label: pairs of images of the small Fashion-MNIST laid over each other (the brighter pixel), halved to 14 x 14; the labels are what is in either. Teachers by PyTorch: a
convolutional network that ends in a sigmoid, and a perceptron that gives logits.
"""
import csv
import gzip
import io
import json
import pathlib

import numpy as np
import onnx
import torch
from onnx import TensorProto, helper, numpy_helper
from sklearn.datasets import load_diabetes
from sklearn.ensemble import RandomForestRegressor
from sklearn.linear_model import Ridge
from sklearn.metrics import average_precision_score, accuracy_score, f1_score, mean_absolute_error, mean_squared_error, r2_score

ROOT = pathlib.Path(__file__).resolve().parent.parent.parent
FOLDER, EMBEDDED = ROOT / "tests/DeepOptDistill.EngineTests/Distillation/Tasks", ROOT / "src/DeepOptDistill.Data/Embedded"
FOLDER.mkdir(exist_ok=True)
CLASSES = ["T-shirt", "Trouser", "Pullover", "Dress", "Coat", "Sandal", "Shirt", "Sneaker", "Bag", "Ankle boot"]
answers = {}


def value(name, shape):
    return helper.make_tensor_value_info(name, TensorProto.FLOAT, shape)


def save(name, nodes, inputs, outputs, stored=()):
    model = helper.make_model(helper.make_graph(nodes, name, inputs, outputs, list(stored)), opset_imports=[helper.make_opsetid("", 13), helper.make_opsetid("ai.onnx.ml", 2)], ir_version=7)
    onnx.checker.check_model(model)
    onnx.save(model, FOLDER / f"{name}.onnx")


def below(threshold):
    """The largest float32 that is not above a float64 threshold: x <= t stays as it is for every float32 x."""
    rounded = np.float32(threshold)
    return float(np.nextafter(rounded, np.float32(-np.inf)) if rounded > threshold else rounded)


def forest(name, model, inputs, outputs):
    keys = ("nodes_treeids", "nodes_nodeids", "nodes_featureids", "nodes_values", "nodes_modes", "nodes_truenodeids", "nodes_falsenodeids", "target_treeids", "target_nodeids", "target_ids", "target_weights")
    attributes = {key: [] for key in keys}
    for number, tree in enumerate(estimator.tree_ for estimator in model.estimators_):
        for node in range(tree.node_count):
            leaf = tree.children_left[node] < 0
            for key, item in zip(keys, (number, node, max(0, int(tree.feature[node])), 0.0 if leaf else below(tree.threshold[node]), "LEAF" if leaf else "BRANCH_LEQ", max(0, int(tree.children_left[node])), max(0, int(tree.children_right[node])))):
                attributes[key].append(item)
            for target in range(outputs) if leaf else []:
                for key, item in zip(keys[7:], (number, node, target, float(tree.value[node].reshape(-1)[target]))):
                    attributes[key].append(item)
    save(name, [helper.make_node("TreeEnsembleRegressor", ["X"], ["variable"], domain="ai.onnx.ml", n_targets=outputs, aggregate_function="AVERAGE", **attributes)],
         [value("X", [None, inputs])], [value("variable", [None, outputs])])


# A regression of two values with units far apart.
table = load_diabetes(scaled=False)
random = np.random.RandomState(3)
order = random.permutation(len(table.target))
x, y = table.data[order].astype(np.float32), table.target[order].astype(np.float32)
both = np.stack([y, 1e-3 * (y - 500)], 1).astype(np.float32)
train, test = slice(0, 342), slice(342, 442)
for part, rows in (("train", train), ("test", test)):
    with open(FOLDER / f"diabetes-{part}.csv", "w", newline="") as file:
        writer = csv.writer(file, lineterminator="\n")
        writer.writerow([*table.feature_names, "progression", "remission"])
        writer.writerows([*map(repr, map(float, map(lambda v: round(float(v), 4), row))), float(a), round(float(b), 6)] for row, (a, b) in zip(x[rows], both[rows]))
read = np.genfromtxt(FOLDER / "diabetes-train.csv", delimiter=",", skip_header=1).astype(np.float32)
asked = np.genfromtxt(FOLDER / "diabetes-test.csv", delimiter=",", skip_header=1).astype(np.float32)
trees = RandomForestRegressor(30, max_depth=5, min_samples_leaf=5, random_state=0).fit(read[:, :10], read[:, 10:])
forest("forest", trees, 10, 2)
answers["forest"] = trees.predict(asked[:, :10])
mean, deviation = read[:, :10].mean(0), read[:, :10].std(0)
ridge = Ridge(10).fit((read[:, :10] - mean) / deviation, read[:, 10:])
save("ridge", [helper.make_node("Sub", ["X", "mean"], ["centred"]), helper.make_node("Div", ["centred", "deviation"], ["scaled"]), helper.make_node("MatMul", ["scaled", "weights"], ["product"]), helper.make_node("Add", ["product", "bias"], ["Y"])],
     [value("X", [None, 10])], [value("Y", [None, 2])],
     [numpy_helper.from_array(np.asarray(a, np.float32), n) for n, a in (("mean", mean), ("deviation", deviation), ("weights", ridge.coef_.T), ("bias", ridge.intercept_))])
answers["ridge"] = ridge.predict((asked[:, :10] - mean) / deviation)
# One value of the two, N numbers instead of N x 1, and standardized: in other units than the data's.
save("standardized", [helper.make_node("Sub", ["X", "mean"], ["centred"]), helper.make_node("Div", ["centred", "deviation"], ["scaled"]), helper.make_node("MatMul", ["scaled", "weights"], ["Y"])],
     [value("X", [None, 10])], [value("Y", [None])],
     [numpy_helper.from_array(np.asarray(a, np.float32), n) for n, a in (("mean", mean), ("deviation", deviation), ("weights", ridge.coef_[0] / read[:, 10].std()))])
scores = {name: dict(r2=r2_score(asked[:, 10:], p), rmse=[mean_squared_error(asked[:, 10 + d], p[:, d]) ** 0.5 for d in range(2)], mae=[mean_absolute_error(asked[:, 10 + d], p[:, d]) for d in range(2)]) for name, p in answers.items()}


# Labels: what is in either of two images.
def idx(name):
    data = gzip.open(EMBEDDED / name).read()
    sizes = [int.from_bytes(data[4 + 4 * i:8 + 4 * i], "big") for i in range(data[3])]
    return np.frombuffer(data, np.uint8, offset=4 + 4 * data[3]).reshape(sizes)


def overlaid(part, count):
    images, labels = idx(f"{part}-images-idx3-ubyte.gz"), idx(f"{part}-labels-idx1-ubyte.gz")
    first, second = random.randint(0, len(images), count), random.randint(0, len(images), count)
    pixels = np.maximum(images[first], images[second]).reshape(-1, 14, 2, 14, 2).mean((2, 4)).round().astype(np.uint8)
    found = np.zeros((count, 10), np.uint8)
    found[np.arange(count), labels[first]] = found[np.arange(count), labels[second]] = 1
    return pixels, found


images, labels = overlaid("train", 1200)
asked_images, asked_labels = overlaid("t10k", 400)
np.savez_compressed(FOLDER / "pairs.npz", train=images, train_labels=labels, test=asked_images, test_labels=asked_labels)
more, more_labels = overlaid("train", 20000)
torch.manual_seed(0)
torch.set_num_threads(1)
flat = lambda pixels: torch.tensor(pixels[:, None].astype(np.float32) / 255)


class Convolutional(torch.nn.Module):
    def __init__(self):
        super().__init__()
        self.layers = torch.nn.Sequential(torch.nn.Conv2d(1, 16, 3, padding=1), torch.nn.ReLU(), torch.nn.Conv2d(16, 24, 3, stride=2, padding=1), torch.nn.ReLU(), torch.nn.Conv2d(24, 24, 3, stride=2, padding=1), torch.nn.ReLU(), torch.nn.Flatten(), torch.nn.Linear(24 * 16, 10))

    def forward(self, x):
        return self.layers(x)


class WithSigmoid(torch.nn.Module):
    def __init__(self, inner):
        super().__init__()
        self.inner = inner

    def forward(self, x):
        return torch.sigmoid(self.inner(x))


def trained(net, epochs):
    optimizer = torch.optim.Adam(net.parameters(), 2e-3)
    inputs, targets = flat(more), torch.tensor(more_labels.astype(np.float32))
    for epoch in range(epochs):
        for batch in torch.randperm(len(inputs)).split(64):
            optimizer.zero_grad()
            torch.nn.functional.binary_cross_entropy_with_logits(net(inputs[batch]), targets[batch]).backward()
            optimizer.step()
    return net.eval()


for name, net, ending in (("pairs-cnn", trained(Convolutional(), 12), WithSigmoid), ("pairs-mlp", trained(torch.nn.Sequential(torch.nn.Flatten(), torch.nn.Linear(196, 48), torch.nn.ReLU(), torch.nn.Linear(48, 10)), 12), lambda inner: inner)):
    buffer = io.BytesIO()
    torch.onnx.export(ending(net), flat(images[:1]), buffer, input_names=["x"], output_names=["labels"], dynamic_axes={"x": {0: "n"}, "labels": {0: "n"}}, opset_version=13)
    (FOLDER / f"{name}.onnx").write_bytes(buffer.getvalue())
    with torch.no_grad():
        answers[name] = p = torch.sigmoid(net(flat(asked_images))).numpy()
    decided = p >= 0.5
    scores[name] = dict(map=average_precision_score(asked_labels, p), micro_f1=f1_score(asked_labels, decided, average="micro"), macro_f1=f1_score(asked_labels, decided, average="macro"), exact=accuracy_score(asked_labels, decided))
with open(FOLDER / "answers.json", "w") as file:
    json.dump(dict(answers={name: np.asarray(p, float)[:20].round(7).tolist() for name, p in answers.items()}, scores=scores), file, default=float)
    file.write("\n")
print(json.dumps(scores, indent=1, default=float))
