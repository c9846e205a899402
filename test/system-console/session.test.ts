import { afterEach, describe, expect, it } from 'vitest';
import { createTelemetry } from '../../exporter/collection/telemetry.ts';
import { createRows } from '../../exporter/exposition/rows.ts';
import { type Simulator, startSimulator } from '../../exporter/simulator/simulator.ts';
import type { SourceError } from '../../exporter/sources/failures.ts';
import { createHttp } from '../../exporter/sources/http.ts';
import { createSecret } from '../../exporter/sources/secret.ts';
import { connectSystemConsole, openSystemConsole } from '../../exporter/system-console/api/system-console.ts';
import { systemApi } from '../../exporter/system-console/system-api.ts';
import { type Answer, answering, startServer } from '../kit/answering-server.ts';
import { fakeClock } from '../kit/fake-clock.ts';

const MINUTE = 60_000;
const LOGIN = '/v1/auth/syslogin';
const closing: (() => Promise<void>)[] = [];
afterEach(async () => {
  for (const close of closing.splice(0)) await close();
});

function connect(
  url: string,
  { username, password }: { username: string; password: string },
  clock = fakeClock(),
) {
  const telemetry = createTelemetry();
  const parts = connectSystemConsole({
    name: 'pma',
    http: createHttp({
      who: 'system console of palette "pma"',
      url: new URL(url),
      connections: 2,
      timeout: 30_000,
      maxBody: 2 ** 20,
    }),
    username,
    password: createSecret({ value: password }, 'password'),
    clock,
    budgetShare: 1,
    budgets: new Map(),
    telemetry,
  });
  closing.push(parts.client.close);
  const run = { stats: { requests: 0, dropped: 0 }, signal: new AbortController().signal };
  return {
    clock,
    telemetry,
    /** Reads the account: the cheapest request. */
    ask: async () => {
      await systemApi.collect(openSystemConsole(parts, run), createRows({}).emit, undefined);
    },
  };
}

describe('a session of the system console', () => {
  async function start() {
    const clock = fakeClock();
    const simulator = await startSimulator({ clock, palette: { rateLimit: false } });
    closing.push(() => simulator.close());
    return { simulator, ...connect(simulator.palette.url, simulator.palette.system, clock) };
  }

  const logins = ({ requests }: Simulator) => requests.filter(({ path }) => path === LOGIN).length;

  it('begins with one login, however many ask for it', async () => {
    const { simulator, ask } = await start();

    await Promise.all([ask(), ask(), ask()]);

    expect(logins(simulator)).toBe(1);
    expect(simulator.requests.filter(({ status }) => status === 200)).toHaveLength(4);
  });

  it('is renewed before its token ends after 15 minutes', async () => {
    const { simulator, clock, ask } = await start();
    await ask();

    await clock.advance(13 * MINUTE);
    await ask();
    const early = logins(simulator);
    await clock.advance(1.5 * MINUTE);
    await ask();

    expect([early, logins(simulator)]).toEqual([1, 2]);
    expect(simulator.requests.every(({ status }) => status === 200)).toBe(true);
  });
});

describe('a login that is rejected', () => {
  it('is tried again a minute later, and then left alone for 15 minutes', async () => {
    const server = await startServer(
      answering(401, { code: 'InvalidCredentials', message: 'planted-secret is wrong' }),
    );
    const { clock, ask } = connect(server.url.href, { username: 'monitor', password: 'planted-secret' });
    const outcomes: unknown[] = [];
    const tries: number[] = [];

    for (const minutes of [0, 0.9, 0.2, 14.8, 0.2]) {
      await clock.advance(minutes * MINUTE);
      outcomes.push(await ask().catch((error: unknown) => error));
      tries.push(server.requests.length);
    }

    expect(tries).toEqual([1, 1, 2, 2, 3]);
    expect(outcomes.map((error) => (error as SourceError).reason)).toEqual(Array(5).fill('unauthorized'));
    expect(outcomes.join()).not.toContain('planted-secret');
    expect(outcomes[0]).toMatchObject({
      message:
        'system console of palette "pma": POST /v1/auth/syslogin answered 401: the login of user "monitor" was rejected; ' +
        'check system.username and system.password. An administrator with a passkey cannot log in with a password, ' +
        'and five failures suspend one for 15 minutes',
    });
  });

  it.each([
    [404, '{"code":"ResourceNotFound"}', 'not_found'],
    [404, '<html>', 'server_error'],
    [403, '{}', 'unauthorized'],
    [503, '<html>', 'server_error'],
    [200, '{"Authorization":""}', 'parse'],
    [200, 'Welcome', 'parse'],
  ])('with %i and %s is a failure of the kind %s', async (status, body, reason) => {
    const server = await startServer(answering(status, body));
    const { ask } = connect(server.url.href, { username: 'monitor', password: 'x' });

    await expect(ask()).rejects.toMatchObject({ reason });
  });
});

