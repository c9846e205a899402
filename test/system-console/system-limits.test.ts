import { describe, expect, it } from 'vitest';
import { systemLimits } from '../../exporter/system-console/system-limits.ts';
import { consoleHaving } from '../kit/test-console.ts';

describe('system_limits', () => {
  it('tells the limits by kind of resource', async () => {
    const outcome = await consoleHaving({
      '/v1/system/resourceLimits': {
        resources: [{ kind: 'edgehost', limit: 200, maxLimit: 400 }, { limit: 1 }],
      },
    }).run(systemLimits);

    await expect(outcome.text).toMatchFileSnapshot('golden/system-limits.prom');
    expect(outcome.dropped).toBe(1);
  });
});
