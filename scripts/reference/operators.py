#!/usr/bin/env python3
"""Small networks in operators, orders and forms that exporters, quantizers and ONNX Runtime's optimizers write: files for
tests/DeepOptDistill.EngineTests/Teachers/OperatorCountTests.cs, where the right numbers of each stand, counted by hand.

    operators.py tests/DeepOptDistill.EngineTests/Teachers/Operators

Weights are random and seeded. Needs onnx 1.12.
"""
import os
import sys

import numpy as np
import onnx
from onnx import TensorProto, helper, numpy_helper

FOLDER = sys.argv[1]
MICROSOFT, CLASSICAL = "com.microsoft", "ai.onnx.ml"
random = np.random.default_rng(11)
node = helper.make_node


def stored(name, values):
    return numpy_helper.from_array(values, name)


def weight(name, *shape):
    return stored(name, (random.standard_normal(shape) / np.sqrt(max(1, np.prod(shape[1:])))).astype(np.float32))


def number(name, value, kind=np.float32):
    return stored(name, np.array(value, kind))


def whole(name, *values):
    return stored(name, np.array(values, np.int64))


def bytes_of(name, *shape, kind=np.int8):
    return stored(name, random.integers(0, 90, shape).astype(kind))


def value(name, shape, kind=TensorProto.FLOAT):
    return helper.make_tensor_value_info(name, kind, shape)


def graph_of(nodes, inputs=None, outputs=None, weights=(), sparse=()):
    inputs, outputs = inputs or [value("x", ["N", 1, 8, 8])], outputs or [value("y", ["N", 3])]
    return helper.make_graph(nodes, "g", inputs, outputs, list(weights), sparse_initializer=list(sparse))


def write(name, graph, opset=13, domains=(), functions=(), ir=8):
    imports = [helper.make_opsetid("", opset)] + [helper.make_opsetid(domain, version) for domain, version in domains]
    model = helper.make_model(graph, opset_imports=imports, functions=list(functions), producer_name="operators.py")
    model.ir_version = ir
    onnx.save(model, os.path.join(FOLDER, name + ".onnx"))


def save(name, nodes, weights, inputs=None, outputs=None, **options):
    write(name, graph_of(nodes, inputs, outputs, weights), **options)


def conv(source, target, kernel="W", bias="b", op="Conv", **options):
    return node(op, [source, kernel, bias], [target], kernel_shape=[3, 3], pads=[1, 1, 1, 1], **options)


def head(source):
    """12 products, 15 numbers."""
    return [node("GlobalAveragePool", [source], ["p"]), node("Flatten", ["p"], ["f"], axis=1), node("Gemm", ["f", "V", "c"], ["y"], transB=1)]


KERNEL, BIAS, HEAD = weight("W", 4, 1, 3, 3), weight("b", 4), [weight("V", 3, 4), weight("c", 3)]
FLAT = node("Flatten", ["x"], ["f"], axis=1)
LINEAR = node("Gemm", ["h", "V", "c"], ["y"], transB=1)


