#!/usr/bin/env bash
# Makes the image ftps-interop-base:<suite> out of Debian's packages, without
# an image registry. Needs root, debootstrap and a Docker engine. The archive
# is kept, so that the next engine is filled in a second.
#   base.sh [suite]          default: bookworm
#   FTPS_INTEROP_CACHE       where the archive is kept, /var/cache/ftps-interop
#   FTPS_INTEROP_MIRROR      a Debian mirror, debootstrap's own by default
set -euo pipefail

suite=${1:-bookworm}
image=ftps-interop-base:$suite
cache=${FTPS_INTEROP_CACHE:-/var/cache/ftps-interop}
archive=$cache/base-$suite.tar.gz

if docker image inspect "$image" >/dev/null 2>&1; then
  echo "$image is there"
  exit 0
fi

if [ ! -f "$archive" ]; then
  mkdir -p "$cache"
  work=$(mktemp -d)
  trap 'rm -rf --one-file-system "$work"' EXIT
  mirror=()
  [ -z "${FTPS_INTEROP_MIRROR:-}" ] || mirror=("$FTPS_INTEROP_MIRROR")
  debootstrap --variant=minbase "$suite" "$work/root" "${mirror[@]}" \
    >"$work/log" 2>&1 || { tail -n 20 "$work/log" >&2; exit 3; }
  rm -rf "$work"/root/var/cache/apt/archives/*.deb "$work"/root/var/lib/apt/lists/*
  # whole or not at all: a second run may be waiting for it
  tar -C "$work/root" -czf "$archive.$$" .
  mv "$archive.$$" "$archive"
fi

docker import "$archive" "$image" >/dev/null
echo "$image made from $archive"
