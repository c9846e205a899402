#!/bin/sh
# Writes which image a Kairos host has booted as a textfile of node_exporter: no API of Palette tells.
#
# Usage: kairos-boot-state.sh FILE.prom      "-" writes to standard output
# HOST_ROOT is put before all paths that are read, for a container that has the host's files below it.
set -eu

root=${HOST_ROOT:-}
vendor=4a67b082-0a4c-41cf-b6c7-440b29bb8c4f # of systemd-boot's EFI variables

main() {
  target=${1:?"usage: kairos-boot-state.sh FILE.prom"}
  if [ "$target" = - ]; then
    metrics
    return
  fi
  umask 022
  # node_exporter must never see half a file, and takes only those that end in .prom.
  metrics >"$target.$$"
  mv "$target.$$" "$target"
}

metrics() {
  cmdline=$(first_line /proc/cmdline)
  gauge kairos_detected "Whether the host is run by Kairos; without a trace of it there is no boot state."
  if ! is_kairos; then
    echo "kairos_detected 0"
    return
  fi
  echo "kairos_detected 1"
  boot_state
  image_info
  history first_install first-install "When the host was installed."
  history last_active_upgrade last-active-upgrade "When the active image was last upgraded."
  history last_passive_upgrade last-passive-upgrade "When the passive image was last upgraded."
  history last_recovery_upgrade last-recovery-upgrade "When the recovery image was last upgraded."
  history last_reset last-reset "When the host was last reset."
}

is_kairos() {
  if [ -d "$root/run/cos" ] || [ -e "$root/etc/kairos-release" ]; then return 0; fi
  case $cmdline in *COS_* | *rd.immucore.uki* | *kairos.reset*) return 0 ;; esac
  return 1
}

boot_state() {
  current=$(from_sentinel)
  [ -n "$current" ] || current=$(from_command_line)
  gauge kairos_boot_state "Which image the host has booted, 1 for the current one."
  for state in active passive recovery autoreset livecd unknown; do
    value=0
    if [ "$state" = "$current" ]; then value=1; fi
    echo "kairos_boot_state{state=\"$state\"} $value"
  done
}

# The init of Kairos leaves one file at each boot. None, or several that contradict each other, tell nothing.
from_sentinel() {
  found=
  for state in active passive recovery autoreset live; do
    if [ ! -e "$root/run/cos/${state}_mode" ]; then continue; fi
    if [ -n "$found" ]; then return 0; fi
    found=$state
  done
  case $found in
    live) echo livecd ;;
    ?*) echo "$found" ;;
  esac
}

from_command_line() {
  case $cmdline in
    # A reset boots the recovery image, so that its command line names that too.
    *kairos.reset*) echo autoreset ;;
    *rd.immucore.uki*) from_boot_entry ;;
    *COS_ACTIVE*) echo active ;;
    *COS_PASSIVE*) echo passive ;;
    *COS_RECOVERY* | *COS_SYSTEM* | *recovery-mode*) echo recovery ;;
    *live:LABEL* | *live:CDLABEL* | *netboot*) echo livecd ;;
    *) echo unknown ;;
  esac
}

# Trusted Boot: one file holds kernel and command line, so the entry of the boot loader tells.
from_boot_entry() {
  variables=$root/sys/firmware/efi/efivars
  if [ ! -s "$variables/LoaderDevicePartUUID-$vendor" ]; then
    echo livecd
    return
  fi
  entry=$variables/LoaderEntrySelected-$vendor
  name=
  # UTF-16 behind four bytes of attributes.
  if [ -r "$entry" ]; then name=$(LC_ALL=C tr -cd '!-~' <"$entry"); fi
  case $name in
    active*.conf) echo active ;;
    passive*.conf) echo passive ;;
    recovery*.conf) echo recovery ;;
    statereset*.conf) echo autoreset ;;
    *) echo unknown ;;
  esac
}

image_info() {
  version=$(release KAIROS_VERSION)
  [ -n "$version" ] || version=$(release KAIROS_RELEASE)
  label=$(release KAIROS_IMAGE_LABEL)
  if [ -z "$version$label" ]; then return 0; fi
  gauge kairos_image_info "The image that the host has booted."
  echo "kairos_image_info{version=\"$version\",image_label=\"$label\"} 1"
}

# The value of a variable, less what a label would have to escape. Never sourced: the file is data.
release() {
  for file in /etc/kairos-release /etc/os-release; do
    if [ ! -r "$root$file" ]; then continue; fi
    while IFS= read -r line || [ -n "$line" ]; do
      case $line in "$1="*) ;; *) continue ;; esac
      line=${line#*=}
      line=${line#[\"\']}
      line=${line%[\"\']}
      printf '%s' "$line" | LC_ALL=C tr -cd ' !#-[]-~'
      return
    done <"$root$file"
  done
}

# Kairos keeps a history since the summer of 2026; an event that never happened is "never".
history() {
  file=$root/usr/local/.kairos-state
  if [ ! -r "$file" ]; then return 0; fi
  while IFS= read -r line || [ -n "$line" ]; do
    case $line in "$2: "*) ;; *) continue ;; esac
    line=${line#*: }
    line=${line#[\"\']}
    seconds=$(epoch "${line%[\"\']}")
    if [ -z "$seconds" ]; then return 0; fi
    gauge "kairos_$1_timestamp_seconds" "$3"
    echo "kairos_$1_timestamp_seconds $seconds"
    return
  done <"$file"
}

# Seconds since the epoch of an RFC 3339 time; nothing for anything else. date(1) differs too much between systems.
epoch() {
  case $1 in
    [0-9][0-9][0-9][0-9]-[01][0-9]-[0-3][0-9][Tt\ ][0-2][0-9]:[0-5][0-9]:[0-6][0-9]*) ;;
    *) return 0 ;;
  esac
  day=${1%"${1#??????????}"}
  rest=${1#???????????}
  clock=${rest%"${rest#????????}"}
  zone=${rest#????????}
  case $zone in .*) zone=${zone#.} zone=${zone#"${zone%%[!0-9]*}"} ;; esac
  case $zone in
    Z | z) offset=0 ;;
    [+-][0-2][0-9]:[0-5][0-9])
      hours=${zone#?}
      offset=$(($(decimal "${hours%:*}") * 60 + $(decimal "${zone##*:}")))
      case $zone in -*) offset=-$offset ;; esac
      ;;
    *) return 0 ;;
  esac
  year=$(decimal "${day%%-*}")
  month=${day#*-}
  month=$(decimal "${month%-*}")
  # Years that begin in March put the leap day last.
  if [ "$month" -le 2 ]; then
    year=$((year - 1))
    month=$((month + 12))
  fi
  days=$((365 * year + year / 4 - year / 100 + year / 400 + (153 * (month - 3) + 2) / 5))
  days=$((days + $(decimal "${day##*-}") - 719469))
  minutes=${clock#*:}
  minutes=$(($(decimal "${clock%%:*}") * 60 + $(decimal "${minutes%:*}") - offset))
  echo $((days * 86400 + minutes * 60 + $(decimal "${clock##*:}")))
}

# Without leading zeros, which would make it octal.
decimal() {
  number=$1
  while :; do
    case $number in 0?*) number=${number#0} ;; *) break ;; esac
  done
  echo "$number"
}

first_line() {
  line=
  if [ -r "$root$1" ]; then IFS= read -r line <"$root$1" || true; fi
  printf '%s\n' "$line"
}

gauge() {
  echo "# HELP $1 $2"
  echo "# TYPE $1 gauge"
}

main "$@"
