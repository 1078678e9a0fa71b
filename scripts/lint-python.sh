#!/usr/bin/env bash
# What linters and type checkers say about the Python package. `--fix` formats it instead.
set -euo pipefail
cd "$(dirname "$0")/.."
. scripts/lib.sh
. scripts/python.sh

python_there || exit 0
python_environment
cd python
if [ "${1:-}" = --fix ]; then
    ruff check --quiet --fix .
    ruff format --quiet .
    exit
fi
ruff check --quiet .
ruff format --quiet --check .
python -c 'import doorcode' 2>/dev/null || (cd .. && python_package)
mypy --no-error-summary
pyright --pythonpath "$(command -v python)" >/dev/null || pyright --pythonpath "$(command -v python)"
