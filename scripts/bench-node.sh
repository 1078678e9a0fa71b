#!/usr/bin/env bash
# Measures the npm package with an optimised native half: one JSON row a line.
set -euo pipefail
cd "$(dirname "$0")/.."
. scripts/lib.sh
. scripts/node.sh

node_there || exit 0
node_packages node
node_packages node/benchmarks
cargo build --quiet --locked --release -p doorcode-server
built=$(mktemp -d)
trap 'rm -rf "$built"' EXIT
node_native "$built" --release >"$built/log" 2>&1 || { cat "$built/log" >&2; fail "the native half does not build"; }
(cd node && npx tsc --project tsconfig.build.json)
NAPI_RS_NATIVE_LIBRARY_PATH=$(ls "$built"/*.node) DOORCODE_SERVICE=$(realpath "$(target_dir)/release/doorcode") \
    node node/benchmarks/index.mjs
