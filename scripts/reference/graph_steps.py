#!/usr/bin/env python3
"""Small networks as PyTorch exports them, before and after one step of SGD, for tests/.../Students/Steps.

    scripts/reference/graph_steps.py tests/DeepOptDistill.EngineTests/Students/Steps

For each network NAME.onnx (before the step), NAME-after.onnx (behind it) and in steps.json its loss, and its answers before and
after. Samples are whole numbers by a rule, so that they need no file. Needs torch 1.13 and onnx (Debian: python3-torch python3-onnx).
"""
import json
import pathlib
import sys
import warnings

import torch
from torch import nn
from torch.nn import functional as F

SAMPLES, CLASSES, RATE = 8, 5, 0.05
warnings.filterwarnings("ignore")


class Excitation(nn.Module):
    def __init__(self, channels):
        super().__init__()
        self.down, self.up = nn.Conv2d(channels, 4, 1), nn.Conv2d(4, channels, 1)

    def forward(self, x):
        return x * F.hardsigmoid(self.up(F.relu(self.down(F.adaptive_avg_pool2d(x, 1)))))


class Mobile(nn.Module):
    """Inverted residual with depthwise convolution, squeeze and excitation, hard swish (MobileNet V3)."""

    def __init__(self):
        super().__init__()
        self.stem = nn.Sequential(nn.Conv2d(3, 8, 3, 2, 1, bias=False), nn.BatchNorm2d(8), nn.Hardswish())
        self.wide = nn.Sequential(nn.Conv2d(8, 16, 1, bias=False), nn.BatchNorm2d(16), nn.Hardswish())
        self.depth = nn.Sequential(nn.Conv2d(16, 16, 5, 1, 2, groups=16, bias=False), nn.BatchNorm2d(16), nn.ReLU6())
        self.excite = Excitation(16)
        self.narrow = nn.Sequential(nn.Conv2d(16, 8, 1, bias=False), nn.BatchNorm2d(8))
        self.head = nn.Linear(8, CLASSES)

    def forward(self, x):
        x = self.stem(x)
        x = x + self.narrow(self.excite(self.depth(self.wide(x))))
        return self.head(x.mean([2, 3]))


class Dense(nn.Module):
    """Layers that read all before them, transition with an average pool (DenseNet)."""

    def __init__(self):
        super().__init__()
        self.stem = nn.Conv2d(3, 6, 3, 1, 1, bias=False)
        self.norms = nn.ModuleList([nn.BatchNorm2d(6 + 4 * i) for i in range(3)])
        self.convs = nn.ModuleList([nn.Conv2d(6 + 4 * i, 4, 3, 1, 1, bias=False) for i in range(3)])
        self.norm, self.head = nn.BatchNorm2d(18), nn.Linear(18, CLASSES)

    def forward(self, x):
        x = F.max_pool2d(self.stem(x), 3, 2, 1)
        for norm, conv in zip(self.norms, self.convs):
            x = torch.cat([x, conv(F.relu(norm(x)))], 1)
        x = F.avg_pool2d(F.relu(self.norm(x)), 2)
        return self.head(torch.flatten(F.adaptive_avg_pool2d(x, 1), 1))


class Grouped(nn.Module):
    """Grouped convolutions with group norm, PReLU, a dilated convolution and a transposed one."""

    def __init__(self):
        super().__init__()
        self.first = nn.Sequential(nn.Conv2d(3, 8, 3, 1, 2, dilation=2), nn.GroupNorm(4, 8), nn.PReLU(8))
        self.second = nn.Sequential(nn.Conv2d(8, 8, 3, 2, 1, groups=4), nn.InstanceNorm2d(8, affine=True), nn.ELU())
        self.third = nn.Sequential(nn.ConvTranspose2d(8, 6, 2, 2), nn.LeakyReLU(0.1))
        self.head = nn.Linear(6, CLASSES)

    def forward(self, x):
        x = self.third(self.second(self.first(x)))
        return self.head(x.mean([2, 3]))


