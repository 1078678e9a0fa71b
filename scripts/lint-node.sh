#!/usr/bin/env bash
# What the formatter and the compiler say about the npm package. `--fix` formats it instead.
set -euo pipefail
cd "$(dirname "$0")/.."
. scripts/lib.sh
. scripts/node.sh

node_there || exit 0
node_packages node
cd node
if [ "${1:-}" = --fix ]; then
    npx prettier --log-level warn --write .
    exit
fi
npx prettier --log-level warn --check .
npx tsc --project tsconfig.json
