import { describe, expect, it } from 'vitest';
import { systemRateLimit } from '../../exporter/system-console/system-rate-limit.ts';
import { consoleHaving } from '../kit/test-console.ts';

describe('system_rate_limit', () => {
  it('tells whether requests are limited', async () => {
    const outcome = await consoleHaving({ '/v1/system/ratelimit': { isActive: true } }).run(systemRateLimit);

    await expect(outcome.text).toMatchFileSnapshot('golden/system-rate-limit.prom');
    expect(outcome.dropped).toBe(0);
  });
});
