#!/usr/bin/env bash
# Feeds every reader of untrusted bytes with what libFuzzer makes up, each for some seconds, from a kept corpus.
#
#     scripts/fuzz.sh [SECONDS] [TARGET...]     30 seconds of each of: yaml idx safetensors records
#
# An input that crashes, hangs (10 s) or takes more than 2 GB ends the script and stays in .build-fuzz/artifacts.
set -euo pipefail
cd "$(dirname "$0")/.."

seconds=${1:-30}
shift || true
targets=("$@")
[ "${#targets[@]}" -gt 0 ] || targets=(yaml idx safetensors records)

flags=(-c release --scratch-path .build-fuzz -Xswiftc -sanitize=fuzzer)
XRUN_FUZZ=1 swift build "${flags[@]}" --product xrun-fuzz
fuzzer=$(XRUN_FUZZ=1 swift build "${flags[@]}" --show-bin-path)/xrun-fuzz

for target in "${targets[@]}"; do
    grown=.build-fuzz/corpus/$target
    mkdir -p "$grown" ".build-fuzz/artifacts/$target"
    kept=(Fuzzing/Corpus/"$target")
    [ "$target" = yaml ] && kept=(Tests/SpecTests/Cases/good Tests/SpecTests/Cases/bad experiments)
    echo "== $target: $seconds s"
    XRUN_FUZZ_TARGET=$target "$fuzzer" -max_total_time="$seconds" -timeout=10 -rss_limit_mb=2048 -max_len=8192 \
        -print_final_stats=1 -artifact_prefix=".build-fuzz/artifacts/$target/" "$grown" "${kept[@]}" 2>&1 |
        grep -E "^(#[0-9]+.*(DONE|INITED)|stat::|SUMMARY|Done|==|.*ERROR)" || true
    [ -z "$(ls ".build-fuzz/artifacts/$target")" ] || { echo "fuzz: see .build-fuzz/artifacts/$target" >&2; exit 1; }
done
rm -rf "${TMPDIR:-/tmp}"/xrun-fuzz-*
