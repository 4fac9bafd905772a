"""Trains convolutional networks with small batches in xrun and in PyTorch, in turns on one core, and prints their ratios
as a Markdown table. `pytorch.sh batches` runs it.

xrun's rate is that of a whole run: an experiment file on the drawn data set, validation excluded. PyTorch's is the
median window of `pytorch_step.py`. A ratio is taken within a round, as in `compare.py`.
"""
import argparse
import json
import os
import pathlib
import sys
import tempfile

from compare import pinned, pytorch, rate, ratio, rivals, spread

# Epochs of 4800 samples, so that the quickest run takes a second or two; and the model as an experiment file has it.
NETWORKS = {
    "lenet5": (10, "lenet5"),
    "cnn28": (1, {"layers": [layer for filters in (32, 64, 128) for layer in (
        {"conv2d": {"filters": filters, "kernel": 3, "padding": 1}}, "relu", {"max_pool2d": 2})]
        + ["flatten", {"dense": 10}]}),
}


def xrun(program, network, batch, cores):
    """Samples per second of one run, training alone."""
    epochs, model = NETWORKS[network]
    # JSON is YAML.
    experiment = {
        "name": "batches",
        "base": {"dataset": "shapes", "model": model, "optimizer": "adam", "learning_rate": 1e-3, "batch_size": batch,
                 "epochs": epochs, "validate_every": epochs, "log_every": 32},
        "runs": [{"name": "run"}]}
    with tempfile.TemporaryDirectory() as folder:
        file = pathlib.Path(folder, "batches.yaml")
        file.write_text(json.dumps(experiment))
        pinned([program, file, "--quiet", "--jobs", 1, "--output", folder], cores)
        return json.loads(pathlib.Path(folder, "batches/run/run.json").read_text())["samples_per_second"]


def main():
    parser = argparse.ArgumentParser(description=__doc__.splitlines()[0])
    parser.add_argument("--xrun", required=True, help="the program")
    parser.add_argument("--rounds", type=int, default=3)
    parser.add_argument("--seconds", type=float, default=5, help="for PyTorch, each network, batch and round, at least")
    parser.add_argument("--batch", type=int, nargs="+", default=[1, 2, 4, 8, 16, 64])
    parser.add_argument("--network", nargs="+", choices=NETWORKS, default=list(NETWORKS))
    parser.add_argument("--pytorch", nargs="+", choices=["eager", "compile", "avx2"], default=["eager"],
                        help="as it is, compiled, held to AVX2")
    arguments = parser.parse_args()

    cores = sorted(os.sched_getaffinity(0))[-1:]  # the first core serves most interrupts
    print("| network | batch | PyTorch | xrun samples/s | PyTorch samples/s | ratio |")
    print("|---|--:|---|--:|--:|--:|", flush=True)
    for network in arguments.network:
        tools = list(rivals(network, arguments.pytorch))
        for batch in arguments.batch:
            ours, theirs = [], {name: [] for name, _, _ in tools}
            for number in range(arguments.rounds):
                print(f"{network}, batches of {batch}, round {number + 1} …", file=sys.stderr)
                ours.append(xrun(arguments.xrun, network, batch, cores))
                for name, options, environment in tools:
                    options = ["--batch", batch, *options]
                    theirs[name].append(pytorch(network, options, environment, cores, arguments.seconds)["median"])
            for name, _, _ in tools:
                ratios = [a / b for a, b in zip(ours, theirs[name])]
                cells = [network, batch, name, spread(ours, rate), spread(theirs[name], rate), spread(ratios, ratio)]
                print("| " + " | ".join(map(str, cells)) + " |", flush=True)


if __name__ == "__main__":
    main()
