import { describe, expect, it } from 'vitest';
import { systemPlanLimits } from '../../exporter/system-console/system-plan-limits.ts';
import { consoleHaving } from '../kit/test-console.ts';

describe('system_plan_limits', () => {
  it('tells what the plan grants', async () => {
    const outcome = await consoleHaving({
      '/v1/system/plan': {
        planLimit: {
          isUnlimited: false,
          pure: { cpuCoreHours: 1000, warnLimitPercentage: 80, overageLimitPercentage: 20 },
          alloy: null,
        },
      },
    }).run(systemPlanLimits);

    await expect(outcome.text).toMatchFileSnapshot('golden/system-plan-limits.prom');
    expect(outcome.dropped).toBe(0);
  });
});