def constant_paths():
    def decoded(name):
        return [node("QuantizeLinear", [name, name + "s", name + "z"], [name + "q"]), node("DequantizeLinear", [name + "q", name + "s", name + "z"], [name + "d"])]

    scales = [item for name in "WV" for item in (number(name + "s", 0.01), number(name + "z", 0, np.int8))]
    save("quantize-dequantize", decoded("W") + decoded("V") + [conv("x", "h", "Wd")] + head("h")[:2] + [node("Gemm", ["f", "Vd", "c"], ["y"], transB=1)], [KERNEL, BIAS, *HEAD, *scales])
    halves = [weight("W1", 2, 1, 3, 3), weight("W2", 2, 1, 3, 3)]
    save("concat", [node("Concat", ["W1", "W2"], ["W"], axis=0), conv("x", "h")] + head("h"), [*halves, BIAS, *HEAD])
    cut = [node("Slice", ["whole", "from", "to", "axis"], ["W"]), node("Split", ["both"], ["b", "rest"], axis=0), node("Clip", ["V0", "low", "high"], ["V"]), node("Expand", ["c0", "three"], ["c"])]
    save("slice-split-clip-expand", cut + [conv("x", "h")] + head("h"), [
        weight("whole", 4, 1, 3, 3), whole("from", 0), whole("to", 4), whole("axis", 0), weight("both", 8), weight("V0", 3, 4),
        number("low", -1), number("high", 1), weight("c0", 1), whole("three", 3)])
    moved = [node("Cast", ["W16"], ["Wc"], to=1), node("Reshape", ["Wc", "shape"], ["W"]), node("Transpose", ["V0"], ["V"], perm=[1, 0])]
    save("cast-reshape-transpose", moved + [conv("x", "h")] + head("h"), [
        stored("W16", random.standard_normal((36,)).astype(np.float16)), whole("shape", 4, 1, 3, 3), BIAS, weight("V0", 4, 3), HEAD[1]])
    scaled = [node("ReduceL2", ["v"], ["length"], axes=[1, 2, 3]), node("Div", ["v", "length"], ["unit"]), node("Mul", ["unit", "g"], ["W"])]
    save("weight-norm", scaled + [conv("x", "h")] + head("h"), [weight("v", 4, 1, 3, 3), weight("g", 4, 1, 1, 1), BIAS, *HEAD])
    values = [node("Constant", [], ["c"], value_floats=[0.1, 0.2, 0.3]), node("Constant", [], ["half"], value_float=0.5)]
    save("constant-floats", values + [FLAT, node("Mul", ["f", "half"], ["g"]), node("MatMul", ["g", "V"], ["h"]), node("Add", ["h", "c"], ["y"])], [weight("V", 64, 3)])
    token = [node("Flatten", ["x"], ["f"], axis=1), node("Shape", ["x"], ["s"]), node("Slice", ["s", "z", "o"], ["n"]), node("Concat", ["n", "four"], ["e"], axis=0), node("Expand", ["t", "e"], ["tn"]), node("Concat", ["f", "tn"], ["h"], axis=1), LINEAR]
    save("class-token", token, [whole("z", 0), whole("o", 1), whole("four", 4), weight("t", 1, 4), weight("V", 3, 68), HEAD[1]])
    kernel = helper.make_sparse_tensor(stored("W", random.standard_normal(6).astype(np.float32)), whole("Wi", 0, 5, 9, 17, 20, 33), [4, 1, 3, 3])
    write("sparse", graph_of([conv("x", "h")] + head("h"), weights=[BIAS, *HEAD], sparse=[kernel]))


