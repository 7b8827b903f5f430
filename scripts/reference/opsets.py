#!/usr/bin/env python3
"""Small networks in the operators of ONNX opsets 18 and later, in the form that is new in each, and what they answer by PyTorch and NumPy in
double precision: files for tests/DeepOptDistill.EngineTests/Teachers/OpsetTests.cs.

    opsets.py tests/DeepOptDistill.EngineTests/Teachers/Opsets

The nodes are written by hand from the operators' specifications, because Debian's onnx 1.12 ends at opset 17 and its PyTorch at 17 too; no checker runs.
Weights are random and seeded, images are scikit-learn's digits. Needs torch 1.13, onnx 1.12, scikit-learn 1.2.
"""
import json
import math
import os
import sys

import numpy as np
import onnx
import torch
from onnx import TensorProto, helper, numpy_helper
from sklearn.datasets import load_digits
from torch.nn import functional as F

FOLDER = sys.argv[1]
UINT4, INT4, FLOAT8E4M3FN = 21, 22, 17
IR = {18: 8, 19: 9, 20: 9, 21: 10, 22: 10, 23: 11, 24: 12, 25: 13, 26: 13}
random = np.random.default_rng(7)
x = torch.tensor(np.round(load_digits().images * 255 / 16)[-12:, None] / 255.0, dtype=torch.float64)
answers = {}


class Graph:
    """Nodes and stored tensors of one file; a stored tensor is also what the reference computes with."""

    def __init__(self):
        self.nodes, self.stored = [], []

    def node(self, op, inputs, output, **attributes):
        outputs = [output] if isinstance(output, str) else output
        self.nodes.append(helper.make_node(op, inputs, outputs, name=outputs[0], **attributes))

    def weight(self, name, *shape, scale=None):
        values = (random.standard_normal(shape) * (scale or 1 / math.sqrt(max(1, np.prod(shape[1:]))))).astype(np.float32)
        self.stored.append(numpy_helper.from_array(values, name))
        return torch.tensor(values.astype(np.float64))

    def whole(self, name, *values):
        self.stored.append(numpy_helper.from_array(np.array(values, dtype=np.int64), name))

    def raw(self, name, kind, shape, data):
        tensor = TensorProto(name=name, data_type=kind, raw_data=bytes(data))
        tensor.dims.extend(shape)
        self.stored.append(tensor)

    def save(self, opset, expected, name=None):
        name = name or f"opset{opset}"
        graph = helper.make_graph(self.nodes, name, [helper.make_tensor_value_info("image", TensorProto.FLOAT, ["N", 1, 8, 8])],
                                  [helper.make_tensor_value_info("logits", TensorProto.FLOAT, ["N", 10])], self.stored)
        onnx.save(helper.make_model(graph, opset_imports=[helper.make_opsetid("", opset)], ir_version=IR[opset]), os.path.join(FOLDER, name + ".onnx"))
        assert expected.shape == (12, 10) and torch.isfinite(expected).all() and expected.std(0).min() > 1e-3, expected.std(0)
        answers[name] = [float(f"{v:.8g}") for v in expected.ravel().tolist()]


# 18: axes of Pad and of reductions are inputs, Split has num_outputs, Resize has axes and antialias, Mish is one operator, GroupNormalization scales groups.
g = Graph()
g.whole("pads", 1, 1, 1, 1), g.whole("hw", 2, 3), g.whole("four", 4, 4)
w, b, s, t = g.weight("w", 6, 1, 3, 3), g.weight("b", 6), g.weight("s", 3), g.weight("t", 3)
fw, fb = g.weight("fw", 10, 51), g.weight("fb", 10)
g.node("Pad", ["image", "pads", "", "hw"], "padded")
g.node("Conv", ["padded", "w", "b"], "c")
g.node("Split", ["c"], ["left", "right"], axis=1, num_outputs=2)
g.node("Mish", ["left"], "m")
g.node("Mul", ["m", "right"], "gated")
g.node("GroupNormalization", ["gated", "s", "t"], "n", num_groups=3, epsilon=1e-3)
g.node("Resize", ["n", "", "", "four"], "small", axes=[2, 3], mode="linear", antialias=1, exclude_outside=1)
g.node("ReduceMean", ["n", "hw"], "mean", keepdims=0)
g.node("Flatten", ["small"], "flat")
g.node("Concat", ["flat", "mean"], "features", axis=1)
g.node("Gemm", ["features", "fw", "fb"], "logits", transB=1)
c = F.conv2d(F.pad(x, (1, 1, 1, 1)), w, b)
left, right = c.chunk(2, 1)
n = F.group_norm(F.mish(left) * right, 3, s, t, 1e-3)
small = F.interpolate(n, size=(4, 4), mode="bilinear", align_corners=False, antialias=True)
g.save(18, F.linear(torch.cat([small.flatten(1), n.mean((2, 3))], 1), fw, fb))

