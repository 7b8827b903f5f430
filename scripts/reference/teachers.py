#!/usr/bin/env python3
"""Small teachers as other frameworks write them, and what these frameworks answer themselves: files for ForeignTeacherTests.cs.

    teachers.py tests/DeepOptDistill.EngineTests/Teachers/Foreign

Networks learn scikit-learn's digits (8×8, here 0 … 255). PyTorch exports its own; scikit-learn's models are written operator by operator
as its exporter does. Needs torch 1.13, onnx 1.12, scikit-learn 1.2,
Pillow. Answers of models that scikit-learn or PyTorch cannot run as the file
has them (float16, int8) are computed in float32 from rounded numbers.
"""
import copy
import json
import os
import sys

import numpy as np
import onnx
import torch
from PIL import Image
from onnx import TensorProto, helper, numpy_helper
from sklearn.datasets import load_digits
from sklearn.ensemble import RandomForestClassifier
from sklearn.linear_model import LogisticRegression
from torch import nn
from torch.nn import functional as F

FOLDER = sys.argv[1]
torch.manual_seed(0)
torch.set_num_threads(1)
digits = load_digits()
pixels = np.round(digits.images * 255 / 16).astype(np.uint8)
labels = digits.target
SHOWN = 12
shown = pixels[-SHOWN:]
colour = np.random.default_rng(5).integers(0, 256, (SHOWN, 3, 8, 8)).astype(np.uint8)
colour[:, 1] = shown
train_x, train_y = torch.tensor(pixels[:-SHOWN, None] / 255.0, dtype=torch.float32), torch.tensor(labels[:-SHOWN])
answers = {}


def tensor(images):
    return torch.tensor(images if images.ndim == 4 else images[:, None]).float()


def keep(name, values):
    answers[name] = dict(values=[float(f"{v:.7g}") for v in np.asarray(values, dtype=np.float64).ravel()])


def train(network, inputs, loss=F.cross_entropy, epochs=30):
    optimizer = torch.optim.Adam(network.parameters(), 0.01)
    for _ in range(epochs):
        for batch in torch.randperm(len(train_y)).split(64):
            optimizer.zero_grad()
            loss(network(inputs[batch]), train_y[batch]).backward()
            optimizer.step()
    return network.eval()


