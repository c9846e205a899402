#!/usr/bin/env bash
# Puts the real prometheus, promtool, alertmanager and amtool into test/.cache/SUITE/ and prints their versions.
# The first SUITE that can be had wins. They come from the Debian mirror this machine already uses, unpacked, not
# installed: no package, service or apt list of the machine is touched.
#
# Usage: test/kit/get-prometheus.sh SUITE [FALLBACK ...]        for example: test/kit/get-prometheus.sh sid forky
set -euo pipefail

cache=$(cd "$(dirname "${BASH_SOURCE[0]}")/.." && pwd)/.cache
keyring=/usr/share/keyrings/debian-archive-keyring.gpg
packages=(prometheus promtool prometheus-alertmanager)

main() {
  if (($# == 0)); then
    fail "usage: $(basename "$0") SUITE [FALLBACK ...]"
  fi
  local suite
  for suite in "$@"; do
    if ensure "$suite"; then
      versions "$cache/$suite"
      return
    fi
  done
  fail "could not get ${packages[*]} from Debian's $*"
}

ensure() {
  if complete "$1"; then return; fi
  local tool
  for tool in apt-get dpkg flock; do
    if ! command -v "$tool" >/dev/null; then
      fail "$tool is not here, so nothing can be fetched from a Debian mirror"
    fi
  done
  mkdir -p "$cache"
  # The lock ends with the subshell, also when that is killed.
  (
    flock 9
    if complete "$1"; then exit; fi
    trap 'rm -rf "$cache/$1.partial"' EXIT
    fetch "$1" "$cache/$1.partial" && mv "$cache/$1.partial/ready" "$cache/$1"
  ) 9>"$cache/$1.lock"
}

complete() {
  [[ -x $cache/$1/amtool ]]
}

# Called as a condition, where bash suspends `set -e`: every step says itself what happens when it fails.
fetch() {
  local suite=$1 work=$2 mirror
  mirror=$(mirror) || return
  rm -rf "$work" && mkdir -p "$work"/{lists/partial,archives/partial,root,ready} || return
  printf 'deb [signed-by=%s] %s %s main\n' "$keyring" "$mirror" "$suite" >"$work/sources.list"
  : >"$work/status"

  # Read after the machine's own configuration, so its proxies hold and its hooks do not run.
  cat >"$work/apt.conf" <<CONF
#clear APT::Update::Post-Invoke;
#clear APT::Update::Post-Invoke-Success;
APT::Sandbox::User "$(id -un)";
Acquire { Languages "none"; Retries "2"; http::Timeout "20"; https::Timeout "20"; };
Dir::Cache "$work";
Dir::Etc { sourcelist "$work/sources.list"; sourceparts "/dev/null"; preferences "/dev/null"; preferencesparts "/dev/null"; };
Dir::State { lists "$work/lists"; status "$work/status"; };
CONF
  local apt=(apt-get --quiet --config-file "$work/apt.conf")
  "${apt[@]}" update >"$work/log" 2>&1 &&
    (cd "$work" && "${apt[@]}" download "${packages[@]}" >>"$work/log" 2>&1) || {
    printf '%s: %s\n' "$suite" "$(tail -n 3 "$work/log")" >&2
    return 1
  }

  local deb
  for deb in "$work"/*.deb; do
    dpkg -x "$deb" "$work/root" || return
  done
  mv "$work/root/usr/bin/"{prometheus,promtool,amtool} "$work/ready/" &&
    unpack_alertmanager "$work/root/usr" "$work/ready" || return
  # A suite may have moved on to a libc that this machine does not have.
  versions "$work/ready" >/dev/null
}

# Debian's Alertmanager does not start without its default templates in one folder below /usr, where nothing is to be
# written. So the name of that folder in the program gives way to one as long: file descriptor 9, on which a wrapper
# opens the folder of the program.
unpack_alertmanager() {
  local usr=$1 to=$2 templates=/usr/share/prometheus/alertmanager opened
  opened=$(printf "%-${#templates}s" /proc/self/fd/9 | tr ' ' /)
  mv "$usr/share/prometheus/alertmanager/"*.tmpl "$to/" &&
    LC_ALL=C sed "s,$templates,$opened,g" "$usr/bin/prometheus-alertmanager" >"$to/alertmanager.bin" || return
  cat >"$to/alertmanager" <<'WRAPPER'
#!/bin/sh
here=$(dirname "$0")
exec "$here/alertmanager.bin" "$@" 9<"$here"
WRAPPER
  chmod +x "$to/alertmanager" "$to/alertmanager.bin"
}

# The archive of Debian itself among the configured sources, whichever way they are written down.
mirror() {
  local codename uris
  codename=$(. /etc/os-release && printf '%s' "${VERSION_CODENAME:-sid}")
  uris=$(apt-get update --print-uris 2>/dev/null | sed -n "s,^'\(.*\)/dists/\([^/']*\)/InRelease'.*,\2 \1,p")
  awk -v codename="$codename" '
    $1 == codename || $1 ~ /^(stable|testing|unstable|sid)$/ { print $2; found = 1; exit }
    END { exit !found }' <<<"$uris" || {
    echo "apt has no source for Debian's $codename" >&2
    return 1
  }
}

versions() {
  local name line
  for name in prometheus promtool alertmanager amtool; do
    line=$("$1/$name" --version 2>&1) || {
      printf '%s does not run here: %s\n' "$1/$name" "$line" >&2
      return 1
    }
    printf '%s: %s\n' "$(basename "$1")" "${line%% (*}"
  done
}

fail() {
  printf '%s\n' "$*" >&2
  exit 1
}

main "$@"
