#!/bin/sh
# Installs every real client that the drivers know: Debian or Ubuntu packages,
# and npm clients below $FTPS_INTEROP_PROGRAMS/clients. Asks nothing, can be
# run again: what is here already is left alone, and nothing is removed. A
# package that this release does not have is named and left out.
#
#   clients.sh [directory]   default: $FTPS_INTEROP_PROGRAMS, /opt/ftps-interop
set -eu

target=${1:-${FTPS_INTEROP_PROGRAMS:-/opt/ftps-interop}}/clients
wanted='curl ckermit lftp wget python3 php-cli ruby perl
  libio-socket-ssl-perl libnet-ssleay-perl default-jdk-headless
  libcommons-net-java rclone ftp-ssl gftp-text python3-pycurl'
# the versions that the drivers were checked with
npm_clients='basic-ftp@6.2.3 ftp@0.3.10'

missing=''
for package in $wanted; do
  status=$(dpkg-query -W -f '${Status}' "$package" 2>/dev/null || true)
  [ "$status" = 'install ok installed' ] || missing="$missing $package"
done
# another JDK will do
if command -v javac >/dev/null 2>&1; then
  missing=$(printf '%s' "$missing" | sed 's/ default-jdk-headless//')
fi
if [ -n "$missing" ]; then
  [ "$(id -u)" = 0 ] || { echo "as root: apt-get install$missing" >&2; exit 3; }
  export DEBIAN_FRONTEND=noninteractive
  # a fresh machine has no lists
  apt-get update -q
  known=''
  for package in $missing; do
    if apt-cache policy "$package" | grep -q 'Candidate: [^(]'; then
      known="$known $package"
    else
      echo "this release has no $package" >&2
    fi
  done
  # a package that would remove another one is not installed
  # shellcheck disable=SC2086
  if apt-get -s install --no-install-recommends $known | grep -q '^Remv'; then
    echo "apt-get install$known would remove packages" >&2
    exit 3
  fi
  # shellcheck disable=SC2086
  [ -z "$known" ] || apt-get install -y -q --no-install-recommends $known
fi

mkdir -p "$target"
for package in $npm_clients; do
  [ -d "$target/node_modules/${package%@*}" ] ||
    npm install --prefix "$target" --no-audit --no-fund --loglevel=error \
      --ignore-scripts "$package"
done
echo "clients are ready; npm clients in $target"