# 19: Pad wraps, AveragePool dilates, Resize keeps the aspect ratio, Cast and DequantizeLinear know eight-bit floats.
g = Graph()
g.whole("pads", 1, 1, 1, 1), g.whole("hw", 2, 3), g.whole("box", 6, 5)
w, b = g.weight("w", 4, 1, 3, 3), g.weight("b", 4)
codes = random.integers(0, 256, (10, 100))
codes[(codes & 0x7F) == 0x7F] = 0  # NaN
exponent, mantissa = (codes >> 3) & 15, codes & 7
eighth = np.where(codes & 128, -1, 1) * np.where(exponent > 0, 2.0 ** (exponent - 7) * (1 + mantissa / 8), 2.0 ** -6 * mantissa / 8)
g.raw("fw8", FLOAT8E4M3FN, (10, 100), codes.astype(np.uint8).tobytes())
g.stored.append(numpy_helper.from_array(np.float32(1 / 256), "scale"))
fb = g.weight("fb", 10)
g.node("Pad", ["image", "pads", "", "hw"], "padded", mode="wrap")
g.node("Conv", ["padded", "w", "b"], "c")
g.node("Relu", ["c"], "r")
g.node("Cast", ["r"], "wide", to=TensorProto.DOUBLE, saturate=1)
g.node("Cast", ["wide"], "again", to=TensorProto.FLOAT, saturate=1)
g.node("AveragePool", ["again"], "p", kernel_shape=[2, 2], strides=[1, 1], dilations=[2, 2])
g.node("Resize", ["p", "", "", "box"], "small", axes=[2, 3], mode="linear", keep_aspect_ratio_policy="not_larger")
g.node("Flatten", ["small"], "f")
g.node("DequantizeLinear", ["fw8", "scale"], "fw")
g.node("Gemm", ["f", "fw", "fb"], "logits", transB=1)
r = F.relu(F.conv2d(torch.tensor(np.pad(x.numpy(), ((0, 0), (0, 0), (1, 1), (1, 1)), mode="wrap")), w, b))
p = (r[..., :-2, :-2] + r[..., 2:, :-2] + r[..., :-2, 2:] + r[..., 2:, 2:]) / 4
g.save(19, F.linear(F.interpolate(p, size=(5, 5), mode="bilinear", align_corners=False).flatten(1), torch.tensor(eighth / 256), fb))

# 20: Gelu is one operator in two forms, AffineGrid is new, GridSample calls its mode linear.
g = Graph()
g.whole("hw", 2, 3), g.whole("size", 4, 8, 8), g.whole("matrix", 2, 3)
w, b, v, c, theta = g.weight("w", 4, 1, 3, 3), g.weight("b", 4), g.weight("v", 6, 4, 3, 3), g.weight("vb", 6), g.weight("theta", 1, 2, 3, scale=0.7)
fw, fb = g.weight("fw", 10, 6, scale=1), g.weight("fb", 10)
g.node("Conv", ["image", "w", "b"], "c1", pads=[1, 1, 1, 1])
g.node("Gelu", ["c1"], "g1", approximate="tanh")
g.node("Shape", ["image"], "batch", start=0, end=1)
g.node("Concat", ["batch", "matrix"], "shape", axis=0)
g.node("Expand", ["theta", "shape"], "thetas")
g.node("Concat", ["batch", "size"], "sizes", axis=0)
g.node("AffineGrid", ["thetas", "sizes"], "grid", align_corners=0)
g.node("GridSample", ["g1", "grid"], "moved", mode="linear", padding_mode="border", align_corners=0)
g.node("Conv", ["moved", "v", "vb"], "c2")
g.node("Gelu", ["c2"], "g2")
g.node("ReduceMax", ["g2", "hw"], "most", keepdims=0)
g.node("Gemm", ["most", "fw", "fb"], "logits", transB=1)
g1 = F.gelu(F.conv2d(x, w, b, padding=1), approximate="tanh")
moved = F.grid_sample(g1, F.affine_grid(theta.expand(12, 2, 3), (12, 4, 8, 8), align_corners=False), mode="bilinear", padding_mode="border", align_corners=False)
g.save(20, F.linear(F.gelu(F.conv2d(moved, v, c)).amax((2, 3)), fw, fb))

