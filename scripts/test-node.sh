#!/usr/bin/env bash
# The suite of the npm package against the real service. REQUIRE_ALL=1 turns a missing Node into a failure.
#   DOORCODE_VECTOR=otp. bash scripts/test-node.sh test/conformance.test.mjs    one file, and of the vectors some
set -euo pipefail
cd "$(dirname "$0")/.."
. scripts/lib.sh
. scripts/node.sh
bash scripts/setup.sh

node_there || exit 0
cargo build --quiet --locked -p doorcode-server
node_package
# The tests say themselves what comes from the environment.
unset "${!DESCOPE_@}"
DOORCODE_SERVICE=${DOORCODE_SERVICE:-$(realpath "$(target_dir)/debug/doorcode")}
export DOORCODE_SERVICE
cd node
npx tsc --project test/types/tsconfig.json
if [ $# -eq 0 ]; then set -- test/*.test.mjs; fi
node --test --test-reporter="${NODE_TEST_REPORTER:-./test/support/reporter.mjs}" "$@"
