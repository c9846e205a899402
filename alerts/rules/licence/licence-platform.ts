import { defineAlerts } from '../../kit/alert.ts';
import { endsWithin, maxBy, ours } from '../../kit/promql.ts';
import { ends, turns } from '../../kit/proof.ts';
import { PALETTE, TENANT } from '../../kit/subjects.ts';

export const licencePlatformAlerts = defineAlerts('licence', {
  PaletteActivationEnding: {
    severity: 'warning',
    thresholds: ['licenceExpiry'],
    expr: (settings) =>
      endsWithin(
        settings,
        PALETTE.identity,
        ours(settings, 'palette_system_activation_expiry_timestamp_seconds'),
        settings.thresholds.licenceExpiry,
      ),
    for: '1h',
    summary: 'The activation of Palette ends soon.',
    description: 'The activation of Palette {{ $labels.palette }} ends in {{ $value | humanizeDuration }}.',
    runbook: {
      meaning:
        'An installation has to be activated; until then, or after it has ended, it is in a trial of 30 days.',
      impact: 'When it has ended, clusters cannot be created or changed. They run on.',
      diagnosis:
        '1. System console, **Administration > Activation**: state, end, and the product id that the vendor needs.',
      mitigation: 'Send the product id to the vendor and enter the new activation key.',
    },
    console: 'palette',
    tests: ends(PALETTE, '1h', {
      of: PALETTE.of('palette_system_activation_expiry_timestamp_seconds'),
      limit: '30d',
    }),
  },

  PaletteActivationInactive: {
    severity: 'critical',
    expr: (settings) =>
      `${maxBy(settings, PALETTE.identity, ours(settings, 'palette_system_activation_state', 'state="Inactive"'))} == 1`,
    for: '15m',
    summary: 'Palette is not activated.',
    description: 'Palette {{ $labels.palette }} is not activated any more.',
    runbook: {
      meaning: 'The activation or the trial has ended.',
      impact: 'Clusters run on, but they cannot be created, scaled, upgraded or repaired through Palette.',
      diagnosis:
        '1. System console, **Administration > Activation**: state, end, and the product id that the vendor needs.',
      mitigation: 'Send the product id to the vendor and enter the activation key.',
    },
    console: 'palette',
    tests: turns(PALETTE, '15m', {
      [PALETTE.of('palette_system_activation_state', { state: 'Inactive' })]: ['_', 1],
      [PALETTE.of('palette_system_activation_state', { state: 'Active' })]: [1, '_'],
    }),
  },

  PalettePlanEnding: {
    severity: 'warning',
    thresholds: ['licenceExpiry'],
    expr: (settings) =>
      endsWithin(
        settings,
        PALETTE.identity,
        ours(settings, 'palette_system_plan_expiry_timestamp_seconds'),
        settings.thresholds.licenceExpiry,
      ),
    for: '1h',
    summary: 'The plan of the installation ends soon.',
    description: 'The plan of Palette {{ $labels.palette }} ends in {{ $value | humanizeDuration }}.',
    runbook: {
      meaning: 'The plan under which this installation may be used ends soon.',
      impact: 'See the contract; an ended plan shows as a banner and may block changes.',
      diagnosis: '1. `palette_system_plan_info`; system console, **Administration**: the plan and its end.',
      mitigation: 'Talk to the vendor.',
    },
    console: 'palette',
    tests: ends(PALETTE, '1h', {
      of: PALETTE.of('palette_system_plan_expiry_timestamp_seconds'),
      limit: '30d',
    }),
  },

  PaletteTenantPlanEnding: {
    severity: 'warning',
    thresholds: ['licenceExpiry'],
    expr: (settings) =>
      endsWithin(
        settings,
        TENANT.identity,
        ours(settings, 'palette_tenant_plan_expiry_timestamp_seconds'),
        settings.thresholds.licenceExpiry,
      ),
    for: '1h',
    summary: 'The plan of a tenant ends soon.',
    description: 'The plan of tenant {{ $labels.tenant }} ends in {{ $value | humanizeDuration }}.',
    runbook: {
      meaning: 'The subscription or trial of the tenant ends soon.',
      impact: 'Afterwards the tenant cannot create or change clusters.',
      diagnosis: '1. System console, **Tenants**, the tenant, **Plan**; `palette_tenant_plan_info`.',
      mitigation: 'Extend the plan in the system console, after a talk to the vendor.',
    },
    console: 'palette',
    tests: ends(TENANT, '1h', {
      of: TENANT.of('palette_tenant_plan_expiry_timestamp_seconds'),
      limit: '30d',
    }),
  },
});
