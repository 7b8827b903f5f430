#!/usr/bin/env python3
"""Makes tests/DeepOptDistill.EngineTests/Teachers/Tables: teachers of a small table by Debian's scikit-learn, as ONNX written by hand, with what scikit-learn answers.

    scripts/reference/table_teachers.py

The table has two columns of numbers and one of words; its label is one of two. Models: a pipeline over named columns (one input each, words one-hot, numbers
standardized), a forest over codes of words, a logistic regression over one-hot rows with a single probability, its logit, and a single number N.
"""
import csv
import json
import pathlib

import numpy as np
import onnx
from onnx import TensorProto, helper, numpy_helper
from sklearn.ensemble import RandomForestClassifier
from sklearn.linear_model import LogisticRegression

FOLDER = pathlib.Path(__file__).resolve().parent.parent.parent / "tests/DeepOptDistill.EngineTests/Teachers/Tables"
FOLDER.mkdir(exist_ok=True)
COLOURS, COUNT = ["blue", "green", "red"], 200
random = np.random.RandomState(7)
size, weight, colour = random.normal(10, 3, COUNT).astype(np.float32).round(2), random.randint(0, 9, COUNT), random.randint(0, 3, COUNT)
yes = ((size - 10) / 3 + (colour == 2) * 2 - (weight > 5) + random.normal(0, 0.5, COUNT) > 0.5).astype(int)
with open(FOLDER / "rows.csv", "w", newline="") as file:
    writer = csv.writer(file, lineterminator="\n")
    writer.writerow(["size", "item weight", "colour", "bought"])
    writer.writerows([size[i], weight[i], COLOURS[colour[i]], ["no", "yes"][yes[i]]] for i in range(COUNT))
onehot = np.eye(3, dtype=np.float32)[colour]
rows = np.column_stack([size, weight, onehot]).astype(np.float32)
coded = np.column_stack([size, weight, colour]).astype(np.float32)
answers = {}


def value(name, kind, shape):
    return helper.make_tensor_value_info(name, kind, shape)


def save(name, nodes, inputs, outputs, stored=(), opsets=(("", 13), ("ai.onnx.ml", 2))):
    model = helper.make_model(helper.make_graph(nodes, name, inputs, outputs, list(stored)), opset_imports=[helper.make_opsetid(*o) for o in opsets], ir_version=7)
    onnx.checker.check_model(model)
    onnx.save(model, FOLDER / f"{name}.onnx")


def below(threshold):
    """The largest float32 that is not above a float64 threshold: x <= t stays as it is for every float32 x."""
    rounded = np.float32(threshold)
    return float(np.nextafter(rounded, np.float32(-np.inf)) if rounded > threshold else rounded)


def array(name, numbers):
    return numpy_helper.from_array(np.asarray(numbers, np.float32), name)


# A pipeline over named columns: float, int64 and text inputs N x 1; the exporter's identifiers for names with blanks.
mean, deviation = rows[:, :2].mean(0), rows[:, :2].std(0)
scaled = np.column_stack([(rows[:, :2] - mean) / deviation, onehot])
pipeline = LogisticRegression().fit(scaled, yes)
both = np.stack([-pipeline.coef_[0], pipeline.coef_[0]], 1)
for opset, key in ((1, dict(cats_strings=COLOURS)), (2, dict(cats_strings=COLOURS))):
    save(f"columns-{opset}", [
        helper.make_node("Cast", ["item_weight"], ["heavy"], to=TensorProto.FLOAT), helper.make_node("Concat", ["size", "heavy"], ["numbers"], axis=1),
        helper.make_node("Sub", ["numbers", "mean"], ["centred"]), helper.make_node("Div", ["centred", "deviation"], ["scaled"]),
        helper.make_node("OneHotEncoder", ["colour"], ["hot"], domain="ai.onnx.ml", **key), helper.make_node("Reshape", ["hot", "flat"], ["words"]), helper.make_node("Concat", ["scaled", "words"], ["all"], axis=1),
        helper.make_node("MatMul", ["all", "weights"], ["product"]), helper.make_node("Add", ["product", "bias"], ["scores"]), helper.make_node("Sigmoid", ["scores"], ["probabilities"])],
        [value("colour", TensorProto.STRING, [None, 1]), value("size", TensorProto.FLOAT, [None, 1]), value("item_weight", TensorProto.INT64, [None, 1])],
        [value("probabilities", TensorProto.FLOAT, [None, 2])],
        [array("mean", mean), array("deviation", deviation), array("weights", both), array("bias", [-pipeline.intercept_[0], pipeline.intercept_[0]]), numpy_helper.from_array(np.array([-1, 3]), "flat")], (("", 13), ("ai.onnx.ml", opset)))
    answers[f"columns-{opset}"] = pipeline.predict_proba(scaled)

