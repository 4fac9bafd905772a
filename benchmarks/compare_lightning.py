"""Times the article's experiment in xrun and in PyTorch Lightning in turns, from command to summary. `lightning.sh` runs
it. Prints a Markdown table: seconds and peak memory of each, and the ratio of the seconds within a round.
"""
import argparse
import json
import os
import pathlib
import statistics
import subprocess
import sys
import tempfile

HERE = pathlib.Path(__file__).resolve().parent
DATA = "/usr/share/datasets/fashion-mnist"

# Both score on the same 12 000 held-out samples twice an epoch. xrun also scores on the test set at the end of a run.
EXPERIMENT = """
name: lightning
base:
  dataset: {{name: fashion-mnist, path: {data}{limit}}}
  model: lenet5
  optimizer: adam
  batch_size: 64
  epochs: {epochs}
  validate_every: 0.5
  seed: 7
runs:
  - grid: {{learning_rate: [1e-5, 1e-4, 1e-1, auto]}}
"""


def timed(command, cores):
    """Seconds and peak resident memory in MB of a program held to `cores`, children included, and what it printed."""
    pinned = ["taskset", "-c", ",".join(map(str, cores)), *map(str, command)]
    environment = dict(os.environ, OMP_NUM_THREADS=str(len(cores)))
    # `time` of a child that waits for one program alone, so that its peak is not that of an earlier one.
    reader = ("import resource, subprocess, sys, time; begin = time.perf_counter(); "
              "code = subprocess.call(sys.argv[1:], stdout=sys.stderr); "
              "print(time.perf_counter() - begin, "
              "resource.getrusage(resource.RUSAGE_CHILDREN).ru_maxrss / 1024); sys.exit(code)")
    result = subprocess.run([sys.executable, "-c", reader, *pinned], env=environment, stdout=subprocess.PIPE,
                            stderr=subprocess.PIPE, text=True)
    if result.returncode:
        sys.exit(f"{' '.join(pinned)}\n{result.stderr}")
    seconds, megabytes = map(float, result.stdout.split())
    return seconds, megabytes, result.stderr


def xrun(program, arguments, cores):
    with tempfile.TemporaryDirectory() as folder:
        limit = f", limit: {arguments.limit}" if arguments.limit else ""
        file = pathlib.Path(folder) / "lightning.yaml"
        file.write_text(EXPERIMENT.format(data=arguments.data, limit=limit, epochs=arguments.epochs))
        seconds, megabytes, _ = timed([program, "run", file, "--output", folder, "--quiet"], cores)
        summary = json.loads((pathlib.Path(folder) / "lightning" / "summary.json").read_text())
        for run in summary["runs"]:
            print(f"  xrun       {run['name']}: {run['validation_accuracy']['last']:.3f}", file=sys.stderr)
        return seconds, megabytes


def lightning(arguments, cores):
    limit = ["--limit", arguments.limit] if arguments.limit else []
    seconds, megabytes, output = timed(
        [sys.executable, HERE / "lightning_fashion.py", "--threads", len(cores), "--epochs", arguments.epochs,
         "--data", arguments.data, *limit], cores)
    for line in output.splitlines():
        if line.startswith('{"run"'):
            run = json.loads(line)
            print(f"  Lightning  {run['run']}: {run['val_acc']:.3f}", file=sys.stderr)
    return seconds, megabytes


def spread(values, form):
    """The middle of the rounds, and their range."""
    return f"{form(statistics.median(values))} ({form(min(values))}–{form(max(values))})"


def main():
    parser = argparse.ArgumentParser(description=__doc__.splitlines()[0])
    parser.add_argument("--xrun", required=True, help="the program")
    parser.add_argument("--rounds", type=int, default=3)
    parser.add_argument("--threads", type=int, default=2, help="cores of each")
    parser.add_argument("--epochs", type=int, default=5)
    parser.add_argument("--limit", type=int, help="training samples of a shortened comparison")
    parser.add_argument("--data", default=DATA)
    arguments = parser.parse_args()
    allowed = sorted(os.sched_getaffinity(0))
    if arguments.threads > len(allowed):
        sys.exit(f"{arguments.threads} threads need as many cores; this process may use {len(allowed)}")
    cores = allowed[-arguments.threads:]

    ours, theirs = [], []
    for number in range(arguments.rounds):
        print(f"round {number + 1} …", file=sys.stderr)
        ours.append(xrun(arguments.xrun, arguments, cores))
        theirs.append(lightning(arguments, cores))
    print("| | seconds | peak memory, MB |")
    print("|---|---|---|")
    for name, rounds in ("xrun", ours), ("Lightning", theirs):
        print(f"| {name} | {spread([r[0] for r in rounds], '{:.1f}'.format)} | {max(r[1] for r in rounds):.0f} |")
    ratios = [a[0] / b[0] for a, b in zip(theirs, ours)]
    print(f"| ratio | {spread(ratios, '{:.1f}'.format)} | |")


if __name__ == "__main__":
    main()