def runtime():
    own = [(MICROSOFT, 1)]
    save("fused-conv", [conv("x", "h", op="FusedConv", domain=MICROSOFT, activation="Relu")] + head("h"), [KERNEL, BIAS, *HEAD], domains=own)
    fused = [FLAT, node("FusedMatMul", ["f", "A"], ["a"], domain=MICROSOFT, transB=1), node("BiasGelu", ["a", "ab"], ["g"], domain=MICROSOFT), node("FusedGemm", ["g", "B", "bb"], ["h"], domain=MICROSOFT, transB=1, activation="Relu"), LINEAR]
    save("fused-products", fused, [weight("A", 16, 64), weight("ab", 16), weight("B", 4, 16), weight("bb", 4), *HEAD], domains=own)
    tokens = [node("Reshape", ["x", "shape"], ["t"])]
    attention = tokens + [node("Attention", ["t", "Q", "qb"], ["a"], domain=MICROSOFT, num_heads=2), node("SkipLayerNormalization", ["a", "t", "g", "e"], ["s"], domain=MICROSOFT), node("ReduceMean", ["s"], ["h"], axes=[1], keepdims=0), LINEAR]
    save("attention", attention, [whole("shape", -1, 8, 8), weight("Q", 8, 24), weight("qb", 24), weight("g", 8), weight("e", 8), weight("V", 3, 8), HEAD[1]], domains=own)
    several = tokens + [node("MatMul", ["t", "K"], ["k"]), node("MultiHeadAttention", ["t", "k", "k", "hb"], ["a"], domain=MICROSOFT, num_heads=2), node("ReduceMean", ["a"], ["h"], axes=[1], keepdims=0), LINEAR]
    save("multi-head-attention", several, [whole("shape", -1, 8, 8), weight("K", 8, 8), weight("hb", 24), weight("V", 3, 8), HEAD[1]], domains=own)
    embed = [node("EmbedLayerNormalization", ["ids", "segments", "words", "places", "sides", "g", "e", "mask"], ["t", "m"], domain=MICROSOFT), node("Attention", ["t", "Q", "qb", "m"], ["a"], domain=MICROSOFT, num_heads=2), node("ReduceMean", ["a"], ["h"], axes=[1], keepdims=0), LINEAR]
    save("embeddings", embed, [weight("words", 20, 8), weight("places", 6, 8), weight("sides", 2, 8), weight("g", 8), weight("e", 8), weight("Q", 8, 24), weight("qb", 24), weight("V", 3, 8), HEAD[1]],
         inputs=[value(name, ["N", 6], TensorProto.INT32) for name in ("ids", "segments", "mask")], domains=own)
    save("four-bits", [FLAT, node("MatMulNBits", ["f", "B", "s"], ["h"], domain=MICROSOFT, K=64, N=4, bits=4, block_size=32), LINEAR], [bytes_of("B", 4, 2, 16, kind=np.uint8), weight("s", 8), *HEAD], domains=own, opset=14)
    scale = [number("ws", 0.01), number("wz", 0, np.int8)]
    save("dynamic-quantization", [FLAT, node("DynamicQuantizeMatMul", ["f", "B", "ws", "wz", "bb"], ["h"], domain=MICROSOFT), LINEAR], [bytes_of("B", 64, 4), *scale, weight("bb", 4), *HEAD], domains=own)
    whole_product = [FLAT, node("DynamicQuantizeLinear", ["f"], ["q", "qs", "qz"]), node("MatMulIntegerToFloat", ["q", "B", "qs", "ws", "qz", "wz", "bb"], ["h"], domain=MICROSOFT), LINEAR]
    save("integer-to-float", whole_product, [bytes_of("B", 64, 4), *scale, weight("bb", 4), *HEAD], domains=own)
    input_scale, output_scale = [number("xs", 1 / 255), number("xz", 0, np.uint8)], [number("ys", 0.05), number("yz", 128, np.uint8)]
    gemm = [FLAT, node("QuantizeLinear", ["f", "xs", "xz"], ["q"]), node("QGemm", ["q", "xs", "xz", "B", "ws", "wz", "bb", "ys", "yz"], ["hq"], domain=MICROSOFT, transB=1), node("DequantizeLinear", ["hq", "ys", "yz"], ["h"]), LINEAR]
    save("quantized-gemm", gemm, [*input_scale, bytes_of("B", 4, 64), *scale, stored("bb", np.zeros(4, np.int32)), *output_scale, *HEAD], domains=own)
    last = [node("Transpose", ["x"], ["t"], perm=[0, 2, 3, 1]), node("QuantizeLinear", ["t", "xs", "xz"], ["q"]), node("QLinearConv", ["q", "xs", "xz", "B", "ws", "wz", "ys", "yz", "bb"], ["hq"], domain=MICROSOFT, channels_last=1, kernel_shape=[3, 3], pads=[1, 1, 1, 1]), node("DequantizeLinear", ["hq", "ys", "yz"], ["hl"]), node("Transpose", ["hl"], ["h"], perm=[0, 3, 1, 2])]
    save("quantized-channels-last", last + head("h"), [*input_scale, bytes_of("B", 4, 1, 3, 3), *scale, *output_scale, stored("bb", np.zeros(4, np.int32)), *HEAD], domains=own)
    save("not-described", [FLAT, node("CDist", ["f", "points"], ["d"], domain=MICROSOFT, metric="euclidean"), node("Gemm", ["d", "V", "c"], ["y"], transB=1)], [weight("points", 4, 64), *HEAD], domains=own)


