import { gauge, type Metric } from '../../../exporter/metric/metric.ts';
import { packageText } from '../../../exporter/package.ts';

const per = 'Kairos host';

/** What `kairos-boot-state.sh` writes for node_exporter, so that expressions over it can be checked. */
export const bootStateMetrics: readonly Metric[] = [
  gauge(
    'kairos_detected',
    'Whether the host is run by Kairos; without a trace of it there is no boot state.',
    { per: 'host' },
  ),
  gauge('kairos_boot_state', 'Which image the host has booted, 1 for the current one.', {
    labels: ['state'],
    per,
  }),
  gauge('kairos_image_info', 'The image that the host has booted.', {
    labels: ['version', 'image_label'],
    per,
  }),
  gauge('kairos_first_install_timestamp_seconds', 'When the host was installed.', { per }),
  gauge('kairos_last_active_upgrade_timestamp_seconds', 'When the active image was last upgraded.', { per }),
  gauge('kairos_last_passive_upgrade_timestamp_seconds', 'When the passive image was last upgraded.', {
    per,
  }),
  gauge('kairos_last_recovery_upgrade_timestamp_seconds', 'When the recovery image was last upgraded.', {
    per,
  }),
  gauge('kairos_last_reset_timestamp_seconds', 'When the host was last reset.', { per }),
];

/** All values of `kairos_boot_state`'s label; each has a series, 0 or 1. */
export const BOOT_STATES = ['active', 'passive', 'recovery', 'autoreset', 'livecd', 'unknown'] as const;

/** The script's name in the package and wherever it is put. */
export const BOOT_STATE_SCRIPT = 'kairos-boot-state.sh';

/** The script: POSIX shell, nothing else. */
export function bootStateScript(): string {
  return packageText('generator', 'templates', BOOT_STATE_SCRIPT);
}
