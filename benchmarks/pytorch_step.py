"""Samples per second of a whole training step in PyTorch: what one would write by hand instead of using xrun.

The networks, the batch (64 unless told otherwise), the optimizer (Adam), the window (64 consecutive steps) and the two
log lines in it are those of `xrun benchmark`. Samples are random floats in memory; a step gathers its shuffled ones by
index, as xrun gathers its bytes. Prints one JSON object. `pytorch.sh` runs it.
"""
import argparse
import io
import json
import statistics
import time

import torch
from torch import nn
from torch.nn import functional

STEPS_IN_WINDOW = 64
LOG_EVERY = 32
SAMPLES = 32_768


def lenet5():
    return nn.Sequential(
        nn.Conv2d(1, 6, 5, padding=2), nn.ReLU(), nn.MaxPool2d(2),
        nn.Conv2d(6, 16, 5), nn.ReLU(), nn.MaxPool2d(2), nn.Flatten(),
        nn.Linear(400, 120), nn.ReLU(), nn.Linear(120, 84), nn.ReLU(), nn.Linear(84, 10))


def mlp():
    return nn.Sequential(
        nn.Flatten(), nn.Linear(784, 256), nn.ReLU(), nn.Linear(256, 128), nn.ReLU(), nn.Linear(128, 10))


def convolutions(channels, features):
    layers = []
    for before, filters in ((channels, 32), (32, 64), (64, 128)):
        layers += [nn.Conv2d(before, filters, 3, padding=1), nn.ReLU(), nn.MaxPool2d(2)]
    return nn.Sequential(*layers, nn.Flatten(), nn.Linear(features, 10))


NETWORKS = {
    "lenet5": (lenet5, (1, 28, 28)),
    "mlp": (mlp, (1, 28, 28)),
    "cnn28": (lambda: convolutions(1, 128 * 3 * 3), (1, 28, 28)),
    "cnn32": (lambda: convolutions(3, 128 * 4 * 4), (3, 32, 32)),
}


def main():
    parser = argparse.ArgumentParser(description=__doc__.splitlines()[0])
    parser.add_argument("--network", choices=NETWORKS, required=True)
    parser.add_argument("--layout", choices=("contiguous", "channels_last"), default="contiguous")
    parser.add_argument("--compile", action="store_true", help="torch.compile the forward and backward pass")
    parser.add_argument("--batch", type=int, default=64)
    parser.add_argument("--threads", type=int, default=1)
    parser.add_argument("--seconds", type=float, default=5, help="two windows at least")
    arguments = parser.parse_args()

    torch.set_num_threads(arguments.threads)
    torch.manual_seed(1)
    size = arguments.batch
    make, shape = NETWORKS[arguments.network]
    layout = torch.channels_last if arguments.layout == "channels_last" else torch.contiguous_format
    network = make().to(memory_format=layout)
    samples = torch.rand(SAMPLES, *shape).contiguous(memory_format=layout)
    labels = torch.randint(10, (SAMPLES,))
    order = torch.randperm(SAMPLES)
    optimizer = torch.optim.Adam(network.parameters(), lr=1e-3)

    def loss(inputs, targets):
        return functional.cross_entropy(network(inputs), targets)

    if arguments.compile:
        loss = torch.compile(loss)
    log, losses = io.StringIO(), []

    def step(number):
        first = number % (SAMPLES // size) * size
        batch = order[first:first + size]
        optimizer.zero_grad(set_to_none=True)
        value = loss(samples[batch], labels[batch])
        value.backward()
        optimizer.step()
        losses.append(value.detach())
        if len(losses) == LOG_EVERY:
            log.write(f"{number} {torch.stack(losses).mean().item()}\n")
            losses.clear()

    number = 0
    for _ in range(8):  # memory is allocated, kernels are chosen or compiled
        step(number)
        number += 1
    windows = []
    start = time.perf_counter()
    while len(windows) < 2 or time.perf_counter() - start < arguments.seconds:
        begin = time.perf_counter()
        for _ in range(STEPS_IN_WINDOW):
            step(number)
            number += 1
        windows.append(size * STEPS_IN_WINDOW / (time.perf_counter() - begin))
    print(json.dumps({
        "tool": "pytorch", "version": torch.__version__, "network": arguments.network, "layout": arguments.layout,
        "compiled": arguments.compile, "batch": size,
        "threads": arguments.threads, "best": max(windows), "median": statistics.median(windows),
        "windows": len(windows)}))


if __name__ == "__main__":
    main()