def recurrent():
    ends = [node("Squeeze", ["last", "first"], ["h"]), LINEAR]
    tail = [whole("first", 0), *HEAD]
    turned = [node("Squeeze", ["x", "channel"], ["s"]), node("Transpose", ["s"], ["t"], perm=[1, 0, 2])]
    for op, gates in (("LSTM", 4), ("GRU", 3), ("RNN", 1)):
        outputs = ["", "last", ""] if op == "LSTM" else ["", "last"]
        weights = [weight("W", 1, 4 * gates, 8), weight("R", 1, 4 * gates, 4), weight("B", 1, 8 * gates), whole("channel", 1), *tail]
        save(op.lower(), turned + [node(op, ["t", "W", "R", "B"], outputs, hidden_size=4)] + ends, weights)
    weights = [weight("W", 1, 16, 5), weight("R", 1, 16, 4), weight("B", 1, 32), *tail]
    save("time-first", [node("LSTM", ["x", "W", "R", "B"], ["", "last", ""], hidden_size=4)] + ends, weights, inputs=[value("x", [20, 1, 5])], outputs=[value("y", [1, 3])])
    state = turned + [node("GRU", ["t", "W", "R", "B", "", "before"], ["", "last"], hidden_size=4)] + ends
    save("stateful", state, [weight("W", 1, 12, 8), weight("R", 1, 12, 4), weight("B", 1, 24), whole("channel", 1), *tail], inputs=[value("x", ["N", 1, 8, 8]), value("before", [1, "N", 4])], outputs=[value("y", ["N", 3]), value("last", [1, "N", 4])])
    letters = [node("Squeeze", ["x", "channel"], ["t"]), node("Einsum", ["t", "Q"], ["q"], equation="nsd,de->nse"), node("Einsum", ["q", "t"], ["w"], equation="nse,nte->nst"), node("Einsum", ["w", "t"], ["a"], equation="...st,...te->...se"), node("ReduceMean", ["a"], ["h"], axes=[1], keepdims=0), LINEAR]
    save("einsum", letters, [whole("channel", 1), weight("Q", 8, 8), weight("V", 3, 8), HEAD[1]])


def bodies():
    def branch(name, kernel, activation):
        return helper.make_graph([conv("x", name + "c", kernel), node(activation, [name + "c"], [name])], name, [], [value(name, None)])

    choice = node("If", ["is"], ["h"], then_branch=branch("yes", "W", "Relu"), else_branch=helper.make_graph([node("Expand", ["zero", "shape"], ["no"])], "no", [], [value("no", None)]))
    constants = [number("zero", 0), whole("shape", 1, 4, 1, 1)]
    save("if-constant", [choice] + head("h"), [KERNEL, BIAS, *HEAD, *constants, number("is", True, bool)])
    by_data = [node("ReduceMax", ["x"], ["m"], keepdims=0), node("Greater", ["m", "zero"], ["is"]), choice]
    save("if-data", by_data + head("h"), [KERNEL, BIAS, *HEAD, *constants])
    alike = node("If", ["is"], ["h"], then_branch=branch("yes", "W", "Relu"), else_branch=branch("no", "W", "Tanh"))
    save("if-alike", by_data[:2] + [alike] + head("h"), [KERNEL, BIAS, *HEAD, *constants])
    cell = [node("MatMul", ["row", "A"], ["a"]), node("MatMul", ["before", "B"], ["b2"]), node("Add", ["a", "b2"], ["s"]), node("Tanh", ["s"], ["after"])]
    scanned = helper.make_graph(cell, "cell", [value("before", ["N", 4]), value("row", ["N", 8])], [value("after", ["N", 4])])
    rows = [node("Squeeze", ["x", "channel"], ["q"]), node("Transpose", ["q"], ["t"], perm=[1, 0, 2]), node("Gather", ["t", "zero"], ["r0"], axis=0), node("MatMul", ["r0", "A"], ["start"])]
    weights = [whole("channel", 1), number("zero", 0, np.int64), weight("A", 8, 4), weight("B", 4, 4), *HEAD]
    save("scan", rows + [node("Scan", ["start", "t"], ["h"], body=scanned, num_scan_inputs=1), LINEAR], weights)
    step = [node("Identity", ["go"], ["on"]), node("MatMul", ["before", "B"], ["b2"]), node("Tanh", ["b2"], ["after"])]
    looped = helper.make_graph(step, "step", [value("i", [], TensorProto.INT64), value("go", [], TensorProto.BOOL), value("before", ["N", 4])], [value("on", [], TensorProto.BOOL), value("after", ["N", 4])])
    save("loop", rows + [node("Loop", ["times", "yes", "start"], ["h"], body=looped), LINEAR], weights + [number("times", 5, np.int64), number("yes", True, bool)])
    ending = [node("ReduceMax", ["before"], ["m"], keepdims=0), node("Less", ["m", "one"], ["on"])] + step[1:]
    looped = helper.make_graph(ending, "step", looped.input, looped.output)
    save("loop-data", rows + [node("Loop", ["times", "yes", "start"], ["h"], body=looped), LINEAR], weights + [number("times", 5, np.int64), number("yes", True, bool), number("one", 1)])


