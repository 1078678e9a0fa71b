#!/usr/bin/env bash
# The official clients of Python, Node and Java against the local service, and our requests against theirs.
# REQUIRE_ALL=1 turns a missing toolchain into a failure. DOORCODE_RECORD=1 makes the reference in conformance/wire anew.
set -euo pipefail
cd "$(dirname "$0")/.."
. scripts/lib.sh
bash scripts/setup.sh

cargo build --quiet --locked -p doorcode-server
DOORCODE_SERVICE=$(realpath "$(target_dir)/debug/doorcode")
cache=$(cache_dir)
export DOORCODE_SERVICE PYTHONDONTWRITEBYTECODE=1
# The clients must not be steered from outside.
unset "${!DESCOPE_@}"

if have "Python 3.10 with venv" "it from your system (Debian: apt-get install python3-venv)" \
    python3 -c 'import ensurepip, sys; sys.exit(sys.version_info < (3, 10))'; then
    peer=server/peers/python venv=$cache/peers/python
    if ! cmp -s "$peer/requirements.txt" "$venv/requirements.txt"; then
        python3 -m venv --clear "$venv"
        "$venv/bin/pip" install --quiet --disable-pip-version-check --requirement "$peer/requirements.txt"
        cp "$peer/requirements.txt" "$venv/requirements.txt"
    fi
    quietly "Python's official client" "$venv/bin/pytest" -c "$peer/pytest.ini" "$peer"
fi

if have "Node.js 20 with npm" "it from https://nodejs.org" \
    sh -c 'npm --version && node -e "process.exit(parseInt(process.version.slice(1)) < 20 ? 1 : 0)"'; then
    peer=server/peers/node
    if ! [ "$peer/node_modules/.package-lock.json" -nt "$peer/package-lock.json" ]; then
        npm --prefix "$peer" ci --silent --no-audit --no-fund --prefer-offline --cache "$cache/npm"
    fi
    quietly "Node's official client" npm --prefix "$peer" test
fi

if have "JDK 17 with Maven" "both from your system (Debian: apt-get install openjdk-17-jdk-headless maven)" \
    sh -c 'javac --release 17 --version && mvn --version'; then
    quietly "Java's official client" \
        mvn --quiet --batch-mode --no-transfer-progress -Dmaven.repo.local="$cache/maven" --file server/peers/java test
fi

quietly "our requests against theirs" cargo test --quiet --locked -p doorcode --all-features --test wire