# 21: GroupNormalization scales channels, weights are of four bits with a scale for each block of 16, QuantizeLinear states its type.
g = Graph()
w, b, s, t = g.weight("w", 6, 1, 3, 3), g.weight("b", 6), g.weight("s", 6, scale=1), g.weight("t", 6)
fours, zeros, scales = random.integers(-8, 8, (96, 10)), random.integers(-2, 3, (6, 10)), (0.02 + 0.03 * random.random((6, 10))).astype(np.float32)
pack = lambda values: [int(a & 15) | (int(z & 15) << 4) for a, z in values.ravel().reshape(-1, 2)]
g.raw("fw4", INT4, (96, 10), pack(fours)), g.raw("zeros", INT4, (6, 10), pack(zeros))
g.stored.append(numpy_helper.from_array(scales, "scales"))
fb = g.weight("fb", 10)
g.node("Conv", ["image", "w", "b"], "c", pads=[1, 1, 1, 1])
g.node("GroupNormalization", ["c", "s", "t"], "n", num_groups=2)
g.node("Relu", ["n"], "r")
g.node("MaxPool", ["r"], "p", kernel_shape=[2, 2], strides=[2, 2])
g.stored.append(numpy_helper.from_array(np.float32(1 / 1024), "step"))
g.node("QuantizeLinear", ["p", "step"], "whole", output_dtype=TensorProto.INT16)
g.node("DequantizeLinear", ["whole", "step"], "steps")
g.node("Flatten", ["steps"], "f")
g.node("DequantizeLinear", ["fw4", "scales", "zeros"], "fw", axis=0, block_size=16)
g.node("MatMul", ["f", "fw"], "product")
g.node("Add", ["product", "fb"], "logits")
p = F.max_pool2d(F.relu(F.group_norm(F.conv2d(x, w, b, padding=1), 2, s, t, 1e-5)), 2)
fw = (fours - np.repeat(zeros, 16, 0)) * np.repeat(scales.astype(np.float64), 16, 0)
p = (p * 1024).round() / 1024
g.save(21, p.flatten(1) @ torch.tensor(fw) + fb)

# 22: new versions of convolutions, pools and non-linearities; a deformable convolution, which came in 19.
g = Graph()
w, b, d, db, o, ob, u = g.weight("w", 4, 1, 3, 3), g.weight("b", 4), g.weight("d", 6, 2, 3, 3), g.weight("db", 6), g.weight("o", 18, 4, 3, 3), g.weight("ob", 18), g.weight("u", 6, 5, 2, 2)
s, t, fw, fb = g.weight("s", 4, scale=1), g.weight("t", 4), g.weight("fw", 10, 5, scale=1), g.weight("fb", 10)
g.node("Conv", ["image", "w", "b"], "c", pads=[1, 1, 1, 1])
g.node("InstanceNormalization", ["c", "s", "t"], "n")
g.node("HardSwish", ["n"], "h")
g.node("Conv", ["h", "o", "ob"], "offsets", pads=[1, 1, 1, 1])
g.node("DeformConv", ["h", "d", "offsets", "db"], "bent", pads=[1, 1, 1, 1], group=2)
g.node("Elu", ["bent"], "e")
g.node("ConvTranspose", ["e", "u"], "large", strides=[2, 2])
g.node("Softplus", ["large"], "sp")
g.node("GlobalAveragePool", ["sp"], "mean")
g.node("Flatten", ["mean"], "f")
g.node("Gemm", ["f", "fw", "fb"], "logits", transB=1)