def functions():
    standard = [helper.make_opsetid("", 17)]
    linear = helper.make_function("pkg.layers", "Linear", ["x", "w", "b"], ["y"], [node("Gemm", ["x", "w", "b"], ["y"], transB=1)], standard)
    block = helper.make_function("pkg.layers", "Block", ["x", "w", "b"], ["y"], [node("Conv", ["x", "w", "b"], ["c"], kernel_shape=[3, 3], pads=[1, 1, 1, 1]), node("LeakyRelu", ["c"], ["y"])], standard, ["alpha"])
    block.node[1].attribute.append(onnx.AttributeProto(name="alpha", type=onnx.AttributeProto.FLOAT, ref_attr_name="alpha"))
    domain = [helper.make_opsetid("pkg.layers", 1)]
    twice = helper.make_function("pkg.layers", "Twice", ["x", "w", "b", "w2"], ["y"], [node("Block", ["x", "w", "b"], ["inner"], domain="pkg.layers", alpha=0.2), node("Block", ["inner", "w2", "b"], ["y"], domain="pkg.layers", alpha=0.3)], standard + domain)
    calls = [node("Twice", ["x", "W", "b", "W2"], ["t"], domain="pkg.layers"), node("GlobalAveragePool", ["t"], ["p"]), node("Flatten", ["p"], ["f"], axis=1), node("Linear", ["f", "V", "c"], ["y"], domain="pkg.layers")]
    save("functions", calls, [KERNEL, BIAS, weight("W2", 4, 4, 3, 3), *HEAD], opset=17, domains=[("pkg.layers", 1)], functions=[linear, block, twice])
    steps = [conv("x", "c0"), node("Relu", ["c0"], ["r0"]), conv("r0", "c1", "W2"), node("Relu", ["c1"], ["h"])] + head("h")
    save("unsorted", list(reversed(steps)), [KERNEL, BIAS, weight("W2", 4, 4, 3, 3), *HEAD])


def types():
    masked = [FLAT, node("Gemm", ["f", "A", "ab"], ["a"], transB=1), node("Dropout", ["a"], ["h", "mask"], ratio=0.5), LINEAR]
    save("dropout-mask", masked, [weight("A", 4, 64), weight("ab", 4), *HEAD], opset=9, ir=4)
    split = [conv("x", "c2"), node("SplitToSequence", ["c2", "half"], ["seq"], axis=1), node("SequenceAt", ["seq", "i0"], ["s0"]), node("SequenceAt", ["seq", "i1"], ["s1"]), node("Sigmoid", ["s1"], ["g"]), node("Mul", ["s0", "g"], ["h"])]
    save("sequence", split + head("h")[:2] + [node("Gemm", ["f", "V2", "c"], ["y"], transB=1)], [KERNEL, BIAS, number("half", 2, np.int64), number("i0", 0, np.int64), number("i1", 1, np.int64), weight("V2", 3, 2), HEAD[1]])
    words = [node("TfIdfVectorizer", ["ids"], ["h"], mode="TF", min_gram_length=1, max_gram_length=1, max_skip_count=0, ngram_counts=[0], ngram_indexes=[0, 1, 2, 3], pool_int64s=[1, 2, 3, 4]), LINEAR]
    save("tf-idf", words, HEAD, inputs=[value("ids", ["N", 6], TensorProto.INT64)])
    camera = [node("Cast", ["x"], ["xf"], to=1), node("Transpose", ["xf"], ["xt"], perm=[2, 0, 1]), node("Unsqueeze", ["xt", "zero"], ["xb"]), conv("xb", "h")]
    save("without-batch", camera + head("h"), [whole("zero", 0), weight("W", 4, 3, 3, 3), BIAS, *HEAD], inputs=[value("x", [8, 8, 3], TensorProto.UINT8)], outputs=[value("y", [1, 3])])
    save("fixed-batch", [conv("x", "h")] + head("h"), [KERNEL, BIAS, *HEAD], inputs=[value("x", [4, 1, 8, 8])], outputs=[value("y", [4, 3])])
    twin = [node("Identity", ["W"], ["W1"]), conv("x", "c1"), conv("x", "c2", "W1"), node("Add", ["c1", "c2"], ["h"])]
    save("shared", twin + head("h"), [KERNEL, BIAS, *HEAD])
    tied = [node("Gather", ["E", "ids"], ["e"], axis=0), node("ReduceMean", ["e"], ["m"], axes=[1], keepdims=0), node("Transpose", ["E"], ["Et"], perm=[1, 0]), node("MatMul", ["m", "Et"], ["y"])]
    save("tied", tied, [weight("E", 20, 4)], inputs=[value("ids", ["N", 6], TensorProto.INT64)], outputs=[value("y", ["N", 20])])


