#!/usr/bin/env bash
# Fuzzes every target for a while, starting from the corpus that is kept in fuzz/corpus.
#   FUZZ_SECONDS=600 make fuzz    longer (default 20 s a target)
# The code is safe Rust, so the address sanitizer is left out: it would find nothing and double the build.
set -euo pipefail
cd "$(dirname "$0")/.."
. scripts/lib.sh
bash scripts/setup.sh

cache=${XDG_CACHE_HOME:-$HOME/.cache}/doorcode
export PATH=$cache/tools/bin:$PATH
need rustup "rustup, from https://rustup.rs (fuzzing needs the nightly compiler)"
rustup toolchain list | grep -q '^nightly' || rustup toolchain install nightly --profile minimal
command -v cargo-fuzz >/dev/null || cargo install --quiet --locked --root "$cache/tools" cargo-fuzz

export CARGO_TARGET_DIR=$cache/fuzz-target
build=(--fuzz-dir fuzz --sanitizer none)
say "building the fuzz targets (the first time takes several minutes)"
cargo +nightly fuzz build "${build[@]}" >"$cache/fuzz-build.log" 2>&1 || { tail -40 "$cache/fuzz-build.log" >&2; fail "the fuzz targets do not build"; }

binaries=$CARGO_TARGET_DIR/$(rustc -vV | sed -n 's/^host: //p')/release
for target in $(cargo +nightly fuzz list --fuzz-dir fuzz); do
    # What is found on the way is kept beside the build; the corpus in the tree only grows by hand.
    found=$cache/fuzz-found/$target
    mkdir -p "$found"
    "$binaries/$target" -max_total_time="${FUZZ_SECONDS:-20}" -timeout=10 -rss_limit_mb=4096 \
        -artifact_prefix="$found.failure-" "$found" "fuzz/corpus/$target" >"$found.log" 2>&1 ||
        { tail -40 "$found.log" >&2; fail "fuzzing $target found something"; }
    say "fuzz $target: $(grep -o 'DONE .*' "$found.log")"
done
