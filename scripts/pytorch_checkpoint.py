#!/usr/bin/env python3
"""Opens a checkpoint of experiments/fashion.yaml's network in PyTorch and evaluates it on the test set: what xrun wrote
as `test` into run.json, computed by another program.

    python3 -m venv /tmp/torch
    /tmp/torch/bin/pip install torch==2.15.0 numpy==2.4.6 safetensors==0.8.0
    /tmp/torch/bin/python scripts/pytorch_checkpoint.py runs/fashion/learning_rate=1e-4,seed=1/last.safetensors

Prints one JSON line. Names and shapes are PyTorch's, so the weights load into a plain `nn.Sequential`.
"""

import argparse
import json
import pathlib
import sys

import torch
from safetensors import safe_open
from torch import nn
from torch.nn.functional import cross_entropy

from pytorch_seeds import lenet5, read_idx


def inputs(images: torch.Tensor, metadata: dict[str, str]) -> torch.Tensor:
    """(N, 28, 28) bytes to the (N, 1, 28, 28) numbers that the checkpoint was trained on, whatever `normalize` was: one
    factor and one offset for all channels, or one for each, in single precision and rounded after each."""
    keys = ["input_scale", "input_offset"]
    if any(key not in metadata for key in keys):
        sys.exit("the checkpoint is of a version of xrun that did not yet write how pixels become inputs")
    scale, offset = (torch.tensor(json.loads(metadata[key])).view(-1, 1, 1) for key in keys)
    return images.unsqueeze(1).float() * scale + offset


def lenet(weights: dict[str, torch.Tensor]) -> nn.Module:
    """LeNet-5 with the checkpoint's weights; the optimizer's state and the best weights beside them are left out."""
    layers = lenet5()
    names = {"conv1": 0, "conv2": 3, "dense1": 7, "dense2": 9, "dense3": 11}
    layers.load_state_dict({
        f"{index}.{part}": weights[f"{name}.{part}"] for name, index in names.items() for part in ["weight", "bias"]})
    return layers.eval()


def main() -> None:
    parser = argparse.ArgumentParser(description=__doc__.splitlines()[0])
    parser.add_argument("checkpoint", type=pathlib.Path)
    parser.add_argument("--data-dir", type=pathlib.Path, default=pathlib.Path("/usr/share/datasets/fashion-mnist"))
    arguments = parser.parse_args()
    images = read_idx(arguments.data_dir, "t10k-images-idx3-ubyte")
    labels = read_idx(arguments.data_dir, "t10k-labels-idx1-ubyte").long()
    with safe_open(arguments.checkpoint, "pt") as file, torch.no_grad():
        model = lenet({name: file.get_tensor(name) for name in file.keys()})
        logits = model(inputs(images, file.metadata()))
    print(json.dumps({
        "loss": cross_entropy(logits.double(), labels).item(),
        "accuracy": (logits.argmax(dim=1) == labels).double().mean().item()}))


if __name__ == "__main__":
    main()
