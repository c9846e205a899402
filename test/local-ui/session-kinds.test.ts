import { describe, expect, it } from 'vitest';
import { z } from 'zod';
import type { Run } from '../../exporter/collection/job.ts';
import { createTelemetry } from '../../exporter/collection/telemetry.ts';
import { endpoints } from '../../exporter/local-ui/api/endpoints.ts';
import { createLocalUiClient } from '../../exporter/local-ui/api/local-ui-client.ts';
import { createSession } from '../../exporter/local-ui/api/session.ts';
import { type LocalUiAccess, startSimulator } from '../../exporter/simulator/simulator.ts';
import { type ApplianceKind, applianceKinds } from '../../exporter/simulator/world/build/appliance-kinds.ts';
import { HOUR, MINUTE } from '../../exporter/simulator/world/model/time-units.ts';
import { createHttp } from '../../exporter/sources/http.ts';
import { createSecret } from '../../exporter/sources/secret.ts';
import { fakeClock } from '../kit/fake-clock.ts';

async function setUp(kind: ApplianceKind, rightPassword = true) {
  const clock = fakeClock();
  const simulator = await startSimulator({ clock, localUi: { kind } });
  const { name, url, username, password, pinSha256 } = simulator.localUi[0] as LocalUiAccess;
  const who = `Local UI "${name}"`;
  const limits = { connections: 2, timeout: 30_000, maxBody: 2 ** 24 };
  const http = createHttp({ who, url: new URL(url), tls: { pinSha256 }, ...limits });
  const secret = createSecret({ value: rightPassword ? password : 'wrong' }, 'password');
  const session = createSession({ who, http, username, password: secret, clock });
  const client = createLocalUiClient({ name, http, session, telemetry: createTelemetry() });
  const run: Run = { stats: { requests: 0, dropped: 0 }, signal: new AbortController().signal };
  return {
    clock,
    session,
    read: () => client.get(run, endpoints.edgeHost, z.object({})),
    /** What arrived: the last part of each path, with the status. */
    log: () => simulator.requests.map(({ path, status }) => `${path.split('/').at(-1)} ${status}`),
    async close() {
      await client.close();
      await simulator.close();
    },
  };
}

describe.each(Object.keys(applianceKinds) as ApplianceKind[])(
  'a session on a host of the kind %s',
  (kind) => {
    it('begins with a login, is renewed before it ends, and ends with a logout', async () => {
      const { clock, read, log, close } = await setUp(kind);
      await read();
      const begun = log().length;
      await clock.advance(23 * HOUR + 50 * MINUTE);
      await read();
      await clock.advance(23 * HOUR);
      await read();
      await close();

      // A host that wants a scheme before the token refuses the first request, and only that one.
      expect(log().slice(0, begun)).toEqual(
        kind === 'agent-mode' ? ['login 200', 'current 401', 'current 200'] : ['login 200', 'current 200'],
      );
      expect(log().slice(begun)).toEqual(['renewal 200', 'current 200', 'current 200', 'logout 200']);
    });
  },
);

it('leaves a rejected login alone for a quarter of an hour, then for twice as long', async () => {
  const { clock, read, log, session, close } = await setUp('pma', false);
  const outcomes: unknown[] = [];

  for (let minute = 0; minute < 60; minute += 1) {
    // The host delays its answer from the third failure on, so the clock has to move meanwhile.
    const outcome = read().catch(({ reason }) => reason);
    await clock.advance(MINUTE);
    outcomes.push(await outcome);
  }
  const blocked = session.blocked();
  await close();

  expect(new Set(outcomes)).toEqual(new Set(['unauthorized']));
  expect(log()).toEqual(Array(4).fill('login 400'));
  expect(session.loginFailures()).toBe(4);
  expect(blocked).toBe(true);
});
