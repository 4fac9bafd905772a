#!/usr/bin/env python3
"""Trains experiments/fashion.yaml's network in plain PyTorch, once for each seed: the reference that xrun's mean over
seeds is held against.

    python3 -m venv /tmp/torch
    /tmp/torch/bin/pip install torch==2.15.0 numpy==2.4.6
    /tmp/torch/bin/python scripts/pytorch_seeds.py --seeds 1 2 3 4 5 --learning-rate 2e-3 > seeds.jsonl

Prints one JSON line a seed, then one with the mean and the sample standard deviation. Same network, initialization,
optimizer, batch size, pixel scale and size of the split as the experiment; not the same random numbers, so runs agree
in distribution, not sample by sample. As in xrun, the split does not follow the seed.
"""

import argparse
import gzip
import json
import pathlib
import statistics
import sys
import time

import numpy
import torch
from torch import nn
from torch.nn.functional import cross_entropy

CLASSES = 10
SPLIT_SEED = 7


def read_idx(folder: pathlib.Path, name: str) -> torch.Tensor:
    """An IDX file of bytes: two zero bytes, type 8, rank, big-endian sizes, then the values."""
    raw = gzip.decompress((folder / f"{name}.gz").read_bytes())
    rank = raw[3]
    sizes = numpy.frombuffer(raw, ">u4", count=rank, offset=4).astype(int)
    return torch.from_numpy(numpy.frombuffer(raw, numpy.uint8, offset=4 + 4 * rank).reshape(sizes).copy())


def pixels(images: torch.Tensor) -> torch.Tensor:
    """(N, 28, 28) bytes to (N, 1, 28, 28) numbers 0...1."""
    return images.unsqueeze(1).float() / 255


def lenet5() -> nn.Module:
    """The network of `model: lenet5`, with PyTorch's default initialization."""
    return nn.Sequential(
        nn.Conv2d(1, 6, 5, padding=2), nn.ReLU(), nn.MaxPool2d(2),
        nn.Conv2d(6, 16, 5), nn.ReLU(), nn.MaxPool2d(2),
        nn.Flatten(), nn.Linear(400, 120), nn.ReLU(), nn.Linear(120, 84), nn.ReLU(), nn.Linear(84, CLASSES),
    )


@torch.no_grad()
def evaluate(model: nn.Module, inputs: torch.Tensor, labels: torch.Tensor) -> tuple[float, float]:
    """Mean loss and accuracy over a set."""
    model.eval()
    loss = correct = 0.0
    for batch, target in zip(inputs.split(1000), labels.split(1000)):
        logits = model(batch)
        loss += cross_entropy(logits, target, reduction="sum").item()
        correct += (logits.argmax(1) == target).sum().item()
    model.train()
    return loss / len(labels), correct / len(labels)


def train(seed: int, training, validation, test, options) -> dict:
    """One run: every epoch in a new order, the last partial batch included."""
    torch.manual_seed(seed)
    model = lenet5()
    optimizer = torch.optim.Adam(model.parameters(), lr=options.learning_rate)
    inputs, labels = training
    started = time.perf_counter()
    for _ in range(options.epochs):
        total = 0.0
        for batch in torch.randperm(len(labels)).split(options.batch_size):
            optimizer.zero_grad()
            loss = cross_entropy(model(inputs[batch]), labels[batch])
            loss.backward()
            optimizer.step()
            total += loss.item() * len(batch)
    seconds = time.perf_counter() - started
    validation_loss, validation_accuracy = evaluate(model, *validation)
    test_loss, test_accuracy = evaluate(model, *test)
    return {
        "seed": seed, "learning_rate": options.learning_rate, "epochs": options.epochs,
        "train_loss": total / len(labels), "validation_loss": validation_loss,
        "validation_accuracy": validation_accuracy, "test_loss": test_loss, "test_accuracy": test_accuracy,
        "seconds": round(seconds, 1),
    }


def arguments() -> argparse.Namespace:
    parser = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    parser.add_argument("--seeds", type=int, nargs="+", default=[1, 2, 3, 4, 5])
    parser.add_argument("--learning-rate", type=float, default=2e-3)
    parser.add_argument("--batch-size", type=int, default=64)
    parser.add_argument("--epochs", type=int, default=5)
    parser.add_argument("--validation-fraction", type=float, default=0.2)
    parser.add_argument("--threads", type=int, default=torch.get_num_threads())
    parser.add_argument("--data-dir", type=pathlib.Path, default=pathlib.Path("/usr/share/datasets/fashion-mnist"))
    return parser.parse_args()


def main() -> None:
    options = arguments()
    torch.set_num_threads(options.threads)
    images = pixels(read_idx(options.data_dir, "train-images-idx3-ubyte"))
    labels = read_idx(options.data_dir, "train-labels-idx1-ubyte").long()
    test = (
        pixels(read_idx(options.data_dir, "t10k-images-idx3-ubyte")),
        read_idx(options.data_dir, "t10k-labels-idx1-ubyte").long(),
    )
    order = torch.randperm(len(labels), generator=torch.Generator().manual_seed(SPLIT_SEED))
    held_out = round(len(labels) * options.validation_fraction)
    validation = (images[order[:held_out]], labels[order[:held_out]])
    training = (images[order[held_out:]], labels[order[held_out:]])

    results = []
    for seed in options.seeds:
        results.append(train(seed, training, validation, test, options))
        print(json.dumps(results[-1]), flush=True)
    summary = {"torch": torch.__version__, "seeds": len(results)}
    for key in ["validation_accuracy", "test_accuracy"]:
        accuracies = [result[key] for result in results]
        summary[f"{key}_mean"] = statistics.mean(accuracies)
        summary[f"{key}_sd"] = statistics.stdev(accuracies) if len(accuracies) > 1 else None
    print(json.dumps(summary))


if __name__ == "__main__":
    sys.exit(main())
