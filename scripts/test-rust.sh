#!/usr/bin/env bash
# The suites of core and service, the documentation's examples, and the builds that leave features out.
set -euo pipefail
cd "$(dirname "$0")/.."
bash scripts/setup.sh

cargo build --quiet --locked -p doorcode-server
cargo test --quiet --locked --workspace --all-features
cargo check --quiet --locked -p doorcode --no-default-features
cargo check --quiet --locked -p doorcode --no-default-features --features net
