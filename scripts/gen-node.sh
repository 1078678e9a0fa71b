#!/usr/bin/env bash
# Writes the loader and the types in node/native/ from the binding. `--check` fails where that would change anything.
set -euo pipefail
cd "$(dirname "$0")/.."
. scripts/lib.sh
. scripts/node.sh

node_there || exit 0
node_packages node
made=$(mktemp -d)
trap 'rm -rf "$made"' EXIT
node_native "$made" >"$made/log" 2>&1 || { cat "$made/log" >&2; fail "the native half does not build"; }
for file in index.js index.d.ts; do
    if [ "${1:-}" = --check ]; then
        cmp -s "$made/$file" "node/native/$file" || fail "node/native/$file is not what the binding says: run \`make gen\`"
    else
        cp "$made/$file" "node/native/$file"
    fi
done
