#!/usr/bin/env bash
# Writes python/doorcode/_core.pyi from the binding. `--check` fails where that would change anything.
set -euo pipefail
cd "$(dirname "$0")/.."
. scripts/lib.sh
. scripts/python.sh

python_there || exit 0
python_environment
made=$(mktemp -d)
trap 'rm -rf "$made"' EXIT
(cd python && maturin generate-stubs --quiet --out "$made" >/dev/null 2>&1 || maturin generate-stubs --out "$made")
stub=python/doorcode/_core.pyi
if [ "${1:-}" = --check ]; then
    cmp -s "$made/doorcode/_core.pyi" "$stub" || fail "$stub is not what the binding says: run \`make gen\`"
else
    cp "$made/doorcode/_core.pyi" "$stub"
fi
