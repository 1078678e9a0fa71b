#!/usr/bin/env bash
# The suite of the Python package: tests against the real service, then what the type checkers and linters say.
# REQUIRE_ALL=1 turns a missing Python into a failure.
set -euo pipefail
cd "$(dirname "$0")/.."
. scripts/lib.sh
. scripts/python.sh
bash scripts/setup.sh

python_there || exit 0
python_environment
cargo build --quiet --locked -p doorcode-server
python_package
# The tests say themselves what comes from the environment.
unset "${!DESCOPE_@}"
cd python
pytest --quiet -p no:cacheprovider "$@"