class Attention(nn.Module):
    def __init__(self, width, heads):
        super().__init__()
        self.heads, self.all, self.out = heads, nn.Linear(width, 3 * width), nn.Linear(width, width)

    def forward(self, x):
        n, length, width = x.shape
        q, k, v = self.all(x).reshape(n, length, 3, self.heads, width // self.heads).permute(2, 0, 3, 1, 4)
        weights = (q @ k.transpose(-2, -1) / (width // self.heads) ** 0.5).softmax(-1)
        return self.out((weights @ v).transpose(1, 2).reshape(n, length, width))


class Encoder(nn.Module):
    def __init__(self, width):
        super().__init__()
        self.before, self.attend, self.between = nn.LayerNorm(width), Attention(width, 2), nn.LayerNorm(width)
        self.up, self.down = nn.Linear(width, 2 * width), nn.Linear(2 * width, width)

    def forward(self, x):
        x = x + self.attend(self.before(x))
        return x + self.down(F.gelu(self.up(self.between(x))))


class Vision(nn.Module):
    """Patches, a class token, learned places, two encoders (ViT)."""

    def __init__(self):
        super().__init__()
        self.patches = nn.Conv2d(3, 12, 4, 4)
        self.token, self.places = nn.Parameter(torch.randn(1, 1, 12) * 0.1), nn.Parameter(torch.randn(1, 10, 12) * 0.1)
        self.encoders = nn.Sequential(Encoder(12), Encoder(12))
        self.norm, self.head = nn.LayerNorm(12), nn.Linear(12, CLASSES)

    def forward(self, x):
        x = self.patches(x).flatten(2).transpose(1, 2)
        x = torch.cat([self.token.expand(x.shape[0], -1, -1), x], 1) + self.places
        return self.head(self.norm(self.encoders(x))[:, 0])


class Sequence(nn.Module):
    """Rows of an image as time: a two-way LSTM and a GRU behind it."""

    def __init__(self):
        super().__init__()
        self.lstm, self.gru = nn.LSTM(36, 6, batch_first=True, bidirectional=True), nn.GRU(12, 6, batch_first=True)
        self.head = nn.Linear(6, CLASSES)

    def forward(self, x):
        x, _ = self.lstm(x.permute(0, 2, 1, 3).flatten(2))
        x, _ = self.gru(x)
        return self.head(x[:, -1])


class QuantizedConv(nn.Conv2d):
    """A convolution trained for 8 bits: maps by one step, kernels by one step a map (quantization in the loop)."""

    def __init__(self, *sizes, step, **options):
        super().__init__(*sizes, **options)
        self.register_buffer("step", torch.tensor(step))
        self.register_buffer("kernel_steps", self.weight.detach().abs().amax([1, 2, 3]) / 100)  # some of the kernel lies beyond
        self.register_buffer("kernel_zeros", torch.zeros(self.out_channels, dtype=torch.int32))

    def forward(self, x):
        x = torch.fake_quantize_per_tensor_affine(x, self.step, torch.tensor(110, dtype=torch.int32), 0, 255)
        kernel = torch.fake_quantize_per_channel_affine(self.weight, self.kernel_steps, self.kernel_zeros, 0, -128, 127)
        return self._conv_forward(x, kernel, self.bias)


class Quantized(nn.Module):
    """Fake quantization, as PyTorch trains for 8 bits and exports it: pairs of QuantizeLinear and DequantizeLinear."""

    def __init__(self):
        super().__init__()
        self.first, self.second = QuantizedConv(3, 6, 3, 1, 1, step=0.011), QuantizedConv(6, 8, 3, 2, 1, step=0.006, bias=False)
        self.norm, self.head = nn.BatchNorm2d(8), nn.Linear(8, CLASSES)

    def forward(self, x):
        x = F.relu(self.norm(self.second(F.relu(self.first(x)))))
        return self.head(x.mean([2, 3]))


def multiplications(model):
    """Multiply-accumulates of one sample, counted layer by layer while it runs; biases are left out."""
    counts = []

    def count(layer, given, answer):
        x = given[0]
        if isinstance(layer, nn.ConvTranspose2d):
            counts.append(x.numel() * layer.out_channels // layer.groups * layer.kernel_size[0] * layer.kernel_size[1])
        elif isinstance(layer, nn.Conv2d):
            counts.append(answer.numel() * layer.in_channels // layer.groups * layer.kernel_size[0] * layer.kernel_size[1])
        elif isinstance(layer, nn.Linear):
            counts.append(answer.numel() * layer.in_features)
        elif isinstance(layer, Attention):
            counts.append(2 * x.shape[1] * x.shape[1] * x.shape[2])
        elif isinstance(layer, (nn.LSTM, nn.GRU)):
            gates, ways = 4 if isinstance(layer, nn.LSTM) else 3, 2 if layer.bidirectional else 1
            counts.append(ways * x.shape[1] * gates * layer.hidden_size * (layer.input_size + layer.hidden_size))

    hooks = [layer.register_forward_hook(count) for layer in model.modules()]
    with torch.no_grad():
        model.eval()(torch.zeros(1, 3, 12, 12))
    for hook in hooks:
        hook.remove()
    return sum(counts)


def samples():
    place = torch.arange(SAMPLES * 3 * 12 * 12)
    return ((place * 37 % 101) - 50).to(torch.float32).reshape(SAMPLES, 3, 12, 12) / 32, torch.arange(SAMPLES) % CLASSES


def trained(model):
    """Norms as they are after some training: an exporter stores numbers that are equal once."""
    for norm in model.modules():
        if isinstance(norm, (nn.BatchNorm2d, nn.GroupNorm, nn.InstanceNorm2d, nn.LayerNorm)):
            nn.init.uniform_(norm.weight, 0.5, 1.5)
            nn.init.normal_(norm.bias, 0, 0.1)
        if isinstance(norm, nn.BatchNorm2d):
            nn.init.normal_(norm.running_mean, 0, 0.1)
            nn.init.uniform_(norm.running_var, 0.5, 1.5)


def export(model, path, opset):
    model.eval()
    torch.onnx.export(model, torch.zeros(2, 3, 12, 12), path, opset_version=opset, input_names=["x"], output_names=["logits"],
                      dynamic_axes={"x": {0: "N"}, "logits": {0: "N"}}, training=torch.onnx.TrainingMode.PRESERVE,
                      do_constant_folding=False)


def main(folder):
    folder.mkdir(parents=True, exist_ok=True)
    (x, labels), told = samples(), {}
    for name, kind, opset in [("mobile", Mobile, 14), ("dense", Dense, 9), ("grouped", Grouped, 13), ("vision", Vision, 17),
                              ("vision-12", Vision, 12), ("sequence", Sequence, 11), ("quantized", Quantized, 13)]:
        torch.manual_seed(len(name))
        model = kind()
        trained(model)
        export(model, folder / f"{name}.onnx", opset)
        with torch.no_grad():
            before = model(x)
        model.train()
        loss = F.cross_entropy(model(x), labels)
        loss.backward()
        with torch.no_grad():
            for parameter in model.parameters():
                parameter -= RATE * parameter.grad
        export(model, folder / f"{name}-after.onnx", opset)
        with torch.no_grad():
            after = model(x)
        numbers = sum(parameter.numel() for parameter in model.parameters())
        told[name] = {"loss": loss.item(), "learned": numbers, "macs": multiplications(model),
                      "before": before.flatten().tolist(), "after": after.flatten().tolist()}
    (folder / "steps.json").write_text(json.dumps(told) + "\n")


if __name__ == "__main__":
    main(pathlib.Path(sys.argv[1]))
