#!/usr/bin/env bash
# The suites of core and service, the documentation's examples, and the builds that leave features out.
set -euo pipefail
cd "$(dirname "$0")/.."
. scripts/lib.sh
bash scripts/setup.sh

cargo build --quiet --locked -p doorcode-server
cargo test --quiet --locked -p doorcode -p doorcode-server --all-features

# Token checks without network, and without cryptography as in WebAssembly, where the caller checks signatures.
cargo test --quiet --locked -p doorcode --no-default-features --lib --test token_split
if have "rustup" "rustup, from https://rustup.rs (for the WebAssembly build)" command -v rustup; then
    rustup target list --installed | grep -q wasm32-unknown-unknown || rustup target add wasm32-unknown-unknown
    cargo check --quiet --locked -p doorcode --no-default-features --target wasm32-unknown-unknown
fi
