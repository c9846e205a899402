import { defineAlert } from '../../kit/alert.ts';
import { maxBy, minBy, ours, theirs } from '../../kit/promql.ts';
import { series, turns } from '../../kit/proof.ts';
import { PALETTE } from '../../kit/subjects.ts';

const LIMIT = { ...PALETTE, kind: 'edgehost' };
const PX = { cluster: 'px-edge-1' };

export const paletteTenantLimitNear = defineAlert({
  name: 'PaletteTenantLimitNear',
  component: 'licence',
  severity: 'warning',
  thresholds: ['tenantLimitRatio'],
  expr: (settings) => {
    const labels = Object.keys(LIMIT);
    const used = maxBy(settings, labels, ours(settings, 'palette_resource_used'));
    const limit = maxBy(settings, labels, `${ours(settings, 'palette_resource_limit')} > 0`);
    return `${used} / ${limit} > ${settings.thresholds.tenantLimitRatio}`;
  },
  for: '1h',
  summary: 'A limit of the tenant is nearly used up.',
  description: 'The tenant uses {{ $value | humanizePercentage }} of its limit for {{ $labels.kind }}.',
  runbook: {
    meaning:
      'Palette limits how many objects of a kind a tenant may have; for edge hosts the default is 200.',
    impact:
      'At the limit nothing new of the kind can be made: a new host does not register, a key cannot be created.',
    diagnosis: `1. \`palette_resource_used\`, \`palette_resource_limit\`, \`palette_resource_limit_max\`
2. Tenant console, **Tenant Settings > Resource Limits**.`,
    mitigation:
      'Remove what is not needed, or raise the limit in the system console (**Tenants**, the tenant, **Resource Limits**).',
  },
  console: 'palette',
  tests: turns(
    LIMIT,
    '1h',
    {
      [series('palette_resource_used', LIMIT)]: [180, 190],
      [series('palette_resource_limit', LIMIT)]: [200, 200],
    },
    { value: 0.95 },
  ),
});

export const paletteFreePlanNear = defineAlert({
  name: 'PaletteFreePlanNear',
  component: 'licence',
  severity: 'warning',
  thresholds: ['freePlanRatio'],
  expr: (settings) => {
    const used = maxBy(settings, ['palette'], ours(settings, 'palette_freemium_usage'));
    const limit = maxBy(
      settings,
      ['palette'],
      `${ours(settings, 'palette_freemium_limit', 'limit="usage"')} > 0`,
    );
    const free = `${ours(settings, 'palette_freemium')} == 1`;
    return `${used} / ${limit} > ${settings.thresholds.freePlanRatio} and on (palette) ${free}`;
  },
  for: '1h',
  summary: 'The free plan of the tenant is nearly used up.',
  description:
    'The tenant of Palette {{ $labels.palette }} has used {{ $value | humanizePercentage }} of its free plan.',
  runbook: {
    meaning: 'The tenant is on the free plan and near its allowance.',
    impact: 'Beyond it clusters cannot be created or changed.',
    diagnosis: '1. Tenant console, **Tenant Settings > Usage**; `palette_freemium_usage`.',
    mitigation: 'Shrink clusters that nobody needs, or get a subscription.',
  },
  console: 'palette',
  tests: turns(
    PALETTE,
    '1h',
    {
      [series('palette_freemium_usage', PALETTE)]: [89, 95],
      [series('palette_freemium_limit', { ...PALETTE, limit: 'usage' })]: [100, 100],
      [series('palette_freemium', PALETTE)]: [1, 1],
    },
    { value: 0.95 },
  ),
});

const portworxDays = (settings: Parameters<typeof theirs>[0]) => {
  const newer = theirs(settings, 'portworx', 'px_license_expiry');
  const older = theirs(settings, 'portworx', 'px_node_status_license_expiry');
  return minBy(settings, ['cluster'], `${newer} or ${older}`);
};
const days = (good: number, bad: number) => ({
  [series('px_node_status_license_expiry', { ...PX, node: 'node-1' })]: [good, bad] as const,
});

export const portworxLicenceExpiring = defineAlert({
  name: 'PortworxLicenceExpiring',
  component: 'licence',
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
  tests: turns(PX, '1h', days(30, 29), { value: 29 }),
});

export const portworxLicenceExpired = defineAlert({
  name: 'PortworxLicenceExpired',
  component: 'licence',
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
  tests: turns(PX, '15m', days(1, 0)),
});

export const portworxTrialLicence = defineAlert({
  name: 'PortworxTrialLicence',
  component: 'licence',
  severity: 'info',
  source: 'portworx',
  expr: (settings) => maxBy(settings, ['cluster'], `${theirs(settings, 'portworx', 'px_license_type')} == 2`),
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
  tests: turns(PX, '1d', { [series('px_license_type', PX)]: [3, 2] }),
});

export const licenceAlerts = [
  paletteTenantLimitNear,
  paletteFreePlanNear,
  portworxLicenceExpiring,
  portworxLicenceExpired,
  portworxTrialLicence,
];
