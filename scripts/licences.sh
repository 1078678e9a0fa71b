#!/usr/bin/env bash
# Every licence of every dependency must be one that asks for no more than attribution. Vulnerability data would have
# to come from outside the package registries, so it is not looked at here: run `cargo audit` where it can be had.
set -euo pipefail
cd "$(dirname "$0")/.."
. scripts/lib.sh

allowed='^(MIT|MIT-0|Apache-2\.0|BSD-3-Clause|BSL-1\.0|CC0-1\.0|CDLA-Permissive-2\.0|ISC|LLVM-exception|Unicode-3\.0|Unlicense|Zlib)$'
refused=$(
    cargo tree --locked --workspace --all-features --edges normal,build --prefix none --format '{p}|{l}' |
        sed 's/ (\*)$//' | sort -u |
        while IFS='|' read -r package licence; do
            [ -n "$package" ] || continue
            [ -n "$licence" ] || { printf '%s: no licence\n' "$package"; continue; }
            printf '%s' "$licence" | sed -E 's/\(|\)//g; s# */ *# OR #g; s/ (OR|AND|WITH) /\n/g' |
                { grep -vE "$allowed" || true; } | sed "s#^#$package: #"
        done
)
[ -z "$refused" ] || { printf '%s\n' "$refused" >&2; fail "a licence that is not on the list"; }
