#!/usr/bin/env bash
# Shows a log folder in TensorBoard to a headless Chromium and keeps what it sees in .build/screenshots/.
# Fails where the name of a run or of a group of runs is missing on a page.
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

errors=$(mktemp)
server=
cleanup() {
    [ -z "$server" ] || kill "$server" 2>/dev/null || true
    rm -f "$errors"
}
trap cleanup EXIT

# TensorBoard chooses a free port and tells it on its standard error.
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

"$python/bin/python" scripts/screenshots.py "$address" "$logs" "$out"
