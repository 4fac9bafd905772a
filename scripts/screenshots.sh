#!/usr/bin/env bash
# Shows log folders in TensorBoard to a headless Chromium and keeps what it sees in .build/screenshots/.
# Fails where a page does not show what the logs hold.
#
#   scripts/screenshots.sh [FOLDER…]    default: runs/fashion, trained where there is none, and a grid with seeds
set -euo pipefail
cd "$(dirname "$0")/.."

out=.build/screenshots
mkdir -p "$out"

scripts/setup.sh chromium python3-venv

python=$(scripts/python-env tensorboard "$(cat scripts/tensorboard.txt)")

has_events() { [ -n "$(find "$1" -name '*tfevents*' -print -quit 2>/dev/null)" ]; }

# run NAME: trains $out/NAME.yaml, which stands on standard input.
run() {
    cat >"$out/$1.yaml"
    "$xrun" run "$out/$1.yaml" --output "$out/runs" --fresh --quiet
}

if [ $# -eq 0 ]; then
    make --no-print-directory build
    xrun=$(swift build -c release --explicit-target-dependency-import-check error --show-bin-path)/xrun
    if has_events runs/fashion; then
        set -- runs/fashion
    else
        "$xrun" run experiments/fashion.yaml --output "$out/runs" --quiet
        set -- "$out/runs/fashion"
    fi
    run grid <<'YAML'
base: {dataset: shapes, model: lenet5, epochs: 2, validate_every: 0.25, histograms: true}
runs:
  - grid: {optimizer: [sgd, adam], learning_rate: [1e-3, 1e-2]}
    seeds: 3
YAML
    set -- "$@" "$out/runs/grid"
fi

server=
errors=$(mktemp)
cleanup() {
    [ -z "$server" ] || kill "$server" 2>/dev/null || true
    rm -f "$errors"
}
trap cleanup EXIT

for logs in "$@"; do
    has_events "$logs" || {
        echo "screenshots: there are no event files in $logs" >&2
        exit 1
    }
    # TensorBoard chooses a free port and tells it on its standard error.
    : >"$errors"
    "$python/bin/tensorboard" --logdir "$logs" --host 127.0.0.1 --port 0 2>"$errors" &
    server=$!
    address=
    for _ in $(seq 120); do
        address=$(sed -n 's|.* at \(http://[^ ]*\)/ .*|\1|p' "$errors")
        [ -z "$address" ] || break
        kill -0 "$server" 2>/dev/null || break
        sleep 0.5
    done
    [ -n "$address" ] || {
        echo "screenshots: TensorBoard did not start:" >&2
        cat "$errors" >&2
        exit 1
    }
    "$python/bin/python" scripts/screenshots.py "$address" "$logs" "$out" "$(basename "$logs")"
    kill "$server"
    wait "$server" 2>/dev/null || true
    server=
done
