#!/usr/bin/env python3
"""Makes ordered*.onnx and strange.csv in tests/DeepOptDistill.EngineTests/Teachers/Tables, with what Debian's scikit-learn answers in ordered.json.

    scripts/reference/ordinal_teachers.py

A tree over the numbers of an OrdinalEncoder whose categories are in an order of their own, one of them in no row, and which takes -1 for a word that it does not
know: as one tensor, and as one input a column. It is asked the rows of rows.csv (scripts/reference/table_teachers.py), and those of strange.csv, where some are pink.
"""
import json
import pathlib

import numpy as np
import onnx
import pandas
from onnx import TensorProto, helper, numpy_helper
from sklearn.preprocessing import OrdinalEncoder
from sklearn.tree import DecisionTreeClassifier

FOLDER = pathlib.Path(__file__).resolve().parent.parent.parent / "tests/DeepOptDistill.EngineTests/Teachers/Tables"
ORDER = ["red", "amber", "green", "blue"]
rows = pandas.read_csv(FOLDER / "rows.csv")
strange = rows.copy()
strange.loc[strange.index % 7 == 0, "colour"] = "pink"
strange.to_csv(FOLDER / "strange.csv", index=False, lineterminator="\n")
encoder = OrdinalEncoder(categories=[ORDER], handle_unknown="use_encoded_value", unknown_value=-1).fit(rows[["colour"]])


def coded(frame):
    return np.column_stack([frame[["size", "item weight"]], encoder.transform(frame[["colour"]])]).astype(np.float32)


# Some rows of a colour that it does not know, so that its number has a branch of its own.
learned = np.vstack([coded(rows), coded(strange)])
model = DecisionTreeClassifier(max_depth=6, random_state=0).fit(learned, [*(rows["bought"] == "yes"), *((strange["bought"] == "yes") ^ (strange["colour"] == "pink"))])
tree = model.tree_


def below(threshold):
    """The largest float32 that is not above a float64 threshold: x <= t stays as it is for every float32 x."""
    rounded = np.float32(threshold)
    return float(np.nextafter(rounded, np.float32(-np.inf)) if rounded > threshold else rounded)


leaf, nodes = tree.children_left < 0, range(tree.node_count)
share = tree.value[:, 0] / tree.value[:, 0].sum(1, keepdims=True)
leaves = [(int(n), c) for n in nodes if leaf[n] for c in range(2)]
attributes = dict(
    nodes_treeids=[0 for _ in nodes], nodes_nodeids=list(nodes), nodes_featureids=np.maximum(tree.feature, 0).tolist(), nodes_modes=["LEAF" if leaf[n] else "BRANCH_LEQ" for n in nodes],
    nodes_values=[0.0 if leaf[n] else below(tree.threshold[n]) for n in nodes], nodes_truenodeids=np.maximum(tree.children_left, 0).tolist(), nodes_falsenodeids=np.maximum(tree.children_right, 0).tolist(),
    class_treeids=[0 for _ in leaves], class_nodeids=[n for n, _ in leaves], class_ids=[c for _, c in leaves], class_weights=[float(share[n, c]) for n, c in leaves])
ensemble = helper.make_node("TreeEnsembleClassifier", ["X"], ["label", "probabilities"], domain="ai.onnx.ml", post_transform="NONE", classlabels_strings=["no", "yes"], **attributes)


def value(name, kind, shape):
    return helper.make_tensor_value_info(name, kind, shape)


def save(name, before, inputs):
    outputs = [value("label", TensorProto.STRING, [None]), value("probabilities", TensorProto.FLOAT, [None, 2])]
    file = helper.make_model(helper.make_graph([*before, ensemble], name, inputs, outputs), opset_imports=[helper.make_opsetid("", 13), helper.make_opsetid("ai.onnx.ml", 2)], ir_version=7)
    onnx.checker.check_model(file)
    onnx.save(file, FOLDER / f"{name}.onnx")


save("ordered", [], [value("X", TensorProto.FLOAT, [None, 3])])
save("ordered-columns", [
    helper.make_node("Cast", ["colour"], ["shade"], to=TensorProto.FLOAT), helper.make_node("Cast", ["item_weight"], ["heavy"], to=TensorProto.FLOAT), helper.make_node("Concat", ["size", "heavy", "shade"], ["X"], axis=1)],
    [value("colour", TensorProto.INT64, [None, 1]), value("size", TensorProto.FLOAT, [None, 1]), value("item_weight", TensorProto.INT64, [None, 1])])
answers = {name: model.predict_proba(coded(frame))[:, 1].tolist() for name, frame in (("rows", rows), ("strange", strange))}
with open(FOLDER / "ordered.json", "w") as file:
    json.dump(answers, file)
    file.write("\n")
plain = np.column_stack([rows[["size", "item weight"]], OrdinalEncoder().fit_transform(rows[["colour"]])]).astype(np.float32)
print({name: ((np.array(p) > 0.5) == (rows["bought"] == "yes")).mean() for name, p in answers.items()}, "in another order", ((model.predict(plain) == 1) == (rows["bought"] == "yes")).mean())
