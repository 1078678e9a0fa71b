# Node's packages and build. Sourced after lib.sh, by scripts that stand at the root.

# node_there: whether there is a Node that will do; says what is missing if not.
node_there() {
    have "Node 20.17 with npm" "it from https://nodejs.org" \
        bash -c 'command -v npm && node -e "const [a, b] = process.versions.node.split(\".\"); process.exit(a > 20 || (a == 20 && b >= 17) ? 0 : 1)"'
}

# node_packages FOLDER: what the lock file of the folder names, fetched once for each lock file.
node_packages() {
    local stamp=$1/node_modules/.doorcode-lock
    cmp -s "$1/package-lock.json" "$stamp" && return
    # Not `npm ci`: it asks for builds of optional packages for other platforms, which npm leaves out of a lock file.
    npm install --prefix "$1" --no-save --silent --no-audit --no-fund
    cp "$1/package-lock.json" "$stamp"
}

# node_native FOLDER [FLAG…]: builds the native half into the folder: the binary, its loader, its types.
node_native() {
    local folder=$1
    shift
    (cd node && npx napi build --platform --manifest-path ../bindings/node/Cargo.toml --package-json-path package.json \
        --output-dir "$folder" --js index.js --dts index.d.ts --no-const-enum "$@" -- --locked)
}

# node_package: the package as it is tested: an unoptimised native half, and the compiled sources.
node_package() {
    node_packages node
    quietly "node: the native half" node_native native
    (cd node && npx tsc --project tsconfig.build.json)
}