def classical():
    def tree(values):
        return dict(nodes_treeids=[0] * 3, nodes_nodeids=[0, 1, 2], nodes_featureids=[0] * 3, nodes_modes=["BRANCH_LT", "LEAF", "LEAF"], nodes_truenodeids=[1, 0, 0], nodes_falsenodeids=[2, 0, 0], **values)

    rows = [value("x", ["N", 2])]
    save("tree-1", [node("TreeEnsembleRegressor", ["x"], ["y"], domain=CLASSICAL, n_targets=1, target_ids=[0, 0], target_treeids=[0, 0], target_nodeids=[1, 2], target_weights=[0.0, 1.0], **tree(dict(nodes_values=[0.5, 0.0, 0.0])))], [], rows, [value("y", ["N", 1])], opset=15, domains=[(CLASSICAL, 1)])
    exact = dict(nodes_values_as_tensor=stored("", np.array([0.5, 0, 0])))
    save("tree-3-double", [node("TreeEnsembleRegressor", ["x"], ["y"], domain=CLASSICAL, n_targets=1, target_ids=[0, 0], target_treeids=[0, 0], target_nodeids=[1, 2], target_weights_as_tensor=stored("", np.array([0.0, 1.0])), **tree(exact))], [], [value("x", ["N", 2], TensorProto.DOUBLE)], [value("y", ["N", 1])], opset=15, domains=[(CLASSICAL, 3)])
    leaves = dict(nodes_splits=stored("", np.array([0.5], np.float32)), leaf_weights=stored("", np.array([-2.0, 2.0], np.float32)), nodes_modes=stored("", np.array([1], np.uint8)))
    save("tree-5", [node("TreeEnsemble", ["x"], ["y"], domain=CLASSICAL, n_targets=1, aggregate_function=1, post_transform=0, tree_roots=[0], nodes_featureids=[0], nodes_truenodeids=[0], nodes_trueleafs=[1], nodes_falsenodeids=[1], nodes_falseleafs=[1], leaf_targetids=[0, 0], **leaves)], [], rows, [value("y", ["N", 1])], opset=18, ir=9, domains=[(CLASSICAL, 5)])
    save("linear-classifier-fixed", [node("LinearClassifier", ["x"], ["label", "y"], domain=CLASSICAL, coefficients=[-4.0, 0.0, 4.0, 0.0], intercepts=[2.0, -2.0], classlabels_ints=[0, 1], post_transform="NONE")], [], [value("x", [5, 2])], [value("label", [5], TensorProto.INT64), value("y", [5, 2])], domains=[(CLASSICAL, 1)])


os.makedirs(FOLDER, exist_ok=True)
for part in (constant_paths, runtime, recurrent, bodies, functions, types, classical):
    part()
