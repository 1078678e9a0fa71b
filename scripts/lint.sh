#!/usr/bin/env bash
# Style, lints and the rooms: what must not stand where. CONTRIBUTING.md says why.
set -euo pipefail
cd "$(dirname "$0")/.."
. scripts/lib.sh
bash scripts/setup.sh

cargo fmt --all -- --check
cargo clippy --quiet --locked --workspace --all-targets --all-features -- -D warnings
cargo clippy --quiet --locked -p doorcode --no-default-features -- -D warnings
RUSTDOCFLAGS="-D warnings" cargo doc --quiet --locked --workspace --all-features --no-deps

# room NAME PATTERN PATHS…: nothing in PATHS may match PATTERN.
room() {
    local name=$1 pattern=$2 found
    shift 2
    found=$(git grep -nE "$pattern" -- "$@" || true)
    [ -z "$found" ] || { printf '%s\n' "$found" >&2; fail "the room is broken: $name"; }
}
room "transport/reqwest.rs alone names reqwest" '\breqwest::' 'core/src' ':!core/src/transport*'
room "config alone reads the environment" 'env::var' 'core/src' ':!core/src/config.rs'
room "clock.rs alone reads the time" '(SystemTime|Instant)::now\(' 'core/src' ':!core/src/clock.rs'
room "jwt/ and keys alone name the crypto library" 'aws_lc_rs|jsonwebtoken' 'core/src' ':!core/src/jwt*' ':!core/src/keys*' ':!core/src/transport/tls.rs'
room "jwt/ opens no socket and starts no runtime" 'tokio|crate::(runtime|flow|http|transport)' 'core/src/jwt*'
room "the service does not know core" '^doorcode *=|path *= *"\.\./core"' 'server/Cargo.toml'
room "vectors name no language" '"(rust|python|node|swift|kotlin)"' 'conformance/vectors'

bash scripts/licences.sh

if cargo tree --locked -p doorcode --edges normal --all-features | grep -E '\b(pyo3|napi|uniffi)' >&2; then
    fail "the room is broken: core depends on a binding tool"
fi
room "the binding reads no environment and no time" 'env::var|(SystemTime|Instant)::now\(' 'bindings'
room "the Python package does not speak HTTP by itself" '^\s*(import|from) (requests|http\.client|socket)\b' 'python/doorcode' ':!python/doorcode/testing*'
bash scripts/lint-python.sh
room "lock files name no registry: everybody has their own" '"resolved": ' '*package-lock.json'
room "the npm package decides nothing about tokens" "from '(jose|jsonwebtoken|fast-jwt)'" 'node/src'
bash scripts/lint-node.sh
say "lint: clean"
