#!/bin/sh
# Makes .venv what the pinned requirements say, or leaves it alone when it already is.
# Usage: tools/environment.sh runtime|dev
set -eu
cd "$(dirname "$0")/.."

case "${1:-}" in
    runtime) requirements=requirements.txt ;;
    dev) requirements=requirements-dev.txt ;;
    *) echo "usage: tools/environment.sh runtime|dev" >&2; exit 2 ;;
esac

python=.venv/bin/python
stamp=.venv/linli-$1.stamp

# A candidate counts only if it runs: a shim for a version that is not installed is on the path, too.
new_enough() { "$1" -c 'import sys; sys.exit(sys.version_info < (3, 11))' >/dev/null 2>&1; }

healthy() {
    new_enough "$python" && "$python" -c 'import pip' >/dev/null 2>&1 && [ "$(cat .venv/linli-place 2>/dev/null || pwd)" = "$(pwd)" ]
}

# What the stamp must say: the same pins, the same project file, the same interpreter.
key() { cat "$requirements" pyproject.toml .venv/pyvenv.cfg | cksum; }

create() {
    for candidate in ${PYTHON:-} python3.13 python3.12 python3.11 python3; do
        if new_enough "$candidate"; then found=$candidate; break; fi
    done
    if [ -z "${found:-}" ]; then
        echo "Linli needs Python 3.11 or newer, and none was found: please install one (Debian: apt install python3 python3-venv;" \
            "macOS: from python.org), or name it with PYTHON=/path/to/python3 make run." >&2
        exit 1
    fi
    version=$("$found" -c 'import sys; print("%d.%d" % sys.version_info[:2])')
    if ! "$found" -c 'import ensurepip, venv' >/dev/null 2>&1; then
        echo "Python $version is here, but it cannot make an environment yet: please install the package" \
            "python$version-venv (Debian: apt install python$version-venv) and try again." >&2
        exit 1
    fi
    echo "Creating .venv with Python $version (once) …"
    rm -rf .venv
    "$found" -m venv .venv
    pwd >.venv/linli-place
}

healthy || create

# The development pins hold all the runtime ones: an environment made for development also runs the service.
if [ "$1" = runtime ] && [ -f .venv/linli-dev.stamp ]; then
    requirements=requirements-dev.txt
    [ "$(cat .venv/linli-dev.stamp)" = "$(key)" ] && exit 0
    requirements=requirements.txt
fi
[ -f "$stamp" ] && [ "$(cat "$stamp")" = "$(key)" ] && exit 0

echo "Installing what $requirements pins (once, about a minute) …"
rm -f "$stamp"
install() { "$python" -m pip install --quiet --disable-pip-version-check --no-input --root-user-action=ignore "$@"; }
if ! install --require-hashes -r "$requirements" || ! install --no-deps --no-build-isolation --editable .; then
    echo "Installing failed (see above). With the network back, the same command carries on where it stopped." >&2
    exit 1
fi
key >"$stamp"