# A forest over codes of words.
forest = RandomForestClassifier(5, max_depth=4, random_state=0).fit(coded, yes)
keys = ("nodes_treeids", "nodes_nodeids", "nodes_featureids", "nodes_values", "nodes_modes", "nodes_truenodeids", "nodes_falsenodeids", "class_treeids", "class_nodeids", "class_ids", "class_weights")
attributes = {key: [] for key in keys}
for number, tree in enumerate(estimator.tree_ for estimator in forest.estimators_):
    for node in range(tree.node_count):
        leaf = tree.children_left[node] < 0
        for key, item in zip(keys, (number, node, max(0, int(tree.feature[node])), 0.0 if leaf else below(tree.threshold[node]), "LEAF" if leaf else "BRANCH_LEQ", max(0, int(tree.children_left[node])), max(0, int(tree.children_right[node])))):
            attributes[key].append(item)
        share = tree.value[node][0] / tree.value[node][0].sum() / len(forest.estimators_)
        for c in range(2) if leaf else []:
            for key, item in zip(keys[7:], (number, node, c, float(share[c]))):
                attributes[key].append(item)
save("codes", [helper.make_node("TreeEnsembleClassifier", ["X"], ["label", "probabilities"], domain="ai.onnx.ml", post_transform="NONE", classlabels_strings=["no", "yes"], **attributes)],
     [value("X", TensorProto.FLOAT, [None, 3])], [value("label", TensorProto.STRING, [None]), value("probabilities", TensorProto.FLOAT, [None, 2])])
answers["codes"] = forest.predict_proba(coded)

# One number for two classes: a probability N x 1, its logit N x 1, and a logit N.
logistic = LogisticRegression(max_iter=1000).fit(rows, yes)
stored = [array("weights", logistic.coef_.T), array("bias", logistic.intercept_)]
linear = [helper.make_node("MatMul", ["X", "weights"], ["product"]), helper.make_node("Add", ["product", "bias"], ["logit"])]
x = [value("X", TensorProto.FLOAT, [None, 5])]
save("one-logit", linear, x, [value("logit", TensorProto.FLOAT, [None, 1])], stored)
save("one-probability", [*linear, helper.make_node("Sigmoid", ["logit"], ["chance"])], x, [value("chance", TensorProto.FLOAT, [None, 1])], stored)
save("one-number", [*linear, helper.make_node("Squeeze", ["logit", "axis"], ["flat"])], x, [value("flat", TensorProto.FLOAT, [None])], [*stored, numpy_helper.from_array(np.array([1]), "axis")])
for name in ("one-logit", "one-probability", "one-number"):
    answers[name] = logistic.predict_proba(rows)

# Rows that were standardized outside of the model: wrong unless the description says so.
plain = LogisticRegression().fit((rows - rows.mean(0)) / rows.std(0), yes)
save("standardized", [helper.make_node("LinearClassifier", ["X"], ["label", "probabilities"], domain="ai.onnx.ml", post_transform="LOGISTIC", classlabels_strings=["no", "yes"], multi_class=0,
                                       coefficients=[*(-plain.coef_[0]).tolist(), *plain.coef_[0].tolist()], intercepts=[-plain.intercept_[0], plain.intercept_[0]])],
     x, [value("label", TensorProto.STRING, [None]), value("probabilities", TensorProto.FLOAT, [None, 2])])
answers["standardized"] = plain.predict_proba((rows - rows.mean(0)) / rows.std(0))
with open(FOLDER / "answers.json", "w") as file:
    json.dump({name: np.asarray(p, float)[:, 1].tolist() for name, p in answers.items()}, file)
    file.write("\n")
print({name: ((np.asarray(p)[:, 1] > 0.5) == yes).mean() for name, p in answers.items()})