def deformed(maps, kernel, offsets, bias, groups):
    """Deformable convolution of 3×3, padding 1, one offset group: offsets are (y, x) for each place of the kernel."""
    n, channels, height, width = maps.shape
    padded = F.pad(maps, (8, 8, 8, 8))
    taps = []
    for place in range(9):
        ys = torch.arange(height)[:, None] - 1 + place // 3 + offsets[:, 2 * place]
        xs = torch.arange(width)[None, :] - 1 + place % 3 + offsets[:, 2 * place + 1]
        y0, x0 = ys.floor().long(), xs.floor().long()
        at = lambda yy, xx: torch.stack([padded[i][:, (yy[i] + 8).clamp(0, height + 15), (xx[i] + 8).clamp(0, width + 15)] for i in range(n)])
        fy, fx = (ys - y0)[:, None], (xs - x0)[:, None]
        taps.append(at(y0, x0) * (1 - fy) * (1 - fx) + at(y0, x0 + 1) * (1 - fy) * fx + at(y0 + 1, x0) * fy * (1 - fx) + at(y0 + 1, x0 + 1) * fy * fx)
    columns = torch.stack(taps, 2)  # n, channels, 9, height, width
    parts = [torch.einsum("nckhw,ock->nohw", c, k.flatten(2)) for c, k in zip(columns.chunk(groups, 1), kernel.chunk(groups, 0))]
    return torch.cat(parts, 1) + bias[None, :, None, None]


h = F.hardswish(F.instance_norm(F.conv2d(x, w, b, padding=1), weight=s, bias=t, eps=1e-5))
e = F.elu(deformed(h, d, F.conv2d(h, o, ob, padding=1), db, 2))
g.save(22, F.linear(F.softplus(F.conv_transpose2d(e, u, stride=2)).mean((2, 3)), fw, fb))


