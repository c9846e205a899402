import { defineAlerts } from '../../kit/alert.ts';
import { olderThan, ours } from '../../kit/promql.ts';
import { ages } from '../../kit/proof.ts';
import { PALETTE } from '../../kit/subjects.ts';

export const securityPlatformAlerts = defineAlerts('security', {
  PaletteAdminPasswordOld: {
    severity: 'info',
    thresholds: ['administratorPassword'],
    expr: (settings) =>
      olderThan(
        settings,
        PALETTE.identity,
        ours(settings, 'palette_system_administrator_oldest_password_timestamp_seconds'),
        settings.thresholds.administratorPassword,
      ),
    for: '1d',
    summary: 'A password of the system console has not been changed for a year.',
    description:
      'A password of the system console of Palette {{ $labels.palette }} is {{ $value | humanizeDuration }} old.',
    runbook: {
      meaning:
        'One of the administrators of the installation has had the same password for longer than the limit.',
      impact: 'None by itself.',
      diagnosis:
        '1. System console, **Administrators**; `palette_system_administrators` counts them by type and second factor.',
      mitigation: 'Change it, and remove administrators who have left.',
    },
    console: 'palette',
    tests: ages(PALETTE, '1d', {
      of: PALETTE.of('palette_system_administrator_oldest_password_timestamp_seconds'),
      limit: '365d',
    }),
  },
});
