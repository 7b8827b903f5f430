#!/usr/bin/env python3
"""The PyTorch side of scripts/bench-distill: the same teachers, students, loss, optimizer and batch, in eager mode, in both memory layouts.

    bench_distill.py check   do the teachers, rebuilt from their ONNX files, answer as the target stores say?
    bench_distill.py step    a training step of the student: batches and soft targets are ready before the clock starts
    bench_distill.py label   a teacher's answers: normalized batches are ready before the clock starts
    bench_distill.py distil  the online loop: every step asks all teachers, then trains the student; timed on a part, scaled to the whole

Numbers are lines of JSON in the form of tests/DeepOptDistill.Benchmarks/Row.cs. Needs Debian's python3-torch and python3-onnx.
"""
import argparse
import gzip
import itertools
import json
import pathlib
import struct
import time

import numpy as np
import onnx
import torch
import torch.nn.functional as F
import yaml
from onnx import numpy_helper
from torch import nn

ROOT = pathlib.Path(__file__).resolve().parent.parent.parent
BATCH, TEMPERATURE, SOFT, HARD, WARM_UP = 128, 4.0, 0.9, 0.1, 10
LAYOUTS = {"PyTorch, NCHW": torch.contiguous_format, "PyTorch, channels-last": torch.channels_last}


class OnnxNet(nn.Module):
    """An ONNX file in eager PyTorch, node by node. A softmax at the end is left out, as its input serves as logits."""

    def __init__(self, path):
        super().__init__()
        graph = onnx.load(path).graph
        self.nodes = [(n.op_type, list(n.input), n.output[0], {a.name: onnx.helper.get_attribute_value(a) for a in n.attribute}) for n in graph.node]
        if self.nodes[-1][0] == "Softmax":
            self.nodes.pop()
        self.input, self.names = graph.input[0].name, {}
        for i, tensor in enumerate(graph.initializer):
            self.names[tensor.name] = f"constant{i}"
            self.register_buffer(f"constant{i}", torch.from_numpy(numpy_helper.to_array(tensor).copy()))
        uses = [name for _, inputs, _, _ in self.nodes for name in inputs]
        self.once = {name for name in uses if uses.count(name) == 1}

    def forward(self, image):
        values = {name: getattr(self, buffer) for name, buffer in self.names.items()}
        values[self.input] = image
        for op, inputs, output, options in self.nodes:
            values[output] = self.run(op, [values[name] for name in inputs], options, in_place=inputs[0] in self.once)
        return values[output]

    @staticmethod
    def run(op, x, o, in_place):
        if op in ("Conv", "MaxPool", "AveragePool"):
            pads = o.get("pads", [0, 0, 0, 0])
            assert pads[:2] == pads[2:] and o.get("auto_pad", b"NOTSET") == b"NOTSET" and not o.get("ceil_mode"), f"{op}: {o}"
        if op == "Conv":
            return F.conv2d(x[0], x[1], x[2] if len(x) > 2 else None, o.get("strides", 1), pads[:2], o.get("dilations", 1), o.get("group", 1))
        if op == "MaxPool":
            return F.max_pool2d(x[0], o["kernel_shape"], o["strides"], pads[:2])
        if op == "AveragePool":
            return F.avg_pool2d(x[0], o["kernel_shape"], o["strides"], pads[:2], count_include_pad=bool(o.get("count_include_pad")))
        if op == "Gemm":
            assert o.get("transB") and o.get("alpha", 1) == 1 and o.get("beta", 1) == 1, f"Gemm: {o}"
            return F.linear(x[0], x[1], x[2])
        if op == "ReduceMean":
            return x[0].mean(list(o["axes"]), keepdim=bool(o.get("keepdims", 1)))
        plain = {
            "Relu": lambda: F.relu(x[0], inplace=in_place),
            "LeakyRelu": lambda: F.leaky_relu(x[0], o.get("alpha", 0.01), inplace=in_place),
            "PRelu": lambda: F.prelu(x[0], x[1].flatten()),
            "Add": lambda: x[0] + x[1], "Sub": lambda: x[0] - x[1], "Mul": lambda: x[0] * x[1], "Div": lambda: x[0] / x[1],
            "GlobalAveragePool": lambda: x[0].mean([2, 3], keepdim=True),
            "Flatten": lambda: x[0].flatten(o.get("axis", 1)),
            "Reshape": lambda: x[0].reshape(x[1].tolist()),
            "Softmax": lambda: x[0].softmax(o.get("axis", -1)),
        }
        assert op in plain, f"found operator {op}; expected one of Conv, MaxPool, AveragePool, Gemm, ReduceMean, {', '.join(plain)}"
        return plain[op]()


