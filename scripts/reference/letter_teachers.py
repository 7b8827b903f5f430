#!/usr/bin/env python3
"""Makes the teachers of tables: teachers/letters-forest and teachers/letters-svm, by Debian's scikit-learn, as ai.onnx.ml operators written by hand.

    scripts/reference/letter_teachers.py

Both learn from the first 3,500 rows of the letters (kind letters) and never see the others. Prints accuracy on the test rows (the last 4,000), size and hash,
as teacher.yaml claims them.
"""
import csv
import gzip
import hashlib
import pathlib

import numpy as np
from onnx import TensorProto, checker, helper
from sklearn.ensemble import ExtraTreesClassifier
from sklearn.svm import SVC

ROOT = pathlib.Path(__file__).resolve().parent.parent.parent
NAMES = [chr(65 + i) for i in range(26)]

rows = list(csv.reader(gzip.open(ROOT / "src/DeepOptDistill.Data/Embedded/letters.csv.gz", "rt")))[1:]
labels = np.array([NAMES.index(row[0]) for row in rows])
numbers = np.array([[float(cell) for cell in row[1:]] for row in rows], np.float32)
LEARNED, TEST = slice(0, 3_500), slice(16_000, None)


def save(name, node, accuracy):
    value = helper.make_tensor_value_info
    graph = helper.make_graph([node], name, [value("X", TensorProto.FLOAT, [None, 16])], [value("label", TensorProto.STRING, [None]), value("probabilities", TensorProto.FLOAT, [None, 26])])
    model = helper.make_model(graph, opset_imports=[helper.make_opsetid("ai.onnx.ml", 1), helper.make_opsetid("", 13)], ir_version=7, producer_name="letter_teachers.py")
    checker.check_model(model)
    path = ROOT / f"teachers/{name}/model.onnx"
    path.parent.mkdir(exist_ok=True)
    path.write_bytes(model.SerializeToString())
    print(name, f"test_accuracy: {accuracy:.4f}", path.stat().st_size, "bytes, sha256:", hashlib.sha256(path.read_bytes()).hexdigest())


def forest():
    model = ExtraTreesClassifier(20, max_features=6, random_state=1).fit(numbers[LEARNED], labels[LEARNED])
    keys = ("nodes_treeids", "nodes_nodeids", "nodes_featureids", "nodes_values", "nodes_modes", "nodes_truenodeids", "nodes_falsenodeids", "class_treeids", "class_nodeids", "class_ids", "class_weights")
    attributes = {key: [] for key in keys}
    for number, tree in enumerate(estimator.tree_ for estimator in model.estimators_):
        for node in range(tree.node_count):
            leaf = tree.children_left[node] < 0
            # scikit-learn compares float32 numbers with float64 thresholds: the next float32 below keeps x <= t as it is.
            threshold = 0.0 if leaf else float(np.nextafter(np.float32(tree.threshold[node]), np.float32(-np.inf)) if np.float32(tree.threshold[node]) > tree.threshold[node] else np.float32(tree.threshold[node]))
            items = (number, node, max(0, int(tree.feature[node])), threshold, "LEAF" if leaf else "BRANCH_LEQ", max(0, int(tree.children_left[node])), max(0, int(tree.children_right[node])))
            for key, item in zip(keys, items):
                attributes[key].append(item)
            share = tree.value[node][0] / tree.value[node][0].sum() / len(model.estimators_)
            for c in np.flatnonzero(share) if leaf else []:
                for key, item in zip(keys[7:], (number, node, int(c), float(share[c]))):
                    attributes[key].append(item)
    node = helper.make_node("TreeEnsembleClassifier", ["X"], ["label", "probabilities"], domain="ai.onnx.ml", post_transform="NONE", classlabels_strings=NAMES, **attributes)
    save("letters-forest", node, model.score(numbers[TEST], labels[TEST]))


def support_vectors():
    model = SVC(C=10, gamma=0.04, probability=True, random_state=1).fit(numbers[LEARNED], labels[LEARNED])
    node = helper.make_node(
        "SVMClassifier", ["X"], ["label", "probabilities"], domain="ai.onnx.ml", post_transform="NONE", classlabels_strings=NAMES, kernel_type="RBF", kernel_params=[0.04, 0.0, 3.0],
        vectors_per_class=[int(n) for n in model.n_support_], support_vectors=model.support_vectors_.ravel().astype(float).tolist(), coefficients=model.dual_coef_.ravel().tolist(),
        rho=model.intercept_.tolist(), prob_a=model.probA_.tolist(), prob_b=model.probB_.tolist())
    save("letters-svm", node, (model.predict_proba(numbers[TEST]).argmax(1) == labels[TEST]).mean())


forest()
support_vectors()
