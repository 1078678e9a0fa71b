# What the scripts share. Sourced, not run.

say() { printf '%s\n' "doorcode: $*" >&2; }
fail() { say "$*"; exit 1; }

# need COMMAND WHERE-TO-GET-IT
need() { command -v "$1" >/dev/null 2>&1 || fail "$1 is missing: install $2"; }

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
