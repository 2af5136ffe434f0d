#!/bin/sh
# Prints the path of a Chromium that starts: from the PATH, else Debian's package, else the one that Playwright fetches.
# Everything else that is said goes to stderr.
set -u
cd "$(dirname "$0")/../.." || exit 1
. overrides/setup/debian.sh

starts() {
    "$1" --version >/dev/null 2>&1
}

print_installed_browser() {
    for name in chromium chromium-browser google-chrome google-chrome-stable; do
        path=$(command -v "$name") && ! is_snap "$path" && starts "$path" && echo "$path" && return 0
    done
    return 1
}

print_playwright_browser() {
    # Its system libraries come with it where this user may install packages.
    if command -v apt-get >/dev/null 2>&1 && as_root true 2>/dev/null; then
        .venv/bin/python -m playwright install --with-deps --no-shell chromium >&2 || return 1
    else
        .venv/bin/python -m playwright install --no-shell chromium >&2 || return 1
    fi
    path=$(.venv/bin/python -m overrides.setup.playwright_browser) && starts "$path" && echo "$path"
}

print_installed_browser && exit 0
install_debian_package chromium && print_installed_browser && exit 0
print_playwright_browser && exit 0
echo "No Chromium was found and none could be fetched: install chromium or google-chrome" \
    "(on Debian: apt-get install chromium) so that it is on the PATH, and run make again." >&2
exit 1
