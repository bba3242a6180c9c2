#!/usr/bin/env bash
# Unpacks Postfix, Exim and OpenSMTPD, and the mail clients swaks and msmtp,
# with the libraries that they need, each server below a directory of its own:
# Debian's mail servers exclude each other. Nothing is installed and no service
# starts. Does nothing when all is there. Needs apt-get and dpkg-deb; needs root
# only for the default directory.
#   unpack-mail.sh [directory]    default: $FTPS_INTEROP_PROGRAMS, /opt/ftps-interop
set -euo pipefail

target=${1:-${FTPS_INTEROP_PROGRAMS:-/opt/ftps-interop}}
# <directory below the target>:<package>; the libraries follow by themselves
wanted='postfix:postfix exim4:exim4-daemon-light opensmtpd:opensmtpd mail-clients:swaks mail-clients:msmtp'
stamp=$target/.unpacked-mail

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

updated=
# a fresh machine has no package lists, or old ones
fetch() {
  apt-get download -q "$1" 2>&1 && return 0
  if [ -n "$updated" ] || [ "$(id -u)" != 0 ]; then return 1; fi
  updated=1
  apt-get update -q
  apt-get download -q "$1" 2>&1
}

# the first of each group of alternatives, without versions
depends() {
  dpkg-deb -f "$1" Pre-Depends Depends |
    sed 's/^[A-Za-z-]*://; s/([^)]*)//g; s/|[^,]*//g; s/:any//g' |
    tr ',' '\n' | tr -d ' '
}

unpack() { # <directory> <package>
  local queue=("$2") known=' ' name archive needed
  mkdir -p "$target/$1"
  while [ "${#queue[@]}" -gt 0 ]; do
    name=${queue[0]}
    queue=("${queue[@]:1}")
    case $known in *" $name "*) continue ;; esac
    known+="$name "
    archive=$(compgen -G "${name}_*.deb" || true)
    if [ -z "$archive" ]; then
      fetch "$name"
      archive=$(ls -- "$name"_*.deb)
    fi
    dpkg-deb -x "$archive" "$target/$1"
    while read -r needed; do
      # libraries only; the rest is for a server that is installed
      case $needed in
        libpam-* | libpam0g) ;;
        lib*) installed "$needed" || queue+=("$needed") ;;
      esac
    done < <(depends "$archive")
  done
  echo "unpacked below $target/$1:$known"
}

for entry in $wanted; do
  unpack "${entry%%:*}" "${entry#*:}"
done

# Exim is setuid root in its package: nobody but root is to run it here
chmod -s "$target/exim4/usr/sbin/exim4"
printf '%s' "$wanted" >"$stamp"
