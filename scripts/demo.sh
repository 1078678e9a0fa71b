#!/usr/bin/env bash
# The main job in every language that is installed: starts the local service, tells the story, ends the service.
set -euo pipefail
cd "$(dirname "$0")/.."
. scripts/lib.sh

need cargo "Rust, from https://rustup.rs"
say "building the local service and the demo (the first time takes a few minutes)"
cargo build --quiet --locked -p doorcode-server
cargo build --quiet --locked -p doorcode --example demo

start_service
DOORCODE_URL=$service_url DOORCODE_PROJECT_ID=$service_project "$(target_dir)/debug/examples/demo"
