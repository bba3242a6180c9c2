#!/usr/bin/env bash
# Unpacks ProFTPD, Pure-FTPd and pyftpdlib, with the libraries that they need,
# below a directory of their own: Debian's FTP servers cannot be installed side
# by side. Nothing is installed and no service starts. Does nothing when all is
# there. Needs apt-get and dpkg-deb; needs root only for the default directory.
#   unpack.sh [directory [package…]]
#     directory    default: $FTPS_INTEROP_PROGRAMS, /opt/ftps-interop
#     package…     instead of all of them, with what they need
set -euo pipefail

target=${1:-${FTPS_INTEROP_PROGRAMS:-/opt/ftps-interop}}
wanted='proftpd-core proftpd-mod-crypto pure-ftpd pure-ftpd-common python3-pyftpdlib python3-openssl'
[ "$#" -lt 2 ] || wanted=${*:2}
stamp=$target/.unpacked

if [ -e "$stamp" ] && [ "$(cat "$stamp")" = "$wanted" ]; then
  echo "$target is complete"
  exit 0
fi

mkdir -p "$target"
work=$(mktemp -d)
trap 'rm -rf "$work"' EXIT
# apt may read and write here as a user of its own
chmod 755 "$work"
mkdir -m 777 "$work/packages"
cd "$work/packages"

installed() {
  dpkg-query -W -f='${Status}' "$1" 2>/dev/null | grep -q 'ok installed'
}

# the first of each group of alternatives, without versions
depends() {
  dpkg-deb -f "$1" Pre-Depends Depends |
    sed 's/^[A-Za-z-]*://; s/([^)]*)//g; s/|[^,]*//g; s/:any//g' |
    tr ',' '\n' | tr -d ' '
}

read -ra queue <<<"$wanted"
known=' '
while [ "${#queue[@]}" -gt 0 ]; do
  name=${queue[0]}
  queue=("${queue[@]:1}")
  case $known in *" $name "*) continue ;; esac
  known+="$name "
  # a virtual package (libgcc1): another name of what is there already
  [ -n "$(apt-cache show "$name" 2>/dev/null)" ] || continue
  apt-get download -q "$name" 2>&1
  archive=$(ls -- "$name"_*.deb)
  dpkg-deb -x "$archive" "$target"
  while read -r needed; do
    # libraries and Python modules; the rest is for a server that is installed
    case $needed in
      libpam-* | libpam0g) ;;
      lib* | python3-*) installed "$needed" || queue+=("$needed") ;;
    esac
  done < <(depends "$archive")
done

printf '%s' "$wanted" >"$stamp"
echo "unpacked below $target:$known"
