#!/bin/sh
# Installs every real client that the drivers know: Debian packages, and two
# npm clients below $FTPS_INTEROP_PROGRAMS/clients. Can be run again; what is
# here already is left alone. FTP clients conflict with no server.
#
#   clients.sh [directory]   default: $FTPS_INTEROP_PROGRAMS, /opt/ftps-interop
set -eu

target=${1:-${FTPS_INTEROP_PROGRAMS:-/opt/ftps-interop}}/clients
wanted='curl ckermit lftp wget python3 php-cli ruby perl
  libio-socket-ssl-perl libnet-ssleay-perl default-jdk-headless
  libcommons-net-java rclone ftp-ssl gftp-text libcurl3-gnutls'

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
  # a package that would remove another one is not installed
  # shellcheck disable=SC2086
  if apt-get -s install --no-install-recommends $missing | grep -q '^Remv'; then
    echo "apt-get install$missing would remove packages" >&2
    exit 3
  fi
  # shellcheck disable=SC2086
  DEBIAN_FRONTEND=noninteractive \
    apt-get install -y -q --no-install-recommends $missing
fi

mkdir -p "$target"
for package in basic-ftp ftp; do
  [ -d "$target/node_modules/$package" ] ||
    npm install --prefix "$target" --no-audit --no-fund --loglevel=error \
      "$package"
done
echo "clients are ready; npm clients in $target"
