# Python's environment for development, outside the checkout. Sourced after lib.sh, by scripts that stand at the root.

# python_there: whether there is a Python that will do; says what is missing if not.
python_there() {
    have "Python 3.10 with venv" "it from your system (Debian: apt-get install python3-venv)" \
        python3 -c 'import ensurepip, sys; sys.exit(sys.version_info < (3, 10))'
}

# python_environment [REQUIREMENTS…]: makes the environment, or what it lacks, and puts it first on the path.
python_environment() {
    local venv stamp file wanted=()
    venv=$(cache_dir)/python/$(python3 -c 'import sys; print("venv-%d.%d" % sys.version_info[:2])')
    stamp=$venv/requirements.txt
    for file in python/requirements-dev.txt "$@"; do wanted+=(-r "$file"); done
    if ! cat python/requirements-dev.txt "$@" | cmp -s - "$stamp"; then
        say "setting up Python's environment in $venv"
        [ -x "$venv/bin/python" ] || python3 -m venv "$venv"
        "$venv/bin/python" -m pip install --quiet --disable-pip-version-check "${wanted[@]}"
        cat python/requirements-dev.txt "$@" >"$stamp"
    fi
    export VIRTUAL_ENV=$venv PATH=$venv/bin:$PATH PYTHONDONTWRITEBYTECODE=1
}

# python_package [FLAG…]: builds the package into the environment, the sources where they are.
python_package() {
    (cd python && maturin develop --quiet --locked "$@" >/dev/null 2>&1 || maturin develop --locked "$@")
}
