#!/bin/sh
# Runs the backup script of the Palette appliance and tells node_exporter how it went and when it last succeeded: the
# script itself leaves no trace that could be watched.
#
# Usage: palette-appliance-backup.sh DIRECTORY COMMAND [ARGUMENT...]
#   DIRECTORY  read by node_exporter with --collector.textfile.directory
# Its exit code is that of the command. BACKUP_FILE names the file that the command makes, when its size is to be told.
set -eu

directory=${1:?"usage: palette-appliance-backup.sh DIRECTORY COMMAND [ARGUMENT...]"}
shift
[ $# -gt 0 ] || {
  echo "palette-appliance-backup.sh: no command given" >&2
  exit 2
}

umask 022
mkdir -p "$directory"
told=$directory/palette-appliance-backup.prom
partial=$directory/.palette-appliance-backup.$$

gauge() { # NAME HELP VALUE
  echo "# HELP palette_appliance_backup_$1 $2"
  echo "# TYPE palette_appliance_backup_$1 gauge"
  echo "palette_appliance_backup_$1 $3"
}
outcome() { gauge last_run_succeeded "Whether the last backup of the appliance succeeded." "$1"; }
# node_exporter must never see half a file, and takes only those that end in .prom.
tell() {
  cat >"$partial"
  mv "$partial" "$told"
}

code=0
"$@" || code=$?
if [ "$code" -ne 0 ]; then
  echo "palette-appliance-backup.sh: the backup failed with $code; the time of the last success stays" >&2
  {
    outcome 0
    [ ! -f "$told" ] || sed /last_run_succeeded/d "$told"
  } | tell
  exit "$code"
fi

{
  outcome 1
  gauge last_success_timestamp_seconds "When the appliance was last backed up." "$(date +%s)"
  if [ -n "${BACKUP_FILE:-}" ] && [ -f "$BACKUP_FILE" ]; then
    gauge size_bytes "Size of the last good backup of the appliance." "$(wc -c <"$BACKUP_FILE" | tr -d ' ')"
  fi
} | tell
