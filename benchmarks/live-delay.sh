#!/bin/sh
# How long after it was measured a validation is on the disk, and visible in a TensorBoard that was started before with
# --reload_interval 1.
#
#   benchmarks/live-delay.sh
#
# Prints a Markdown table; takes about a minute. Installs the system packages that are missing, builds xrun, and installs
# TensorBoard into .build/python (needs a package index).
set -eu
cd "$(dirname "$0")/.."

scripts/setup.sh python3-venv >&2
python=$(scripts/python-env tensorboard "$(cat scripts/tensorboard.txt)")
flags="-c release --explicit-target-dependency-import-check error"
# shellcheck disable=SC2086
swift build $flags --product xrun >&2
# shellcheck disable=SC2086
exec "$python/bin/python" benchmarks/live_delay.py "$(swift build $flags --show-bin-path)/xrun" "$python/bin/tensorboard"
