#!/bin/sh
# Runs the backup script of the Palette appliance and tells node_exporter when it last succeeded: the script itself
# leaves no trace that could be watched.
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

"$@" || {
  code=$?
  echo "palette-appliance-backup.sh: the backup failed with $code; the time of the last success stays" >&2
  exit "$code"
}

umask 022
mkdir -p "$directory"
# node_exporter must never see half a file, and takes only those that end in .prom.
partial=$directory/.palette-appliance-backup.$$
{
  echo "# HELP palette_appliance_backup_last_success_timestamp_seconds When the appliance was last backed up."
  echo "# TYPE palette_appliance_backup_last_success_timestamp_seconds gauge"
  echo "palette_appliance_backup_last_success_timestamp_seconds $(date +%s)"
  if [ -n "${BACKUP_FILE:-}" ] && [ -f "$BACKUP_FILE" ]; then
    echo "# HELP palette_appliance_backup_size_bytes Size of the last backup of the appliance."
    echo "# TYPE palette_appliance_backup_size_bytes gauge"
    echo "palette_appliance_backup_size_bytes $(wc -c <"$BACKUP_FILE" | tr -d ' ')"
  fi
} >"$partial"
mv "$partial" "$directory/palette-appliance-backup.prom"
