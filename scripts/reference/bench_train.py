#!/usr/bin/env python3
"""The PyTorch side of scripts/bench-train: the same student, loss, optimizer and batch in eager mode, in both memory layouts.

Numbers are lines of JSON in the form of tests/DeepOptDistill.Benchmarks/Row.cs. Needs Debian's python3-torch, python3-onnx and python3-yaml.
"""
import argparse

import torch
import torch.nn.functional as F

from bench_distill import BATCH, LAYOUTS, prepared, shape_of, timed, write


def step(net, optimizer, pixels, labels):
    optimizer.zero_grad()
    loss = F.cross_entropy(net(pixels), labels)
    loss.backward()
    optimizer.step()
    assert loss.item() == loss.item()


def main():
    parser = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    parser.add_argument("--student", default="thin-deep-30k")
    parser.add_argument("--threads", type=int, default=torch.get_num_threads())
    parser.add_argument("--round", type=int, default=0)
    parser.add_argument("--seconds", type=float, default=2)
    parser.add_argument("--kept-heap", action="store_true", help="the environment keeps freed memory in the process; channels-last only")
    options = parser.parse_args()
    torch.set_num_threads(options.threads)
    generator = torch.Generator().manual_seed(1)
    for side, layout in LAYOUTS.items():
        if options.kept_heap and layout != torch.channels_last:
            continue
        net, optimizer, _, _ = prepared(options.student, layout)
        ready = [(torch.randn((BATCH, *shape_of(options.student)), generator=generator).contiguous(memory_format=layout), torch.randint(0, 10, (BATCH,), generator=generator)) for _ in range(8)]
        speed = timed(lambda i: step(net, optimizer, *ready[i % len(ready)]), options.seconds)
        write(options, "step", options.student, side + (", freed memory kept" if options.kept_heap else ""), speed, "images/s")


if __name__ == "__main__":
    main()
