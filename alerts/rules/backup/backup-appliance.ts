import { defineAlerts } from '../../kit/alert.ts';
import { maxBy, olderThan, theirs } from '../../kit/promql.ts';
import { ages, turns } from '../../kit/proof.ts';
import { MACHINE } from '../../kit/subjects.ts';

export const backupApplianceAlerts = defineAlerts('backup', {
  PaletteApplianceBackupFailed: {
    severity: 'warning',
    source: 'textfile',
    expr: (settings) => {
      const succeeded = theirs(settings, 'nodeExporter', 'palette_appliance_backup_last_run_succeeded');
      return `${maxBy(settings, MACHINE.identity, succeeded)} == 0`;
    },
    for: '15m',
    summary: 'The last backup of the Palette appliance failed.',
    description: 'The last backup of the appliance, started on {{ $labels.host }}, failed.',
    runbook: {
      meaning:
        'The backup script of the appliance (database and registry) ended with an error; the hook around it tells so. ' +
        'Perhaps it has never worked.',
      impact: 'The backup before it is the newest that can be restored, if there is one.',
      diagnosis: `1. On the host: \`journalctl -u palette-appliance-backup --since -2d\`: what did the script say?
2. The target of the copies: reachable, credentials valid, room left?
3. The last good one: \`palette_appliance_backup_last_success_timestamp_seconds\``,
      mitigation:
        'Correct what the script complains of and run it by hand: `systemctl start palette-appliance-backup`.',
    },
    tests: turns(MACHINE, '15m', { [MACHINE.of('palette_appliance_backup_last_run_succeeded')]: [1, 0] }),
  },

  PaletteApplianceBackupOld: {
    severity: 'critical',
    source: 'textfile',
    thresholds: ['databaseBackupAge'],
    expr: (settings) =>
      olderThan(
        settings,
        MACHINE.identity,
        theirs(settings, 'nodeExporter', 'palette_appliance_backup_last_success_timestamp_seconds'),
        settings.thresholds.databaseBackupAge,
      ),
    for: '1h',
    summary: 'The last good backup of the Palette appliance is too old.',
    description:
      'The last good backup of the appliance, made on {{ $labels.host }}, is {{ $value | humanizeDuration }} old.',
    runbook: {
      meaning:
        'The backup script of the appliance (database and registry) leaves no trace in any API. The hook around it writes ' +
        'the time of the last success, and that is too long ago. One that never succeeded is told by ' +
        'PaletteApplianceBackupFailed.',
      impact: 'Profiles, clusters, users and keys since then exist only on the appliance.',
      diagnosis: `1. On the host: \`systemctl list-timers | grep palette\`, \`journalctl -u palette-appliance-backup --since -2d\`.
2. The target of the copies: reachable, room left?
3. Is MongoDB healthy? \`kubectl --namespace hubble-system get pods | grep mongo\``,
      mitigation:
        'Run the backup by hand and watch it, then repair the timer. Do not upgrade the appliance before there is a good backup.',
    },
    tests: ages(MACHINE, '1h', {
      of: MACHINE.of('palette_appliance_backup_last_success_timestamp_seconds'),
      limit: '26h',
    }),
  },
});
