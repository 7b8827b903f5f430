#!/usr/bin/env python3
"""A text encoder like BERT with three inputs and one step of SGD of it, for GraphStepTests.cs: tokens, mask and segments are whole
numbers, so that nothing rounds before the network. Run: text_steps.py FOLDER (PyTorch 1.13, onnx 1.12)."""
import json
import pathlib
import sys

import numpy as np
import torch
import torch.nn.functional as F
from torch import nn

SAMPLES, CLASSES, RATE = 8, 5, 0.05
WORDS, LENGTH, WIDTH, HEADS = 40, 12, 16, 2
NAMES = ["input_ids", "attention_mask", "token_type_ids"]


class Attention(nn.Module):
    def __init__(self):
        super().__init__()
        self.query, self.key, self.value, self.out = (nn.Linear(WIDTH, WIDTH) for _ in range(4))

    def split(self, x):
        return x.view(x.size(0), -1, HEADS, WIDTH // HEADS).permute(0, 2, 1, 3)

    def forward(self, x, mask):
        q, k, v = self.split(self.query(x)), self.split(self.key(x)), self.split(self.value(x))
        weights = (torch.matmul(q, k.transpose(-1, -2)) / (WIDTH // HEADS) ** 0.5 + mask).softmax(-1)
        mixed = torch.matmul(weights, v).permute(0, 2, 1, 3).contiguous()
        return self.out(mixed.view(mixed.size(0), -1, WIDTH))


class Layer(nn.Module):
    """Norms stand behind the sums, as in BERT."""

    def __init__(self):
        super().__init__()
        self.attend, self.first, self.second = Attention(), nn.LayerNorm(WIDTH, eps=1e-12), nn.LayerNorm(WIDTH, eps=1e-12)
        self.up, self.down = nn.Linear(WIDTH, 4 * WIDTH), nn.Linear(4 * WIDTH, WIDTH)

    def forward(self, x, mask):
        x = self.first(x + self.attend(x, mask))
        return self.second(x + self.down(F.gelu(self.up(x))))


class Text(nn.Module):
    def __init__(self):
        super().__init__()
        self.words, self.places, self.kinds = nn.Embedding(WORDS, WIDTH), nn.Embedding(LENGTH, WIDTH), nn.Embedding(2, WIDTH)
        self.norm, self.layers = nn.LayerNorm(WIDTH, eps=1e-12), nn.ModuleList([Layer(), Layer()])
        self.pool, self.head = nn.Linear(WIDTH, WIDTH), nn.Linear(WIDTH, CLASSES)

    def forward(self, input_ids, attention_mask, token_type_ids):
        mask = (1.0 - attention_mask[:, None, None, :].to(torch.float32)) * -10000.0
        places = torch.arange(LENGTH, device=input_ids.device)[None, : input_ids.size(1)]
        x = self.norm(self.words(input_ids) + self.kinds(token_type_ids) + self.places(places))
        for layer in self.layers:
            x = layer(x, mask)
        return self.head(torch.tanh(self.pool(x[:, 0])))


def multiplications(model, given):
    """Multiply-accumulates of one sample, counted layer by layer while it runs; biases are left out."""
    counts = []

    def count(layer, inputs, answer):
        if isinstance(layer, nn.Linear):
            counts.append(answer.numel() * layer.in_features)
        elif isinstance(layer, Attention):
            counts.append(2 * LENGTH * LENGTH * WIDTH)

    hooks = [layer.register_forward_hook(count) for layer in model.modules()]
    with torch.no_grad():
        model.eval()(*[tensor[:1] for tensor in given])
    for hook in hooks:
        hook.remove()
    return sum(counts)


def samples():
    """Tokens by a formula that the test has too; text s has 4 + s tokens, the second half of which is its second segment."""
    place = torch.arange(SAMPLES * LENGTH).reshape(SAMPLES, LENGTH)
    mask = (torch.arange(LENGTH)[None] < 4 + torch.arange(SAMPLES)[:, None]).long()
    return [place * 37 % 101 % WORDS * mask, mask, (torch.arange(LENGTH)[None] >= 6).long() * mask], torch.arange(SAMPLES) % CLASSES


def export(model, given, path, opset):
    model.eval()
    torch.onnx.export(model, tuple(given), path, opset_version=opset, input_names=NAMES, output_names=["logits"],
                      dynamic_axes={name: {0: "N"} for name in [*NAMES, "logits"]}, training=torch.onnx.TrainingMode.PRESERVE,
                      do_constant_folding=False)


def main(folder):
    folder.mkdir(parents=True, exist_ok=True)
    (given, labels), told = samples(), {}
    for name, opset in [("text", 11), ("text-17", 17)]:
        torch.manual_seed(len(name))
        model = Text()
        for norm in model.modules():
            if isinstance(norm, nn.LayerNorm):
                nn.init.uniform_(norm.weight, 0.5, 1.5)
                nn.init.normal_(norm.bias, 0, 0.1)
        export(model, given, folder / f"{name}.onnx", opset)
        with torch.no_grad():
            before = model(*given)
        loss = F.cross_entropy(model.train()(*given), labels)
        loss.backward()
        with torch.no_grad():
            for parameter in model.parameters():
                parameter -= RATE * parameter.grad
        export(model, given, folder / f"{name}-after.onnx", opset)
        with torch.no_grad():
            after = model(*given)
        told[name] = {"loss": loss.item(), "learned": sum(parameter.numel() for parameter in model.parameters()),
                      "macs": multiplications(model, given), "before": before.flatten().tolist(), "after": after.flatten().tolist()}
    (folder / "text-steps.json").write_text(json.dumps(told) + "\n")
    np.savez(folder / "text.npz", **{name: tensor.numpy() for name, tensor in zip(NAMES, given)}, labels=labels.numpy())


if __name__ == "__main__":
    main(pathlib.Path(sys.argv[1]))
