import { defineAlerts } from '../../kit/alert.ts';
import type { AlertSettings } from '../../kit/alert-settings.ts';
import { maxBy, minBy, theirs } from '../../kit/promql.ts';
import { type States, turns } from '../../kit/proof.ts';
import { PORTWORX, PORTWORX_NODE } from '../../kit/subjects.ts';

export const licencePortworxAlerts = defineAlerts('licence', {
  PortworxLicenceExpiring: {
    severity: 'warning',
    source: 'portworx',
    thresholds: ['portworxLicence'],
    expr: (settings) => `${portworxDays(settings)} < ${settings.thresholds.portworxLicence}`,
    for: '1h',
    summary: 'The licence of Portworx expires soon.',
    description: 'The licence of Portworx cluster {{ $labels.cluster }} expires in {{ $value }} days.',
    runbook: {
      meaning: 'Portworx counts the days of its licence down.',
      impact: 'When it has ended, volumes cannot be created, resized or snapshotted; those in use go on.',
      diagnosis: `1. \`pxctl license list\` in a Portworx pod: type and end.
2. A floating licence: is its server reachable? \`px_alerts_licenseserverdown\``,
      mitigation:
        'Get the new licence and activate it: `pxctl license activate <key>`, or in an air gap `pxctl license add <file>`.',
    },
    dashboard: 'palette-storage',
    tests: turns(PORTWORX, '1h', days(30, 29), { value: 29 }),
  },

  PortworxLicenceExpired: {
    severity: 'critical',
    source: 'portworx',
    expr: (settings) => `${portworxDays(settings)} < 1`,
    for: '15m',
    summary: 'The licence of Portworx has expired or ends today.',
    description: 'The licence of Portworx cluster {{ $labels.cluster }} has expired or ends today.',
    runbook: {
      meaning: 'No day is left of the licence.',
      impact: 'Volumes cannot be created, resized or snapshotted: new pods with volumes do not start.',
      diagnosis:
        '1. `pxctl license list` in a Portworx pod: type and end; `pxctl status` says so in its first lines.',
      mitigation:
        'Activate a licence: `pxctl license activate <key>` or `pxctl license add <file>`. A trial may be extended once: `pxctl license trial`.',
    },
    dashboard: 'palette-storage',
    tests: turns(PORTWORX, '15m', days(1, 0)),
  },

  PortworxTrialLicence: {
    severity: 'info',
    source: 'portworx',
    expr: (settings) =>
      maxBy(settings, PORTWORX.identity, `${theirs(settings, 'portworx', 'px_license_type')} == 2`),
    for: '1d',
    summary: 'Portworx runs on a trial licence.',
    description: 'Portworx cluster {{ $labels.cluster }} runs on a trial licence.',
    runbook: {
      meaning: 'A new installation starts with a trial of 30 days.',
      impact: 'None before it ends; see PortworxLicenceExpiring.',
      diagnosis: '1. `pxctl license list` in a Portworx pod.',
      mitigation: 'Activate the licence that was bought: `pxctl license activate <key>`.',
    },
    dashboard: 'palette-storage',
    tests: turns(PORTWORX, '1d', { [PORTWORX.of('px_license_type')]: [3, 2] }),
  },
});

/** The days that are left, from the metric of newer or that of older versions. */
function portworxDays(settings: AlertSettings): string {
  const newer = theirs(settings, 'portworx', 'px_license_expiry');
  const older = theirs(settings, 'portworx', 'px_node_status_license_expiry');
  return minBy(settings, PORTWORX.identity, `${newer} or ${older}`);
}

function days(good: number, bad: number): States {
  return { [PORTWORX_NODE.of('px_node_status_license_expiry')]: [good, bad] };
}
