import { describe, expect, it } from 'vitest';
import { tenantPlans } from '../../exporter/system-console/tenant-plans.ts';
import { consoleHaving, testConsole } from '../kit/test-console.ts';
import { ZERO_TIME } from '../kit/test-palette.ts';

const ACME = { key: 't1', version: '', uid: 't1', name: 'acme' };

describe('tenant_plans', () => {
  it('tells the plan of a tenant and what it used this month', async () => {
    const queries: unknown[] = [];
    const system = testConsole(({ path }, { query }) => {
      queries.push(query);
      return ANSWERS[path];
    });
    system.facts.tenants = [ACME];

    const outcome = await system.run(tenantPlans);

    await expect(outcome.text).toMatchFileSnapshot('golden/tenant-plans.prom');
    expect(outcome.dropped).toBe(0);
    expect(queries).toEqual([undefined, { startDate: '2026-11-01' }]);
  });

  it('does without the month where only the plan is there', async () => {
    const system = consoleHaving({
      '/v1/tenants/{tenantUid}/plan': { spec: { type: 'Trial', expiry: ZERO_TIME, planLimit: null } },
    });
    system.facts.tenants = [ACME];

    const { text } = await system.run(tenantPlans);

    expect(text).toContain(
      'palette_tenant_plan_info{palette="pma",tenant_uid="t1",tenant="acme",type="Trial"} 1',
    );
    expect(text).not.toContain('expiry');
  });
});

const ANSWERS: Readonly<Record<string, unknown>> = {
  '/v1/tenants/{tenantUid}/plan': {
    spec: {
      type: 'AnnualSubscription',
      start: '2026-01-01T00:00:00.000Z',
      expiry: '2027-01-01T00:00:00.000Z',
      planLimit: {
        isOnDemand: false,
        isUnlimited: false,
        pure: { cpuCoreHours: 100 },
        alloy: { cpuCoreHours: 0 },
      },
    },
  },
  '/v1/tenants/{tenantUid}/plans/usage/monthly': {
    items: [
      { month: '2026-11-01T00:00:00.000Z', totalMonthlyUsage: { totalPureCpuCoreHours: 33 } },
      { month: '2026-10-01T00:00:00.000Z', totalMonthlyUsage: { totalPureCpuCoreHours: 99 } },
    ],
  },
};