describe('a login that comes too often', () => {
  const credentials = { username: 'monitor', password: 'x' };
  const welcome: Answer = (request, response) =>
    answering(200, request.url === LOGIN ? { Authorization: 'token' } : {})(request, response);

  it('is sent again when the server allows, and counted like any other request', async () => {
    const server = await startServer(answering(429, '', { 'retry-after': '20' }));
    const { clock, ask, telemetry } = connect(server.url.href, credentials);

    const asked = ask();
    await clock.advance(19_000);
    const early = server.requests.length;
    server.answer = welcome;
    await clock.advance(2000);
    await asked;

    expect([early, server.requests.map(({ url }) => url)]).toEqual([
      1,
      [LOGIN, LOGIN, '/v1/system/users/me'],
    ]);
    const metrics = await telemetry.registry.metrics();
    const counted = (code: number) =>
      `palette_exporter_requests_total{source="pma/system",prefix="/v1/auth",code="${code}"} 1`;
    expect(metrics).toContain(counted(429));
    expect(metrics).toContain(counted(200));
  });

  it('is given up in the end, and nothing is wrong with the password', async () => {
    const server = await startServer(answering(429));
    const { clock, ask } = connect(server.url.href, credentials);

    const asked = ask().catch((error: unknown) => error);
    await clock.advance(MINUTE);

    expect(await asked).toMatchObject({
      reason: 'rate_limited',
      message: expect.stringContaining('POST /v1/auth/syslogin answered 429'),
    });
    expect(server.requests).toHaveLength(3);
    server.answer = welcome;
    const again = ask();
    await clock.advance(MINUTE);
    await again;
  });
});

describe('a token that Palette forgot', () => {
  it('is replaced by a fresh one, and the request is sent again', async () => {
    let tokens = 0;
    const answer: Answer = (request, response) => {
      if (request.url === LOGIN) {
        tokens += 1;
        return answering(200, { Authorization: `token-${tokens}` })(request, response);
      }
      const isGood = request.headers.authorization === 'token-2';
      return answering(isGood ? 200 : 401, { metadata: { uid: 'a1' } })(request, response);
    };
    const server = await startServer(answer);
    const { ask } = connect(server.url.href, { username: 'monitor', password: 'x' });

    await ask();

    expect(server.requests.map(({ url }) => url)).toEqual([
      LOGIN,
      '/v1/system/users/me',
      LOGIN,
      '/v1/system/users/me',
    ]);
  });

  it('is not replaced for ever', async () => {
    const answer: Answer = (request, response) => {
      const isLogin = request.url === LOGIN;
      answering(isLogin ? 200 : 401, { Authorization: 'token' })(request, response);
    };
    const server = await startServer(answer);
    const { ask } = connect(server.url.href, { username: 'monitor', password: 'x' });

    await expect(ask()).rejects.toMatchObject({ reason: 'unauthorized' });
    expect(server.requests.length).toBeLessThanOrEqual(6);
  });

  it('is shown again while no login may be tried, since something before Palette may refuse all', async () => {
    const server = await startServer(answering(200, { Authorization: 'token', metadata: { uid: 'a1' } }));
    const welcome = server.answer;
    const { clock, ask } = connect(server.url.href, { username: 'monitor', password: 'x' });
    await ask();
    server.answer = answering(401, {});
    for (let minute = 0; minute < 5; minute += 1) {
      await ask().catch(() => undefined);
      await clock.advance(MINUTE);
    }
    const logins = server.requests.filter(({ url }) => url === LOGIN).length;

    server.answer = welcome;
    await ask();
    await ask();

    expect(logins).toBe(3);
    expect(server.requests.slice(-2).map(({ url, headers }) => [url, headers.authorization])).toEqual([
      ['/v1/system/users/me', 'token'],
      ['/v1/system/users/me', 'token'],
    ]);
  });
});
