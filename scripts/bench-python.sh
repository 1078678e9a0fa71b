#!/usr/bin/env bash
# Measures the Python package, as an optimised wheel in an environment of its own: one JSON row a line.
set -euo pipefail
cd "$(dirname "$0")/.."
. scripts/lib.sh
. scripts/python.sh

python_there || exit 0
python_environment
venv=$(cache_dir)/python/bench wheels=$(mktemp -d)
trap 'rm -rf "$wheels"' EXIT
(cd python && maturin build --quiet --profile wheel --strip --locked --out "$wheels" >/dev/null 2>&1 || maturin build --profile wheel --strip --locked --out "$wheels" >&2)
[ -x "$venv/bin/python" ] || python3 -m venv "$venv"
"$venv/bin/python" -m pip install --quiet --disable-pip-version-check -r python/benchmarks/requirements.txt
"$venv/bin/python" -m pip install --quiet --disable-pip-version-check --force-reinstall --no-deps "$wheels"/*.whl
cargo build --quiet --locked --release -p doorcode-server
service=$(realpath "$(target_dir)/release/doorcode")
# From elsewhere, so that the package measured is the one that was installed.
mkdir "$wheels/run" && cp -r python/benchmarks "$wheels/run/"
cd "$wheels/run" && "$venv/bin/python" -m benchmarks "$service"
