#!/bin/sh
# Pins the newest version of every dependency in pyproject.toml, with hashes, and names no package index.
set -eu
cd "$(dirname "$0")/.."

compiler=$(mktemp -d)
trap 'rm -rf "$compiler"' EXIT
.venv/bin/python -m venv "$compiler"
"$compiler/bin/python" -m pip install --quiet --disable-pip-version-check pip-tools

compile() {
    "$compiler/bin/python" -m piptools compile --quiet --generate-hashes --allow-unsafe --strip-extras --no-header --no-annotate \
        --no-emit-index-url --no-emit-find-links --no-emit-trusted-host --no-emit-options --build-deps-for editable "$@" pyproject.toml
}
compile --output-file requirements.txt
compile --extra dev --constraint requirements.txt --output-file requirements-dev.txt
