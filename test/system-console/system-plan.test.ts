import { describe, expect, it } from 'vitest';
import { systemPlan } from '../../exporter/system-console/system-plan.ts';
import { consoleHaving } from '../kit/test-console.ts';

describe('system_plan', () => {
  it('tells the plan and its end', async () => {
    const outcome = await consoleHaving({
      '/v1/system/sysplan': { spec: { type: 'Trial', expiresAt: '2026-12-01T00:00:00.000Z' } },
    }).run(systemPlan);

    await expect(outcome.text).toMatchFileSnapshot('golden/system-plan.prom');
    expect(outcome.dropped).toBe(0);
  });
});
