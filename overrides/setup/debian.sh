# Sourced by the scripts beside it.

as_root() {
    if [ "$(id -u)" = 0 ]; then "$@"; else sudo -n "$@"; fi
}

# is_snap PATH: a program that cannot read the files of a test.
is_snap() {
    case $(readlink -f "$1") in */snap | /snap/*) return 0 ;; esac
    [ "$(head -c 2 "$1")" = '#!' ] && grep -q '/snap/bin' "$1"
}

# install_debian_package NAME: status 1 where there is no apt, no right to use it, or no real package of that name
# (Ubuntu's browser packages only pull in a snap, which cannot read the files of a test).
install_debian_package() {
    command -v apt-get >/dev/null 2>&1 && as_root true 2>/dev/null || return 1
    as_root apt-get update --quiet=2 >&2
    description=$(apt-cache show --no-all-versions "$1" 2>/dev/null) || return 1
    if [ -z "$description" ] || echo "$description" | grep -Eq '^(Pre-)?Depends:.*snapd'; then
        return 1
    fi
    echo "Installing the package $1." >&2
    as_root env DEBIAN_FRONTEND=noninteractive apt-get install --yes --quiet=2 --no-install-recommends "$1" >&2
}
