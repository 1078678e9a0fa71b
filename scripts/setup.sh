#!/usr/bin/env bash
# Checks for the tools that are needed, with one clear line for each that is missing, and fetches dependencies.
set -euo pipefail
cd "$(dirname "$0")/.."
. scripts/lib.sh

need cargo "Rust, from https://rustup.rs"
need cc "a C compiler (Debian: apt-get install build-essential)"
cargo fetch --locked --quiet
