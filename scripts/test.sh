#!/usr/bin/env bash
# All suites. REQUIRE_ALL=1 turns a missing toolchain into a failure.
set -euo pipefail
cd "$(dirname "$0")/.."

bash scripts/test-rust.sh
bash scripts/test-peers.sh
bash scripts/test-python.sh
bash scripts/test-node.sh
