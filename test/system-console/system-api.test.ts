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

  it('takes an account that was there and is not found any more for a console that is away', async () => {
    const answers: Record<string, unknown> = {};
    const console = consoleHaving(answers);

    await console.run(systemApi);
    answers['/v1/system/users/me'] = {};
    await console.run(systemApi);
    delete answers['/v1/system/users/me'];

    await expect(console.run(systemApi)).rejects.toMatchObject({
      reason: 'server_error',
      message: expect.stringMatching(/although it did before; is it being upgraded\?$/),
    });
  });
});
