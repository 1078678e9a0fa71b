#!/usr/bin/env bash
# Measures, side by side in one run, and writes bench/results.json: a list of
# {name, unit, ours, peer, peer_name, ratio, target, met}. Nothing here fails on a number.
set -euo pipefail
cd "$(dirname "$0")/.."
. scripts/lib.sh
bash scripts/setup.sh

rows=$(mktemp)
trap 'rm -f "$rows"' EXIT
say "building with optimisation (this takes a while)"
cargo build --quiet --locked --release -p doorcode-server
cargo bench --quiet --locked -p doorcode --features net --bench ratios >>"$rows"
cargo bench --quiet --locked -p doorcode --features net --bench flood >>"$rows"
cargo bench --quiet --locked -p doorcode-server --bench service >>"$rows"
bash scripts/bench-python.sh >>"$rows"

mkdir -p bench
{ printf '[\n'; sed '$!s/$/,/' "$rows"; printf ']\n'; } >bench/results.json
say "wrote bench/results.json"
