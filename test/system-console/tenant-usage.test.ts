import { describe, expect, it } from 'vitest';
import { tenantUsage } from '../../exporter/system-console/tenant-usage.ts';
import { testConsole } from '../kit/test-console.ts';

const ACME = { key: 't1', version: '', uid: 't1', name: 'acme' };

describe('tenant_usage', () => {
  it('tells the last hour that is over', async () => {
    const queries: unknown[] = [];
    const system = testConsole(({ path }, { query }) => {
      queries.push(query);
      return ANSWERS[path];
    });
    system.facts.tenants = [ACME];

    const outcome = await system.run(tenantUsage);

    await expect(outcome.text).toMatchFileSnapshot('golden/tenant-usage.prom');
    expect(outcome.dropped).toBe(1);
    expect(queries).toEqual([{ startTime: '2026-11-22T06:00:00.000Z', endTime: '2026-11-22T09:00:00.000Z' }]);
  });
});

const hour = (timestamp: string, cores: number) => ({
  timestamp,
  totalPureCpuCoreHours: cores,
  totalAlloyCpuCoreHours: 0,
  projects: [
    { project: { uid: 'p1', name: 'Default' }, pureCpuCoreHours: cores, alloyCpuCoreHours: 0 },
    'bad',
  ],
});

const ANSWERS: Readonly<Record<string, unknown>> = {
  '/v1/tenants/{tenantUid}/usage/cpuCoreHours': {
    hourlyUsages: [
      { ...hour('2026-11-22T07:00:00.000Z', 60), projects: null },
      hour('2026-11-22T08:00:00.000Z', 64),
      { timestamp: '2026-11-22T09:00:00.000Z' },
    ],
  },
};
