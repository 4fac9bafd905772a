#!/usr/bin/env bash
# Feeds every reader of untrusted bytes with what libFuzzer makes up, each for some seconds on a core of its own, from a
# kept corpus.
#
#     scripts/fuzz.sh [SECONDS] [TARGET...]     30 seconds of each of: yaml idx safetensors records
#
# FUZZ_CONFIGURATION=debug is built in a third of the time, and tries a third to a half of the inputs.
#
# An input that crashes, hangs (10 s) or takes more than 2 GB fails the script and stays in .fuzz/found. The next run
# begins with it, and removes it once it passes. Inputs that led further are kept in .fuzz/corpus.
set -euo pipefail
cd "$(dirname "$0")/.."

seconds=${1:-30}
shift || true
targets=("$@")
[ "${#targets[@]}" -gt 0 ] || targets=(yaml idx safetensors records)

flags=(-c "${FUZZ_CONFIGURATION:-release}" --scratch-path .build-fuzz -Xswiftc -sanitize=fuzzer)
XRUN_FUZZ=1 swift build "${flags[@]}" --product xrun-fuzz
fuzzer=$(XRUN_FUZZ=1 swift build "${flags[@]}" --show-bin-path)/xrun-fuzz

# What this run leaves behind, the fuzzers' folders and log; in memory where it can be: they write each input to a file.
work=$(mktemp -d -p /dev/shm 2>/dev/null || mktemp -d)
trap 'rm -rf "$work"' EXIT

# run TARGET ARGUMENT...
run() {
    local target=$1
    shift
    # Swift's own report of a trap would leave libFuzzer none to make, and the input nowhere.
    SWIFT_BACKTRACE=enable=no TMPDIR=$work XRUN_FUZZ_TARGET=$target "$fuzzer" -timeout=10 -rss_limit_mb=2048 "$@"
}

# fuzz TARGET
fuzz() {
    local target=$1 grown=.fuzz/corpus/$1 log=$work/$1.log status=0 executed input kept
    local found=.fuzz/found/$1
    mkdir -p "$grown" "$found"
    kept=(Fuzzing/Corpus/"$target")
    [ "$target" = yaml ] && kept=(Tests/SpecTests/Cases/good Tests/SpecTests/Cases/bad experiments)
    for input in "$found"/*; do
        [ -e "$input" ] || continue
        if run "$target" "$input" >"$log" 2>&1; then
            rm "$input"
        else
            echo "fuzz: $target still fails on $input:" >&2
            tail -n 20 "$log" >&2
        fi
    done
    run "$target" -max_total_time="$seconds" -max_len=8192 -print_final_stats=1 -artifact_prefix="$found/" \
        "$grown" "${kept[@]}" >"$log" 2>&1 || status=$?
    echo "== $target: $seconds s"
    grep -E "^(#[0-9]+.*(DONE|INITED)|stat::|SUMMARY|Done|==|.*ERROR)" "$log" || true
    executed=$(sed -n 's/^stat::number_of_executed_units: *//p' "$log")
    # A fuzzer that does not start, or finds no corpus, is no success either.
    if [ "$status" -ne 0 ] || [ "${executed:-0}" -eq 0 ] || [ -n "$(ls "$found")" ]; then
        tail -n 20 "$log" >&2
        echo "fuzz: $target ended with $status after ${executed:-0} inputs; see $found" >&2
        return 1
    fi
}

running=0
failures=0
for target in "${targets[@]}"; do
    if [ "$running" -ge "$(nproc)" ]; then
        wait -n || failures=$((failures + 1))
        running=$((running - 1))
    fi
    fuzz "$target" &
    running=$((running + 1))
done
while [ "$running" -gt 0 ]; do
    wait -n || failures=$((failures + 1))
    running=$((running - 1))
done
[ "$failures" -eq 0 ]
