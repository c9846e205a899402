import { describe, expect, it } from 'vitest';
import type { Run } from '../../exporter/collection/job.ts';
import { createRows } from '../../exporter/exposition/rows.ts';
import { openSystemConsole } from '../../exporter/system-console/api/system-console.ts';
import { systemApi } from '../../exporter/system-console/system-api.ts';
import { consoleHaving } from '../kit/test-console.ts';
import { clientOf } from '../kit/test-palette.ts';

describe('system_api', () => {
  it('tells that the login works, and how old its password is', async () => {
    const outcome = await consoleHaving({
      '/v1/system/users/me': { status: { lastPasswordUpdateTime: '2026-10-01T00:00:00.000Z' } },
    }).run(systemApi);

    await expect(outcome.text).toMatchFileSnapshot('golden/system-api.prom');
    expect(outcome.dropped).toBe(0);
  });

  it('tells that an account which no release before had is there', async () => {
    const parts = { name: 'pma', facts: { tenants: [], hasAccount: undefined }, clock: { now: () => 0 } };
    const answers: unknown[] = [undefined, {}, {}];
    const gained: (boolean | undefined)[] = [];

    while (answers.length > 0) {
      const run: Run = { stats: { requests: 0, dropped: 0 }, signal: new AbortController().signal };
      const client = clientOf(() => answers.shift());
      await systemApi.collect(openSystemConsole({ ...parts, client }, run), createRows({}).emit, undefined);
      gained.push(run.gained);
    }

    expect(gained).toEqual([undefined, true, undefined]);
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