def convolutional(channels=1, side=8, padding=1):
    return nn.Sequential(nn.Conv2d(channels, 6, 3, padding=padding), nn.ReLU(), nn.MaxPool2d(side // 4), nn.Flatten(), nn.Linear(6 * 16, 10))


def export(network, name, example, opset, dynamic=True, outputs=("logits",)):
    axes = {key: {0: "batch"} for key in ("image", *outputs)} if dynamic else None
    path = os.path.join(FOLDER, name + ".onnx")
    torch.onnx.export(network, example, path, opset_version=opset, input_names=["image"], output_names=list(outputs), dynamic_axes=axes)
    # The path of the exporter's sources is in the file; it is nobody's business.
    model = onnx.load(path)
    for node in model.graph.node:
        node.doc_string = ""
    onnx.save(model, path)


def save(name, nodes, inputs, outputs, initializers, opsets):
    graph = helper.make_graph(nodes, name, inputs, outputs, initializers)
    model = helper.make_model(graph, opset_imports=[helper.make_opsetid(d, v) for d, v in opsets], ir_version=8)
    onnx.save(model, os.path.join(FOLDER, name + ".onnx"))


def value(name, kind, shape):
    return helper.make_tensor_value_info(name, kind, shape)


def store(name, array):
    return numpy_helper.from_array(np.ascontiguousarray(array), name)


def body(network, x, y="logits"):
    """Nodes and weights of a convolutional network, reading x."""
    weights = [store(n, network[i].__getattr__(k).detach().numpy()) for n, i, k in (("cw", 0, "weight"), ("cb", 0, "bias"), ("fw", 4, "weight"), ("fb", 4, "bias"))]
    return [
        helper.make_node("Conv", [x, "cw", "cb"], ["c"], pads=[1, 1, 1, 1]), helper.make_node("Relu", ["c"], ["r"]),
        helper.make_node("MaxPool", ["r"], ["p"], kernel_shape=[2, 2], strides=[2, 2]), helper.make_node("Flatten", ["p"], ["f"]),
        helper.make_node("Gemm", ["f", "fw", "fb"], [y], transB=1)], weights


# PyTorch: one network, exported with old and new operators, a free and a fixed batch.
small = train(convolutional(), train_x)
expected = small(tensor(shown) / 255).detach()
for opset in (9, 13, 17):
    export(small, f"torch-opset{opset}", torch.zeros(2, 1, 8, 8), opset)
    keep(f"torch-opset{opset}", expected)
export(small, "torch-batch5", torch.zeros(5, 1, 8, 8), 16, dynamic=False)
keep("torch-batch5", expected)
grey = np.array([np.asarray(Image.fromarray(c.transpose(1, 2, 0)).convert("L")) for c in colour])
keep("grey", small(tensor(grey) / 255).detach())


class Both(nn.Module):
    """Features beside the answer."""

    def __init__(self, network):
        super().__init__()
        self.network = network

    def forward(self, image):
        features = self.network[:4](image)
        return features, self.network[4](features)


export(Both(small), "torch-two-outputs", torch.zeros(2, 1, 8, 8), 13, outputs=("features", "logits"))
keep("torch-two-outputs", expected)

# Three channels of 12×12 with ImageNet's normalization: grey images are repeated and resized.
mean, deviation = torch.tensor([0.485, 0.456, 0.406]).view(1, 3, 1, 1), torch.tensor([0.229, 0.224, 0.225]).view(1, 3, 1, 1)
to_12 = lambda x: (F.interpolate(x.repeat(1, 4 - x.shape[1], 1, 1)[:, :3], size=(12, 12), mode="bilinear", align_corners=False) - mean) / deviation
large = train(convolutional(3, 12), to_12(train_x), epochs=10)
export(large, "torch-rgb12", torch.zeros(2, 3, 12, 12), 16)
keep("torch-rgb12", large(to_12(tensor(shown) / 255)).detach())
keep("torch-rgb12-colour", large(to_12(tensor(colour) / 255)).detach())
keep("torch-rgb12-bgr", large(to_12(tensor(colour[:, ::-1].copy()) / 255)).detach())
resized = {f"{h}x{w}": F.interpolate(tensor(shown[:2]).double(), size=(h, w), mode="bilinear", align_corners=False).numpy().ravel().tolist() for h, w in ((12, 12), (5, 7), (3, 20), (1, 1))}

# float64 throughout, one row an image.
wide = train(nn.Sequential(nn.Linear(64, 16), nn.Tanh(), nn.Linear(16, 10)), train_x.flatten(1)).double()
export(wide, "torch-float64", torch.zeros(2, 64, dtype=torch.float64), 13)
keep("torch-float64", wide(torch.tensor(shown.reshape(SHOWN, 64) / 255.0)).detach())

# float16 throughout.
half = copy.deepcopy(small)
for parameter in half.parameters():
    parameter.data = parameter.data.half().float()
nodes, weights = body(half, "image")
save("float16", nodes, [value("image", TensorProto.FLOAT16, ["N", 1, 8, 8])], [value("logits", TensorProto.FLOAT16, ["N", 10])],
     [store(w.name, numpy_helper.to_array(w).astype(np.float16)) for w in weights], [("", 13)])
keep("float16", half((tensor(shown) / 255).half().float()).detach())

# TensorFlow's order of axes, its softmax; the transposition is where its exporter puts it.
nodes, weights = body(small, "nchw")
save("nhwc", [helper.make_node("Transpose", ["image"], ["nchw"], perm=[0, 3, 1, 2]), *nodes, helper.make_node("Softmax", ["logits"], ["probabilities"], axis=-1)],
     [value("image", TensorProto.FLOAT, ["N", 8, 8, 1])], [value("probabilities", TensorProto.FLOAT, ["N", 10])], weights, [("", 13)])
keep("nhwc", F.softmax(expected, 1))

# Raw bytes and whole numbers: the graph scales.
for name, kind in (("uint8", TensorProto.UINT8), ("int64", TensorProto.INT64)):
    nodes, weights = body(small, "scaled")
    save(name, [helper.make_node("Cast", ["image"], ["float"], to=TensorProto.FLOAT), helper.make_node("Div", ["float", "255"], ["scaled"]), *nodes],
         [value("image", kind, ["N", 1, 8, 8])], [value("logits", TensorProto.FLOAT, ["N", 10])], [*weights, store("255", np.float32(255))], [("", 13)])
    keep(name, expected)

# Ten single questions.
single = train(convolutional(), train_x, loss=lambda y, t: F.binary_cross_entropy_with_logits(y, F.one_hot(t, 10).float()))
export(nn.Sequential(*single, nn.Sigmoid()), "torch-sigmoid", torch.zeros(2, 1, 8, 8), 13, outputs=("chances",))
keep("torch-sigmoid", single(tensor(shown) / 255).detach())

# Weights in another file.
if os.path.exists(os.path.join(FOLDER, "external.weights")):
    os.remove(os.path.join(FOLDER, "external.weights"))
export(small, "external", torch.zeros(2, 1, 8, 8), 13)
onnx.save_model(onnx.load(os.path.join(FOLDER, "external.onnx")), os.path.join(FOLDER, "external.onnx"), save_as_external_data=True, location="external.weights", size_threshold=0)
keep("external", expected)


# Eight-bit weights and activations between QuantizeLinear and DequantizeLinear, one scale a tensor.
def quantized(array, low, high):
    scale = np.float32(np.abs(array).max() / high)
    return scale, np.clip(np.round(array / scale), low, high)


def activation(x, scale, zero=0):
    return (np.clip(np.round(x / scale) + zero, 0, 255) - zero) * scale


nodes, stored, shadow = [], [], copy.deepcopy(small)
for prefix, layer in (("c", 0), ("f", 4)):
    scale, whole = quantized(small[layer].weight.detach().numpy(), -127, 127)
    stored += [store(prefix + "w_q", whole.astype(np.int8)), store(prefix + "w_s", scale), store(prefix + "w_z", np.int8(0)), store(prefix + "b", small[layer].bias.detach().numpy())]
    nodes.append(helper.make_node("DequantizeLinear", [prefix + "w_q", prefix + "w_s", prefix + "w_z"], [prefix + "w"]))
    shadow[layer].weight.data = torch.tensor(whole * scale, dtype=torch.float32)
pooled = small[:4](train_x)
scales = dict(x=np.float32(1 / 255), f=np.float32(pooled.max().item() / 255))


def pair(source, target, key):
    stored.extend([store(key + "_s", scales[key]), store(key + "_z", np.uint8(0))])
    return [helper.make_node("QuantizeLinear", [source, key + "_s", key + "_z"], [key + "_q"]), helper.make_node("DequantizeLinear", [key + "_q", key + "_s", key + "_z"], [target])]


save("int8", [*nodes, *pair("image", "x", "x"), helper.make_node("Conv", ["x", "cw", "cb"], ["c"], pads=[1, 1, 1, 1]), helper.make_node("Relu", ["c"], ["r"]),
              helper.make_node("MaxPool", ["r"], ["p"], kernel_shape=[2, 2], strides=[2, 2]), helper.make_node("Flatten", ["p"], ["flat"]), *pair("flat", "f", "f"),
              helper.make_node("Gemm", ["f", "fw", "fb"], ["logits"], transB=1)],
     [value("image", TensorProto.FLOAT, ["N", 1, 8, 8])], [value("logits", TensorProto.FLOAT, ["N", 10])], stored, [("", 13)])
features = shadow[:4](torch.tensor(activation(shown[:, None] / np.float32(255), scales["x"]), dtype=torch.float32)).detach().numpy()
keep("int8", shadow[4](torch.tensor(activation(features, scales["f"]), dtype=torch.float32)).detach())

# scikit-learn: label and a map from label to probability; labels are numbers, or words in alphabetical order.
rows, targets, questions = pixels[:-SHOWN].reshape(-1, 64).astype(np.float32), labels[:-SHOWN], shown.reshape(SHOWN, 64).astype(np.float32)
words = np.array(["zero", "one", "two", "three", "four", "five", "six", "seven", "eight", "nine"])


def classifier(name, node, kind, key, names):
    label = TensorProto.STRING if kind == "strings" else TensorProto.INT64
    normal = helper.make_node("Normalizer", ["scores"], ["probabilities"], domain="ai.onnx.ml", norm="L1")
    zipped = helper.make_node("ZipMap", ["probabilities"], ["output_probability"], domain="ai.onnx.ml", **{key: names})
    maps = onnx.TypeProto()
    maps.sequence_type.elem_type.map_type.key_type = label
    maps.sequence_type.elem_type.map_type.value_type.tensor_type.elem_type = TensorProto.FLOAT
    sequence = helper.make_value_info("output_probability", maps)
    save(name, [node, normal, zipped], [value("float_input", TensorProto.FLOAT, [None, 64])], [value("output_label", label, [None]), sequence], [], [("ai.onnx.ml", 1), ("", 13)])


for name, target, kind in (("sklearn-linear", targets, "ints"), ("sklearn-words", words[targets], "strings")):
    logistic = LogisticRegression(max_iter=50, C=1e-6).fit(rows, target)
    names = logistic.classes_.tolist()
    node = helper.make_node("LinearClassifier", ["float_input"], ["label", "scores"], domain="ai.onnx.ml", post_transform="SOFTMAX", multi_class=1,
                            coefficients=logistic.coef_.ravel().tolist(), intercepts=logistic.intercept_.tolist(), **{f"classlabels_{kind}": names})
    node.output[0] = "output_label"
    classifier(name, node, kind, "classlabels_strings" if kind == "strings" else "classlabels_int64s", names)
    order = [names.index(w) for w in (words if kind == "strings" else range(10))]
    keep(name, logistic.predict_proba(questions)[:, order])

forest = RandomForestClassifier(8, max_depth=5, random_state=0).fit(rows[:, :], targets)
attributes = {key: [] for key in ("nodes_treeids", "nodes_nodeids", "nodes_featureids", "nodes_values", "nodes_modes", "nodes_truenodeids", "nodes_falsenodeids", "class_treeids", "class_nodeids", "class_ids", "class_weights")}
for number, tree in enumerate(t.tree_ for t in forest.estimators_):
    for node in range(tree.node_count):
        leaf = tree.children_left[node] < 0
        for key, item in zip(list(attributes)[:7], (number, node, max(0, int(tree.feature[node])), 0.0 if leaf else float(tree.threshold[node]), "LEAF" if leaf else "BRANCH_LEQ", max(0, int(tree.children_left[node])), max(0, int(tree.children_right[node])))):
            attributes[key].append(item)
        share = tree.value[node][0] / tree.value[node][0].sum() / len(forest.estimators_)
        for label in np.flatnonzero(share) if leaf else []:
            for key, item in zip(list(attributes)[7:], (number, node, int(label), float(share[label]))):
                attributes[key].append(item)
trees = helper.make_node("TreeEnsembleClassifier", ["float_input"], ["output_label", "output_probability"], domain="ai.onnx.ml", post_transform="NONE", classlabels_int64s=list(range(10)), **attributes)
save("sklearn-forest", [trees], [value("float_input", TensorProto.FLOAT, [None, 64])], [value("output_label", TensorProto.INT64, [None]), value("output_probability", TensorProto.FLOAT, [None, 10])], [], [("ai.onnx.ml", 1)])
keep("sklearn-forest", forest.predict_proba(questions))

with open(os.path.join(FOLDER, "answers.json"), "w") as file:
    json.dump(dict(images=shown.ravel().tolist(), colour=colour.ravel().tolist(), labels=labels[-SHOWN:].tolist(), resized=resized, answers=answers), file, separators=(",", ":"))
    file.write("\n")
print("accuracy of the small network on the shown images:", (expected.argmax(1).numpy() == labels[-SHOWN:]).mean())
