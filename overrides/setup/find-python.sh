#!/bin/sh
# Prints the path of a Python of the version that .python-version names (the browser's Python has the same one):
# from the PATH, else from pyenv, else one that uv fetches. Everything else that is said goes to stderr.
set -u
cd "$(dirname "$0")/../.." || exit 1
. overrides/setup/debian.sh
want=$(cat .python-version)
export PIP_USER=0 PIP_DISABLE_PIP_VERSION_CHECK=1 UV_PYTHON_INSTALL_BIN=0

# The base interpreter, because an activated .venv is about to be made anew.
print_if_fit() {
    "$1" -c "
import sys, sysconfig, venv, ensurepip
if '%d.%d' % sys.version_info[:2] != '$want' or sysconfig.get_config_var('Py_GIL_DISABLED'):
    sys.exit(1)
print(sys._base_executable)" 2>/dev/null
}

print_installed_python() {
    for candidate in "python$want" python3 python "${PYENV_ROOT:-$HOME/.pyenv}/versions/$want".*/bin/python; do
        print_if_fit "$candidate" && return 0
    done
    return 1
}

# The locked uv, checked by its hashes; a python3 without venv may still have pip.
fetch_uv() {
    mkdir -p .cache && sed -n '/^uv==/,/[^\\]$/p' requirements.txt >.cache/uv-requirements.txt
    set -- --quiet --no-deps --require-hashes -r .cache/uv-requirements.txt
    for bootstrap in python3 python; do
        rm -rf .cache/uv
        "$bootstrap" -m venv .cache/uv >/dev/null 2>&1 && .cache/uv/bin/python -m pip install "$@" >&2 && return 0
        rm -rf .cache/uv
        "$bootstrap" -m pip --version >/dev/null 2>&1 &&
            "$bootstrap" -m pip install --target .cache/uv "$@" >&2 && return 0
    done
    return 1
}

print_python_from_uv() {
    uv=$(command -v uv || command -v "$HOME/.local/bin/uv") || { fetch_uv && uv=.cache/uv/bin/uv; } || return 1
    "$uv" python install --no-progress "$want" >&2 || return 1
    print_if_fit "$("$uv" python find --no-project --managed-python "$want")"
}

print_installed_python && exit 0
print_python_from_uv && exit 0
if ! python3 -c 'import ensurepip' 2>/dev/null && install_debian_package python3-venv; then
    print_installed_python && exit 0
    print_python_from_uv && exit 0
fi
echo "Python $want is missing and could not be fetched: install it (pyenv install $want, or uv python install $want," \
    "or your system's python$want with its venv package) and run make again." >&2
exit 1
