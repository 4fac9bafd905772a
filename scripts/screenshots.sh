#!/usr/bin/env bash
# Shows a log folder in TensorBoard to a headless Chromium and keeps what it sees in .build/screenshots/.
# Fails where the name of a run is missing on a page.
#
#   scripts/screenshots.sh [FOLDER]     default: runs/fashion, or a quick experiment where there is none
set -euo pipefail
cd "$(dirname "$0")/.."

logs=${1:-runs/fashion}
out=.build/screenshots
mkdir -p "$out"

scripts/setup.sh chromium python3-venv

python=.build/python/tensorboard
if [ ! -x "$python/bin/tensorboard" ]; then
    python3 -m venv "$python"
    "$python/bin/pip" install --quiet --disable-pip-version-check tensorboard==2.21.0
fi

has_events() { [ -n "$(find "$1" -name '*tfevents*' -print -quit 2>/dev/null)" ]; }

if ! has_events "$logs"; then
    [ $# -eq 0 ] || {
        echo "screenshots: there are no event files in $logs" >&2
        exit 1
    }
    echo "screenshots: there are no event files in $logs; running a quick experiment"
    cat >"$out/quick.yaml" <<'YAML'
base: {dataset: shapes, model: lenet5, epochs: 1}
runs:
  - grid: {learning_rate: [1e-4, 1e-3, 1e-2]}
YAML
    make --no-print-directory build
    "$(swift build -c release --explicit-target-dependency-import-check error --show-bin-path)/xrun" \
        run "$out/quick.yaml" --output "$out/runs"
    logs=$out/runs/quick
fi

scratch=$(mktemp -d)
server=
cleanup() {
    [ -z "$server" ] || kill "$server" 2>/dev/null || true
    rm -rf "$scratch"
}
trap cleanup EXIT

# TensorBoard chooses a free port and tells it on its standard error.
"$python/bin/tensorboard" --logdir "$logs" --host 127.0.0.1 --port 0 2>"$scratch/tensorboard" &
server=$!

# Repeats a command for up to a minute, until it succeeds.
eventually() {
    local attempt
    for attempt in $(seq 120); do
        "$@" && return
        kill -0 "$server" 2>/dev/null || break
        sleep 0.5
    done
    echo "screenshots: TensorBoard is not ready:" >&2
    cat "$scratch/tensorboard" >&2
    exit 1
}
address_known() {
    address=$(sed -n 's|.* at \(http://[^ ]*\)/ .*|\1|p' "$scratch/tensorboard")
    [ -n "$address" ]
}
# The folders that hold event files, relative to the log folder: TensorBoard's names of runs, one a line.
folders_with_events() { (cd "$logs" && find . -name '*tfevents*' -printf '%h\n' | sed 's|^\./||' | sort -u); }
runs_loaded() {
    "$python/bin/python" - "$address" "$scratch/names" <<'PYTHON'
import json, sys, urllib.request
loaded = json.load(urllib.request.urlopen(sys.argv[1] + "/data/runs"))
sys.exit(not set(open(sys.argv[2]).read().splitlines()) <= set(loaded))
PYTHON
}
folders_with_events >"$scratch/names"
eventually address_known
eventually runs_loaded

browse() {
    chromium --headless --no-sandbox --disable-gpu --disable-dev-shm-usage --hide-scrollbars \
        --user-data-dir="$scratch/chromium" --window-size=1600,1000 --virtual-time-budget=20000 "$@" \
        2>"$scratch/browser"
}

status=0
for page in timeseries hparams; do
    browse --screenshot="$PWD/$out/$page.png" "$address/#$page" >/dev/null
    browse --dump-dom "$address/#$page" >"$scratch/$page.html"
    [ -s "$out/$page.png" ] || {
        echo "screenshots: $page: Chromium made no picture" >&2
        tail -5 "$scratch/browser" >&2
        status=1
    }
    # The pages list as many runs as fit; the first ones have to be there.
    while read -r name; do
        "$python/bin/python" - "$scratch/$page.html" "$name" <<'PYTHON' || {
import html, sys
sys.exit(sys.argv[2] not in html.unescape(open(sys.argv[1], encoding="utf-8").read()))
PYTHON
            echo "screenshots: $page: run '$name' is missing" >&2
            status=1
        }
    done < <(head -n 10 "$scratch/names")
done

[ "$status" -eq 0 ] && echo "screenshots: $out/timeseries.png $out/hparams.png"
exit "$status"
