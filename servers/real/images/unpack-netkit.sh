#!/usr/bin/env bash
# Unpacks netkit's ftpd-ssl of Debian 11 with its OpenSSL 1.1.1, and an inetd
# for it, below <directory>/netkit. The ftpd-ssl of Debian 12 and later loads
# no certificate, so the older one is taken from the mirror that this host's
# apt uses, through package lists of its own. Nothing is installed and no
# service starts. Does nothing when all is there.
#   unpack-netkit.sh [directory]  default: $FTPS_INTEROP_PROGRAMS, /opt/ftps-interop
#   FTPS_INTEROP_MIRROR           a Debian mirror; default: this host's
set -euo pipefail

target=${1:-${FTPS_INTEROP_PROGRAMS:-/opt/ftps-interop}}/netkit
suite=bullseye
old='ftpd-ssl libssl1.1'
stamp=$target/.unpacked-ftpd
here=$(cd "$(dirname "$0")" && pwd)

if [ -e "$stamp" ] && [ "$(cat "$stamp")" = "$suite $old" ]; then
  echo "$target is complete"
  exit 0
fi

mkdir -p "$target"
work=$(mktemp -d)
trap 'rm -rf "$work"' EXIT
# apt may read and write here as a user of its own
chmod 755 "$work"
mkdir -m 777 "$work/packages"
mkdir -p "$work/lists/partial" "$work/cache/archives/partial"

# a fresh machine has no package lists
[ -n "$(apt-cache show openbsd-inetd 2>/dev/null)" ] || apt-get update -q
# with the libraries that it needs
"$here/unpack.sh" "$target" openbsd-inetd

mirror=${FTPS_INTEROP_MIRROR:-$(apt-get indextargets --format '$(SITE)' \
  'Created-By: Packages' 'Component: main' | awk 'NR == 1')}
if [ -z "$mirror" ]; then
  echo 'apt knows no Debian mirror: set FTPS_INTEROP_MIRROR' >&2
  exit 3
fi
keys=/usr/share/keyrings/debian-archive-keyring.gpg
echo "deb [signed-by=$keys] $mirror $suite main" >"$work/sources.list"
other() {
  apt-get -q -o Dir::Etc::sourcelist="$work/sources.list" \
    -o Dir::Etc::sourceparts=/dev/null -o Dir::State::lists="$work/lists" \
    -o Dir::State::status=/dev/null -o Dir::Cache="$work/cache" "$@" 2>&1
}

cd "$work/packages"
other update
# shellcheck disable=SC2086
other download $old
for archive in *.deb; do
  dpkg-deb -x "$archive" "$target"
done
printf '%s' "$suite $old" >"$stamp"
echo "unpacked below $target"
