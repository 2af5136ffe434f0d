#!/bin/sh
# Finds Firefox and WebKitGTK for the tests, or installs them as Debian's packages, and prints where they are.
# What cannot be had is named in one sentence on stderr; the tests that need it are then skipped, and say so.
set -u
cd "$(dirname "$0")/../.." || exit 1
. overrides/setup/debian.sh

have() {
    path=$(command -v "$1") && ! is_snap "$path" && echo "$path"
}

have firefox-esr || have firefox || { install_debian_package firefox-esr && have firefox-esr; } ||
    echo "There is no Firefox, and it could not be installed: its tests are skipped." >&2
{ have WebKitWebDriver || { install_debian_package webkit2gtk-driver && have WebKitWebDriver; }; } &&
    { have Xvfb || { install_debian_package xvfb && have Xvfb; }; } ||
    echo "There is no WebKitGTK with a driver, and it could not be installed: its tests are skipped." >&2
exit 0