def student(name):
    """The layers of students/NAME/student.yaml, and its standardization."""
    spec = yaml.safe_load((ROOT / "students" / name / "student.yaml").read_text())
    layers, width, flat = [], spec["input"]["shape"][0], False
    items = [next(iter(item.items())) if isinstance(item, dict) else (item, {}) for item in spec["layers"]]
    for (kind, o), (behind, _) in itertools.zip_longest(items, items[1:], fillvalue=(None, None)):
        if kind == "conv":
            layers.append(nn.Conv2d(width, o["channels"], o["kernel"], o.get("stride", 1), o.get("padding", 0), bias=behind != "batch-norm"))
            width = o["channels"]
        elif kind == "batch-norm":
            layers.append(nn.BatchNorm1d(width) if flat else nn.BatchNorm2d(width))
        elif kind == "relu":
            layers.append(nn.ReLU(inplace=True))
        elif kind == "max-pool":
            layers.append(nn.MaxPool2d(o["kernel"]))
        elif kind == "global-average-pool":
            layers += [nn.AdaptiveAvgPool2d(1), nn.Flatten()]
            flat = True
        elif kind == "linear":
            layers.append(nn.Linear(width, o["features"], bias=behind != "batch-norm"))
            width = o["features"]
        else:
            raise NotImplementedError(f"{name}: layer {kind}")
    return nn.Sequential(*layers), spec["input"]["mean"][0], spec["input"]["deviation"][0]


def shape_of(name):
    """Channels, height and width that students/NAME/student.yaml takes."""
    return yaml.safe_load((ROOT / "students" / name / "student.yaml").read_text())["input"]["shape"]


def read(path):
    """An IDX file of bytes, plain or gzip."""
    data = path.read_bytes()
    data = gzip.decompress(data) if data[:2] == b"\x1f\x8b" else data
    rank = data[3]
    return np.frombuffer(data, np.uint8, offset=4 + 4 * rank).reshape(struct.unpack(f">{rank}I", data[4:4 + 4 * rank]))


def images_and_labels(folder):
    """Training images as N x 1 x 28 x 28 floats in [0, 1], and labels."""
    folder = folder or ROOT / "src/DeepOptDistill.Data/Embedded"
    folder = folder / "fashion-mnist" if (folder / "fashion-mnist").is_dir() else folder
    pixels, labels = (read(next(folder.glob(f"train-{kind}-ubyte*"))) for kind in ("images-idx3", "labels-idx1"))
    return torch.from_numpy(pixels[:, None] / np.float32(255)), torch.from_numpy(labels.astype(np.int64))


def stores(options):
    """Folder of each teacher's target store over the built-in images."""
    rows = [json.loads(line) for line in options.stores.read_text().splitlines()]
    return {row["subject"]: pathlib.Path(row["note"]) for row in rows}


def logits(folder):
    """All stored logits of view 0, in the order of the images."""
    return np.concatenate([np.load(part) for part in sorted(folder.glob("view-0000-from-*.npy"))])


def train_step(net, optimizer, pixels, labels, targets):
    optimizer.zero_grad()
    answers = net(pixels)
    soft = F.kl_div(F.log_softmax(answers / TEMPERATURE, 1), targets, reduction="sum") * (TEMPERATURE ** 2 / len(labels))
    loss = SOFT * soft + HARD * F.cross_entropy(answers, labels)
    loss.backward()
    optimizer.step()
    assert np.isfinite(loss.item())


def prepared(name, layout):
    net, mean, deviation = student(name)
    net = net.to(memory_format=layout).train()
    return net, torch.optim.SGD(net.parameters(), lr=0.1, momentum=0.9, nesterov=True, weight_decay=5e-4), mean, deviation


def timed(work, seconds):
    """Images a second of work(i), which handles one batch."""
    for i in range(WARM_UP):
        work(i)
    began, count = time.perf_counter(), 0
    while time.perf_counter() - began < seconds:
        work(count)
        count += 1
    return count * BATCH / (time.perf_counter() - began)


def write(options, measure, subject, side, value, unit, note=None):
    row = dict(measure=measure, subject=subject, side=side, value=value, unit=unit, round=options.round)
    print(json.dumps(row | ({"note": note} if note else {}), ensure_ascii=False), flush=True)