def attention(q, k, v, mask=None, scale=None, softcap=0.0):
    """q, k, v: batch × heads × length × width; heads of k and v are shared by groups of queries."""
    k, v = (y.repeat_interleave(q.shape[1] // y.shape[1], 1) for y in (k, v))
    scores = q @ k.transpose(2, 3) * (scale or 1 / math.sqrt(q.shape[3]))
    scores = softcap * (scores / softcap).tanh() if softcap else scores
    return (scores + mask if mask is not None else scores).softmax(3) @ v


heads = lambda y, count: y.unflatten(2, (count, -1)).transpose(1, 2)

# 23: RMSNormalization, RotaryEmbedding, and Attention on rows of the image: four query heads share two of keys and values.
g = Graph()
g.whole("tokens", 0, 8, 8), g.whole("rows", 1), g.whole("rest", 8, 2)
wq, wk, wv, wo, s = g.weight("wq", 8, 16), g.weight("wk", 8, 8), g.weight("wv", 8, 8), g.weight("wo", 16, 16), g.weight("s", 16, scale=1)
fw, fb = g.weight("fw", 10, 16, scale=1), g.weight("fb", 10)
angles = np.arange(8)[:, None] / 10.0 ** np.arange(2)[None]
g.stored.extend([numpy_helper.from_array(np.cos(angles)[None].astype(np.float32), "cos"), numpy_helper.from_array(np.sin(angles)[None].astype(np.float32), "sin")])
g.node("Reshape", ["image", "tokens"], "t")
for name in ("q", "k", "v"):
    g.node("MatMul", ["t", "w" + name], name)
g.node("Shape", ["image"], "batch", start=0, end=1)
g.node("Concat", ["batch", "rest"], "cache", axis=0)
g.node("Expand", ["cos", "cache"], "cosines")
g.node("Expand", ["sin", "cache"], "sines")
g.node("RotaryEmbedding", ["q", "cosines", "sines"], "turned", num_heads=4)
g.node("Attention", ["turned", "k", "v"], "a", q_num_heads=4, kv_num_heads=2)
g.node("MatMul", ["a", "wo"], "o")
g.node("Add", ["o", "q"], "sum")
g.node("RMSNormalization", ["sum", "s"], "n", axis=-1, epsilon=1e-5)
g.node("ReduceMean", ["n", "rows"], "mean", keepdims=0)
g.node("Gemm", ["mean", "fw", "fb"], "logits", transB=1)
rows = x[:, 0]
q = rows @ wq
cos, sin = (torch.tensor(f(angles).astype(np.float32).astype(np.float64))[None, None] for f in (np.cos, np.sin))
low, high = heads(q, 4).chunk(2, 3)
turned = torch.cat([cos * low - sin * high, sin * low + cos * high], 3)
a = attention(turned, heads(rows @ wk, 2), heads(rows @ wv, 2)).transpose(1, 2).flatten(2)
y = a @ wo + q
g.save(23, F.linear((y / (y.square().mean(-1, keepdim=True) + 1e-5).sqrt() * s).mean(1), fw, fb))

# 24: Swish is one operator; Attention with a mask, a scale and a cap, on heads that are an axis.
g = Graph()
g.whole("tokens", 0, 8, 8), g.whole("apart", 0, 8, 2, 4), g.whole("rows", 1), g.whole("whole", 0, 8, 8)
wq, wk, wv, wu, wd = (g.weight(name, *shape, scale=0.7) for name, shape in (("wq", (8, 8)), ("wk", (8, 8)), ("wv", (8, 8)), ("wu", (8, 12)), ("wd", (12, 8))))
mask, fw, fb = g.weight("mask", 8, 8, scale=1), g.weight("fw", 10, 8, scale=1), g.weight("fb", 10)
g.node("Reshape", ["image", "tokens"], "t")
for name in ("q", "k", "v"):
    g.node("MatMul", ["t", "w" + name], name)
    g.node("Reshape", [name, "apart"], name + "_apart")
    g.node("Transpose", [name + "_apart"], name + "_heads", perm=[0, 2, 1, 3])
g.node("Attention", ["q_heads", "k_heads", "v_heads", "mask"], "a", scale=0.4, softcap=0.9)
g.node("Transpose", ["a"], "a_rows", perm=[0, 2, 1, 3])
g.node("Reshape", ["a_rows", "whole"], "joined")
g.node("MatMul", ["joined", "wu"], "up")
g.node("Swish", ["up"], "swish", alpha=1.0)
g.node("MatMul", ["swish", "wd"], "down")
g.node("ReduceMax", ["down", "rows"], "most", keepdims=0)
g.node("Gemm", ["most", "fw", "fb"], "logits", transB=1)
q, k, v = (heads(rows @ m, 2) for m in (wq, wk, wv))
joined = attention(q, k, v, mask, 0.4, 0.9).transpose(1, 2).flatten(2)
g.save(24, F.linear((F.silu(joined @ wu) @ wd).amax(1), fw, fb))

# 25: weights of two bits, four in a byte, in Cast's and DequantizeLinear's new versions.
g = Graph()
g.whole("flat", 0, 64)
twos, scales = random.integers(-2, 2, (64, 12)), (0.1 + 0.1 * random.random(12)).astype(np.float32)
INT2 = 26
g.raw("w2", INT2, (64, 12), [sum(int(v & 3) << (2 * i) for i, v in enumerate(quad)) for quad in twos.ravel().reshape(-1, 4)])
g.stored.append(numpy_helper.from_array(scales, "scales"))
fw, fb = g.weight("fw", 10, 12, scale=1), g.weight("fb", 10)
g.node("Reshape", ["image", "flat"], "f")
g.node("DequantizeLinear", ["w2", "scales"], "w", axis=1)
g.node("MatMul", ["f", "w"], "h")
g.node("Tanh", ["h"], "t")
g.node("Gemm", ["t", "fw", "fb"], "logits", transB=1)
g.save(25, F.linear((x.flatten(1) @ torch.tensor(twos * scales.astype(np.float64))).tanh(), fw, fb))

# 26: CumProd, beside CumSum of old.
g = Graph()
g.whole("flat", 0, 64)
g.stored.append(numpy_helper.from_array(np.array(2, dtype=np.int64), "axis"))
w, b = g.weight("w", 4, 1, 3, 3), g.weight("b", 4)
fw, fb = g.weight("fw", 10, 64), g.weight("fb", 10)
g.node("Conv", ["image", "w", "b"], "c", strides=[2, 2], pads=[1, 1, 1, 1])
g.node("Sigmoid", ["c"], "s")
g.node("CumProd", ["s", "axis"], "product")
g.node("Reshape", ["product", "flat"], "f")
g.node("Gemm", ["f", "fw", "fb"], "logits", transB=1)
g.save(26, F.linear(torch.sigmoid(F.conv2d(x, w, b, stride=2, padding=1)).cumprod(2).flatten(1), fw, fb))

# As quantizers write it: whole numbers of eight bits with a scale for each channel, biases of 32 bits, activations between Quantize- and DequantizeLinear.
g = Graph()


def quantized(name, values, axis_count):
    scale = (np.abs(values).reshape(axis_count, -1).max(1) / 127).astype(np.float32)
    shape = (axis_count,) + (1,) * (values.ndim - 1)
    whole = np.clip(np.round(values / scale.reshape(shape)), -127, 127)
    g.stored.extend([numpy_helper.from_array(whole.astype(np.int8), name + "_q"), numpy_helper.from_array(scale, name + "_s"), numpy_helper.from_array(np.zeros(axis_count, np.int8), name + "_z")])
    g.node("DequantizeLinear", [name + "_q", name + "_s", name + "_z"], name, axis=0)
    return torch.tensor(whole * scale.astype(np.float64).reshape(shape)), scale


def bias(name, values, scale):
    whole = np.round(values / scale)
    g.stored.extend([numpy_helper.from_array(whole.astype(np.int32), name + "_q"), numpy_helper.from_array(scale.astype(np.float32), name + "_s")])
    g.node("DequantizeLinear", [name + "_q", name + "_s"], name, axis=0)
    return torch.tensor(whole * scale.astype(np.float64))


def pair(source, target, step):
    g.stored.extend([numpy_helper.from_array(np.float32(step), target + "_s"), numpy_helper.from_array(np.uint8(0), target + "_z")])
    g.node("QuantizeLinear", [source, target + "_s", target + "_z"], target + "_q")
    g.node("DequantizeLinear", [target + "_q", target + "_s", target + "_z"], target)
    return lambda values: (values / float(np.float32(step))).round().clamp(0, 255) * float(np.float32(step))


into, after = 1 / 255, 1 / 64
q1 = pair("image", "x", into)
w, s = quantized("w", random.standard_normal((6, 1, 3, 3)) / 3, 6)
b = bias("b", random.standard_normal(6) / 3, s * np.float32(into))
g.node("Conv", ["x", "w", "b"], "c", pads=[1, 1, 1, 1])
g.node("Relu", ["c"], "r")
q2 = pair("r", "y", after)
g.node("MaxPool", ["y"], "p", kernel_shape=[2, 2], strides=[2, 2])
g.node("Flatten", ["p"], "f")
fw, s = quantized("fw", random.standard_normal((10, 96)) / 10, 10)
fb = bias("fb", random.standard_normal(10) / 3, s * np.float32(after))
g.node("Gemm", ["f", "fw", "fb"], "logits", transB=1)
g.save(19, F.linear(F.max_pool2d(q2(F.relu(F.conv2d(q1(x), w, b, padding=1))), 2).flatten(1), fw, fb), "int8-channels")

# As converters to half precision write it: float16 inside, float32 at both ends.
g = Graph()


def halves(name, *shape):
    values = (random.standard_normal(shape) / math.sqrt(max(1, np.prod(shape[1:])))).astype(np.float16)
    g.stored.append(numpy_helper.from_array(values, name))
    return torch.tensor(values.astype(np.float64))


w, b, fw, fb = halves("w", 6, 1, 3, 3), halves("b", 6), halves("fw", 10, 96), halves("fb", 10)
g.node("Cast", ["image"], "half", to=TensorProto.FLOAT16)
g.node("Conv", ["half", "w", "b"], "c", pads=[1, 1, 1, 1])
g.node("Gelu", ["c"], "e")
g.node("MaxPool", ["e"], "p", kernel_shape=[2, 2], strides=[2, 2])
g.node("Flatten", ["p"], "f")
g.node("Gemm", ["f", "fw", "fb"], "answer", transB=1)
g.node("Cast", ["answer"], "logits", to=TensorProto.FLOAT)
g.save(20, F.linear(F.max_pool2d(F.gelu(F.conv2d(x, w, b, padding=1)), 2).flatten(1), fw, fb), "float16-inside")

with open(os.path.join(FOLDER, "answers.json"), "w") as file:
    json.dump(answers, file, separators=(",", ":"))
    file.write("\n")
