# What the scripts share. Sourced, not run.

say() { printf '%s\n' "doorcode: $*" >&2; }
fail() { say "$*"; exit 1; }

# need COMMAND WHERE-TO-GET-IT
need() { command -v "$1" >/dev/null 2>&1 || fail "$1 is missing: install $2"; }

# have NAME WHERE-TO-GET-IT PROBE…: whether the probe succeeds. If not, says what is skipped; REQUIRE_ALL=1 makes it an end.
have() {
    local name=$1 where=$2
    shift 2
    "$@" >/dev/null 2>&1 && return
    [ "${REQUIRE_ALL:-}" != 1 ] || fail "$name is missing: install $where"
    say "$name is missing, so its suite is skipped: install $where"
    return 1
}

# quietly LABEL COMMAND…: says how it went and how long it took; shows the output of what failed.
quietly() {
    local label=$1 log started=$SECONDS
    shift
    log=$(mktemp)
    if "$@" >"$log" 2>&1; then
        say "$label: passed ($((SECONDS - started)) s)"
        rm -f "$log"
    else
        cat "$log" >&2
        rm -f "$log"
        fail "$label: failed"
    fi
}

# What we fetch ourselves stays outside the checkout, so that a second clone is quick.
cache_dir() { printf '%s' "${XDG_CACHE_HOME:-$HOME/.cache}/doorcode"; }

# The one target folder, wherever the user has put it.
target_dir() { printf '%s' "${CARGO_TARGET_DIR:-target}"; }

# Starts the local service on a free port and reads its one line. It ends with this script.
# Sets: service_url service_project
start_service() {
    local line_file
    line_file=$(mktemp)
    "$(target_dir)/debug/doorcode" dev --port 0 --exit-with-parent --console never >"$line_file" 2>"$line_file.log" &
    service_pid=$!
    trap 'kill "$service_pid" 2>/dev/null || true; rm -f "'"$line_file"'" "'"$line_file"'.log"' EXIT
    for _ in $(seq 1 100); do
        [ -s "$line_file" ] && break
        kill -0 "$service_pid" 2>/dev/null || { cat "$line_file.log" >&2; fail "the local service did not start"; }
        sleep 0.05
    done
    service_url=$(sed -n 's/.*"url":"\([^"]*\)".*/\1/p' "$line_file")
    service_project=$(sed -n 's/.*"projectId":"\([^"]*\)".*/\1/p' "$line_file")
    [ -n "$service_url" ] && [ -n "$service_project" ] || fail "the local service did not say where it is"
}
