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

import torch
from safetensors.torch import load_file
from torch import nn
from torch.nn.functional import cross_entropy

from pytorch_seeds import lenet5, pixels, read_idx


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
    images = pixels(read_idx(arguments.data_dir, "t10k-images-idx3-ubyte"))
    labels = read_idx(arguments.data_dir, "t10k-labels-idx1-ubyte").long()
    with torch.no_grad():
        logits = lenet(load_file(arguments.checkpoint))(images)
    print(json.dumps({
        "loss": cross_entropy(logits.double(), labels).item(),
        "accuracy": (logits.argmax(dim=1) == labels).double().mean().item()}))


if __name__ == "__main__":
    main()
