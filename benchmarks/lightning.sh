#!/bin/sh
# Times the article's experiment (four runs of LeNet on Fashion-MNIST and a range test) in xrun and in PyTorch Lightning,
# from command to summary, in turns on the same cores.
#
#   benchmarks/lightning.sh [--rounds N] [--threads N] [--epochs N] [--limit SAMPLES] [--data FOLDER]
#
# Prints a Markdown table. A round takes about five minutes, nearly all of it Lightning's; --epochs and --limit shorten
# it. Installs the system packages that are missing, builds xrun, and installs PyTorch and Lightning into .build/python
# (needs a package index; 6 GB). XRUN=PATH takes a program, and PYTHON=PATH an interpreter with these packages, that is
# there already; with XRUN, Debian's dataset-fashion-mnist has to be there as well, or a FOLDER with its files.
set -eu
cd "$(dirname "$0")/.."

packages="torch==2.15.0 lightning==2.6.6 tensorboard==2.20.0 numpy==2.4.6"
if [ -z "${PYTHON:-}" ]; then
    # A Python that makes environments will do, wherever it comes from.
    python3 -c 'import ensurepip' 2>/dev/null || scripts/setup.sh python3-venv >&2
    # shellcheck disable=SC2086
    PYTHON=$(scripts/python-env lightning $packages)/bin/python
fi

flags="-c release --explicit-target-dependency-import-check error"
if [ -z "${XRUN:-}" ]; then
    scripts/setup.sh >&2
    # shellcheck disable=SC2086
    swift build $flags --product xrun >&2
    # shellcheck disable=SC2086
    XRUN=$(swift build $flags --show-bin-path)/xrun
fi
exec "$PYTHON" benchmarks/compare_lightning.py --xrun "$XRUN" "$@"
