"""Runs xrun and PyTorch in turns on the same cores and prints their ratios as a Markdown table. `pytorch.sh` runs it.

A round runs every tool once, one after the other, so that what else happens on the machine meets all of them. A ratio
is taken within a round; its spread is the smallest and the largest of the rounds.
"""
import argparse
import json
import os
import pathlib
import statistics
import subprocess
import sys

HERE = pathlib.Path(__file__).resolve().parent
NETWORKS = ["lenet5", "mlp", "cnn28", "cnn32"]
# What `xrun benchmark` times as whole runs, from the experiment file to the record; of the others, the steps alone.
RUNS = {"lenet5", "mlp"}
# PyTorch's memory layout is a choice where the layers have many channels.
LAYOUTS = {"lenet5": ["contiguous"], "mlp": ["contiguous"], "cnn28": ["contiguous", "channels_last"],
           "cnn32": ["contiguous", "channels_last"]}
# Holds PyTorch and its oneDNN to the instruction set that xrun uses.
AVX2 = {"ATEN_CPU_CAPABILITY": "avx2", "ONEDNN_MAX_CPU_ISA": "AVX2"}


def rivals(network, chosen):
    """Name, arguments of `pytorch_step.py`, environment."""
    for layout in LAYOUTS[network]:
        if "eager" in chosen:
            yield f"eager, {layout}", ["--layout", layout], {}
        if "avx2" in chosen:
            yield f"eager, {layout}, AVX2", ["--layout", layout], AVX2
    if "compile" in chosen:
        yield "torch.compile", ["--compile"], {}


def pinned(command, cores, environment=None):
    """What `command`, held to `cores`, printed."""
    environment = dict(os.environ, OMP_NUM_THREADS=str(len(cores)), **(environment or {}))
    command = ["taskset", "-c", ",".join(map(str, cores)), *map(str, command)]
    result = subprocess.run(command, env=environment, stdout=subprocess.PIPE, stderr=subprocess.PIPE, text=True)
    if result.returncode:
        sys.exit(f"{' '.join(command)}\n{result.stderr}")
    return result.stdout


def run(command, cores, environment=None):
    """The same as JSON."""
    return json.loads(pinned(command, cores, environment))


def xrun(program, network, cores, seconds):
    part = "runs" if network in RUNS else "steps"
    result = run([program, "benchmark", "--only", part, "--network", network, "--threads", len(cores),
                  "--seconds", seconds, "--format", "json"], cores)
    step = result[part][0]
    return {"best": step["samples_per_second"]["best"], "median": step["samples_per_second"]["median"],
            "gigaflops": step["gigaflops"], "peak": step["peak_gigaflops"]["best"],
            "operations": step["operations_per_sample"]}


def pytorch(network, options, environment, cores, seconds):
    return run([sys.executable, HERE / "pytorch_step.py", "--network", network, *options,
                "--threads", len(cores), "--seconds", seconds], cores, environment)


def spread(values, form):
    """The middle of the rounds, and their range."""
    return f"{form(statistics.median(values))} ({form(min(values))}–{form(max(values))})"


def rate(value):
    return f"{value:,.0f}"


def ratio(value):
    return f"{value:.1f}" if value >= 3 else f"{value:.2f}"


def row(network, threads, name, ours, theirs):
    peak = max(o["peak"] for o in ours)
    share = f"{max(o['gigaflops'] for o in ours) / peak:.0%} of {peak:.0f}"
    gigaflops = max(t["best"] for t in theirs) * ours[0]["operations"] / 1e9
    best = [a["best"] / b["best"] for a, b in zip(ours, theirs)]
    median = [a["median"] / b["median"] for a, b in zip(ours, theirs)]
    return [f"{network}, {'run' if network in RUNS else 'steps'}", threads, name,
            spread([o["best"] for o in ours], rate), share, spread([t["best"] for t in theirs], rate),
            f"{gigaflops:.0f}", spread(best, ratio), spread(median, ratio)]


def main():
    parser = argparse.ArgumentParser(description=__doc__.splitlines()[0])
    parser.add_argument("--xrun", required=True, help="the program")
    parser.add_argument("--rounds", type=int, default=3)
    parser.add_argument("--seconds", type=float, default=5, help="for each tool, network and round, at least")
    parser.add_argument("--threads", type=int, nargs="+", default=[1])
    parser.add_argument("--network", nargs="+", choices=NETWORKS, default=NETWORKS)
    parser.add_argument("--pytorch", nargs="+", choices=["eager", "compile", "avx2"],
                        default=["eager", "compile", "avx2"], help="as it is, compiled, held to AVX2")
    arguments = parser.parse_args()

    allowed = sorted(os.sched_getaffinity(0))
    if max(arguments.threads) > len(allowed):
        sys.exit(f"{max(arguments.threads)} threads need as many cores; this process may use {len(allowed)}")
    print("| xrun | threads | PyTorch | xrun samples/s | share of the peak, GFLOP/s | PyTorch samples/s | GFLOP/s "
          "| ratio, best windows | ratio, median windows |")
    print("|---|---|---|---|---|---|---|---|---|", flush=True)
    for network in arguments.network:
        tools = list(rivals(network, arguments.pytorch))
        for threads in arguments.threads:
            cores = allowed[-threads:]  # the first core serves most interrupts
            ours, theirs = [], {name: [] for name, _, _ in tools}
            for number in range(arguments.rounds):
                print(f"{network}, threads {threads}, round {number + 1} …", file=sys.stderr)
                ours.append(xrun(arguments.xrun, network, cores, arguments.seconds))
                for name, options, environment in tools:
                    theirs[name].append(pytorch(network, options, environment, cores, arguments.seconds))
            for name, _, _ in tools:
                print("| " + " | ".join(map(str, row(network, threads, name, ours, theirs[name]))) + " |", flush=True)


if __name__ == "__main__":
    main()
