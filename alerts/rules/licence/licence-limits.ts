import { defineAlerts } from '../../kit/alert.ts';
import { maxBy, ours } from '../../kit/promql.ts';
import { turns } from '../../kit/proof.ts';
import { PALETTE } from '../../kit/subjects.ts';

const LIMIT = PALETTE.with({ kind: 'edgehost' });

export const licenceLimitsAlerts = defineAlerts('licence', {
  PaletteTenantLimitNear: {
    severity: 'warning',
    thresholds: ['tenantLimitRatio'],
    expr: (settings) => {
      const labels = LIMIT.identity;
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
        [LIMIT.of('palette_resource_used')]: [180, 190],
        [LIMIT.of('palette_resource_limit')]: [200, 200],
      },
      { value: 0.95 },
    ),
  },

  PaletteFreePlanNear: {
    severity: 'warning',
    thresholds: ['freePlanRatio'],
    expr: (settings) => {
      const used = maxBy(settings, PALETTE.identity, ours(settings, 'palette_freemium_usage'));
      const limit = maxBy(
        settings,
        PALETTE.identity,
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
        [PALETTE.of('palette_freemium_usage')]: [89, 95],
        [PALETTE.of('palette_freemium_limit', { limit: 'usage' })]: [100, 100],
        [PALETTE.of('palette_freemium')]: [1, 1],
      },
      { value: 0.95 },
    ),
  },
});
