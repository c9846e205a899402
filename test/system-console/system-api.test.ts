import { describe, expect, it } from 'vitest';
import { systemApi } from '../../exporter/system-console/system-api.ts';
import { consoleHaving } from '../kit/test-console.ts';

describe('system_api', () => {
  it('tells that the login works, and how old its password is', async () => {
    const outcome = await consoleHaving({
      '/v1/system/users/me': { status: { lastPasswordUpdateTime: '2026-10-01T00:00:00.000Z' } },
    }).run(systemApi);

    await expect(outcome.text).toMatchFileSnapshot('golden/system-api.prom');
    expect(outcome.dropped).toBe(0);
  });
});