def check(options):
    pixels, labels = images_and_labels(None)
    for name, folder in stores(options).items():
        stored = torch.from_numpy(logits(folder)[:512])
        with torch.inference_mode():
            answers = OnnxNet(ROOT / "teachers" / name / "model.onnx")(pixels[:512])
        distance = (answers.log_softmax(1) - stored.log_softmax(1)).abs().max().item()
        assert distance < 2e-3, f"{name}: log-probabilities differ from the stored ones by {distance:.1e}"
        accuracy = (answers.argmax(1) == labels[:512]).float().mean().item()
        write(options, "check", name, "PyTorch", distance, "max difference of log-probabilities", f"training accuracy {accuracy:.3f}")


def step(options):
    pixels, labels = images_and_labels(None)
    targets = sum(torch.from_numpy(logits(folder)).div(TEMPERATURE).softmax(1) for folder in stores(options).values()) / len(stores(options))
    sides = {}
    for side, layout in LAYOUTS.items():
        net, optimizer, mean, deviation = prepared(options.student, layout)
        ready = [(((pixels[i:i + BATCH] - mean) / deviation).contiguous(memory_format=layout), labels[i:i + BATCH], targets[i:i + BATCH]) for i in range(0, 8 * BATCH, BATCH)]
        sides[side] = lambda i, net=net, optimizer=optimizer, ready=ready: train_step(net, optimizer, *ready[i % len(ready)])
    for _ in range(options.turns):
        for side, work in sides.items():
            write(options, "step", options.student, side, timed(work, options.seconds), "images/s")


@torch.inference_mode()
def label(options):
    pixels, _ = images_and_labels(None)
    for _ in range(options.turns):
        for side, layout in LAYOUTS.items():
            net = OnnxNet(ROOT / "teachers" / options.teacher / "model.onnx").to(memory_format=layout)
            ready = [batch.contiguous(memory_format=layout) for batch in pixels[:64 * BATCH].split(BATCH)]
            write(options, "label", options.teacher, side, timed(lambda i: net(ready[i % len(ready)]), options.seconds), "images/s")


def distil(options):
    pixels, labels = images_and_labels(options.data)
    count = min(options.images or len(pixels), len(pixels))
    steps = options.epochs * (count // BATCH)
    subject = f"{options.student}, {len(options.teachers)} teachers, {count} images, {options.epochs} epochs"
    for side, layout in LAYOUTS.items():
        net, optimizer, mean, deviation = prepared(options.student, layout)
        teachers = [OnnxNet(ROOT / "teachers" / name / "model.onnx").to(memory_format=layout) for name in options.teachers]
        order = torch.randperm(count)

        def online(i):
            chosen = order[i % (count // BATCH) * BATCH:][:BATCH]
            batch = pixels[chosen].contiguous(memory_format=layout)
            with torch.no_grad():
                targets = sum((teacher(batch) / TEMPERATURE).softmax(1) for teacher in teachers) / len(teachers)
            train_step(net, optimizer, (batch - mean) / deviation, labels[chosen], targets)

        speed = timed(online, options.seconds)
        share = options.seconds * speed / (steps * BATCH)
        write(options, "distil", subject, side, steps * BATCH / speed, "s", f"online loop, {speed:.0f} images/s measured over {min(1, share):.1%} of the run and scaled")


def main():
    parser = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    parser.add_argument("piece", choices=["check", "step", "label", "distil"])
    parser.add_argument("--stores", type=pathlib.Path, help="rows of the .NET side's piece 'prepare'")
    parser.add_argument("--data", type=pathlib.Path, help="folder with fashion-mnist; the built-in part of it where left out")
    parser.add_argument("--student", default="thin-deep-30k")
    parser.add_argument("--teacher", default="fashion-cnn-a")
    parser.add_argument("--teachers", nargs="+", default=["fashion-cnn-a", "fashion-residual-b", "fashion-wide-c", "fashion-wide-d"])
    parser.add_argument("--threads", type=int, default=torch.get_num_threads())
    parser.add_argument("--round", type=int, default=0)
    parser.add_argument("--seconds", type=float, default=2)
    parser.add_argument("--turns", type=int, default=1)
    parser.add_argument("--epochs", type=int, default=10)
    parser.add_argument("--images", type=int)
    options = parser.parse_args()
    torch.set_num_threads(options.threads)
    globals()[options.piece](options)


if __name__ == "__main__":
    main()
