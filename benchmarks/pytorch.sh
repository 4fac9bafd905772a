#!/bin/sh
# Compares xrun's training with PyTorch's on this machine: same networks, same cores, in turns. PyTorch runs as it is
# (eager), compiled (torch.compile, which needs a C++ compiler and Python.h), and held to the instruction set that xrun
# uses.
#
#   benchmarks/pytorch.sh [--rounds N] [--seconds S] [--threads N...] [--network NAME...] [--pytorch NAME...]
#   benchmarks/pytorch.sh batches [--rounds N] [--seconds S] [--batch N...] [--network NAME...] [--pytorch NAME...]
#
# The second form compares convolutional networks with batches of several sizes, on one core. Prints a Markdown table.
# Installs the system packages that are missing, builds xrun, and installs PyTorch into .build/python (needs a package
# index; with the CUDA libraries that PyPI's wheels depend on it takes 6 GB). XRUN=PATH takes a program, and PYTHON=PATH
# an interpreter with PyTorch, that is there already.
set -eu
cd "$(dirname "$0")/.."

script=benchmarks/compare.py
if [ "${1:-}" = batches ]; then
    script=benchmarks/compare_batches.py
    shift
fi

# Whether there is a Python that makes environments, with its Python.h and a C++ compiler, wherever they come from.
has_python() {
    command -v g++ && python3 -c '
import ensurepip, os, sys, sysconfig
sys.exit(not os.path.exists(os.path.join(sysconfig.get_path("include"), "Python.h")))'
} >/dev/null 2>&1

if [ -z "${PYTHON:-}" ]; then
    has_python || scripts/setup.sh python3-venv python3-dev g++ >&2
    PYTHON=$(scripts/python-env torch torch==2.15.0)/bin/python
fi

flags="-c release --explicit-target-dependency-import-check error"
if [ -z "${XRUN:-}" ]; then
    scripts/setup.sh >&2
    # shellcheck disable=SC2086
    swift build $flags --product xrun >&2
    # shellcheck disable=SC2086
    XRUN=$(swift build $flags --show-bin-path)/xrun
fi
exec "$PYTHON" "$script" --xrun "$XRUN" "$@"
