#!/usr/bin/env bash
# Installs the Debian packages that building, testing and the Fashion-MNIST experiment need and that
# are not there yet. Packages given as arguments are installed besides.
set -euo pipefail

packages=(
    pkg-config libyaml-dev zlib1g-dev libcairo2-dev libssl-dev  # C libraries
    fonts-dejavu-core                                           # the figures' font
    dataset-fashion-mnist                                       # the data, in /usr/share/datasets
    "$@"
)

command -v swift >/dev/null || {
    echo "setup: Swift is missing; install 6.2 or newer from https://www.swift.org/install/linux/" >&2
    exit 1
}

missing=()
for package in "${packages[@]}"; do
    dpkg-query --show --showformat='${db:Status-Status}\n' "$package" 2>/dev/null | grep -qx installed ||
        missing+=("$package")
done
[ "${#missing[@]}" -gt 0 ] || exit 0

command -v apt-get >/dev/null || {
    echo "setup: these are missing and there is no apt-get to install them with: ${missing[*]}" >&2
    echo "setup: install their counterparts with your system's package manager" >&2
    exit 1
}
as_root=()
if [ "$(id -u)" -ne 0 ]; then
    command -v sudo >/dev/null || {
        echo "setup: run as root: apt-get install ${missing[*]}" >&2
        exit 1
    }
    as_root=(sudo)
fi

echo "setup: installing ${missing[*]}"
export DEBIAN_FRONTEND=noninteractive
"${as_root[@]}" apt-get -qq update
"${as_root[@]}" apt-get -qq install --yes --no-install-recommends -o DPkg::Lock::Timeout=300 "${missing[@]}" >/dev/null
