import { readFileSync, writeFileSync } from 'node:fs';
import { afterEach, describe, expect, it } from 'vitest';
import type { Run } from '../../exporter/collection/job.ts';
import { createSession } from '../../exporter/local-ui/api/session.ts';
import { createToken } from '../../exporter/simulator/web-token.ts';
import { SourceError } from '../../exporter/sources/failures.ts';
import { createHttp, type Http } from '../../exporter/sources/http.ts';
import { createLoginMemory } from '../../exporter/sources/login-memory.ts';
import { createSecret } from '../../exporter/sources/secret.ts';
import { type Answer, answering, type Received, startServer } from '../kit/answering-server.ts';
import { fakeClock } from '../kit/fake-clock.ts';
import { temporaryFile } from '../kit/temporary.ts';

const PASSWORD = 'p4ssw0rd-that-must-stay-secret';
const MINUTE = 60_000;
const HOUR = 60 * MINUTE;

const opened: Http[] = [];

afterEach(async () => {
  await Promise.all(opened.splice(0).map((http) => http.close()));
});

/** A host that hands out tokens for the password, each valid for as long as told, and the session on it. */
async function setUp({ password = PASSWORD, passwordFile = '', lifetime = 24 * HOUR } = {}) {
  const clock = fakeClock();
  const key = Buffer.from('key');
  const host = {
    password,
    /** What replaces the regular answer to these paths, without their query. */
    instead: new Map<string, Answer>(),
    issued: [] as string[],
    token() {
      const token = createToken(key, { sub: 'monitor', iat: clock.now(), exp: clock.now() + lifetime });
      host.issued.push(token);
      return token;
    },
    asked: (path: string) => server.requests.filter(({ url }) => url.includes(path)),
  };
  const server = await startServer((request, response) => {
    const path = request.url.split('?')[0] ?? '';
    const regular = path.endsWith('/login')
      ? login
      : path.endsWith('/renewal')
        ? renewal
        : answering(200, '');
    (host.instead.get(path) ?? regular)(request, response);
  });
  const login: Answer = (request, response) => {
    const isRight = JSON.parse(request.body).password === host.password;
    const body = { Token: { Authorization: host.token(), RefreshToken: `refresh-${host.issued.length}` } };
    answering(isRight ? 200 : 400, isRight ? body : { code: 'LoginFailed' })(request, response);
  };
  const renewal: Answer = (request, response) => {
    answering(200, { Authorization: host.token(), RefreshToken: '' })(request, response);
  };
  const http = createHttp({
    who: 'Local UI "h1"',
    url: server.url,
    connections: 2,
    timeout: 30_000,
    maxBody: 9e5,
  });
  opened.push(http);
  const secret = createSecret(passwordFile ? { file: passwordFile } : { value: PASSWORD }, 'password');
  const session = createSession({ who: 'Local UI "h1"', http, username: 'monitor', password: secret, clock });
  const run: Run = { stats: { requests: 0, dropped: 0 }, signal: new AbortController().signal };
  const newest = () => host.issued.at(-1) ?? '';
  return { clock, host, server, session, run, newest };
}

const LOGIN = '/v1/users/default/login';
const RENEWAL = '/v1/users/default/token/renewal';
const LOGOUT = '/v1/users/default/logout';

async function failureOf(work: Promise<unknown>): Promise<SourceError> {
  const error = await work.then(
    () => undefined,
    (thrown: unknown) => thrown,
  );
  if (error instanceof SourceError) return error;
  throw new Error(`expected a SourceError, got ${String(error)}`);
}

describe('a session', () => {
  it('begins with a login when it is first needed, asking for a long one without a cookie', async () => {
    const { session, run, server, newest } = await setUp();
    const before = server.requests.length;

    const authorization = await session.authorization(run);

    expect(before).toBe(0);
    expect(authorization).toBe(newest());
    expect(server.requests).toMatchObject([
      { method: 'POST', url: `${LOGIN}?setCookie=false&extendedSession=true` },
    ]);
    expect(JSON.parse(server.requests[0]?.body ?? '')).toEqual({ username: 'monitor', password: PASSWORD });
    expect(run.stats.requests).toBe(1);
  });

  it('is shared by all requests', async () => {
    const { clock, session, run, host } = await setUp();

    await session.authorization(run);
    await clock.advance(20 * HOUR);
    await session.authorization(run);

    expect(host.asked('login')).toHaveLength(1);
  });

  it('takes one login when many ask at once', async () => {
    const { session, run, host } = await setUp();

    const tokens = await Promise.all([1, 2, 3, 4].map(() => session.authorization(run)));

    expect(new Set(tokens).size).toBe(1);
    expect(host.asked('login')).toHaveLength(1);
  });

  it('is finished for the others when the run is aborted that asked first', async () => {
    const { session, run, host } = await setUp();
    const abort = new AbortController();
    const first = session.authorization({ ...run, signal: abort.signal }).catch((error: unknown) => error);
    const second = session.authorization(run);

    abort.abort(new Error('the cluster is gone'));

    expect(await first).toEqual(new Error('the cluster is gone'));
    expect(await second).toBe(host.issued[0]);
  });

  it('understands a token that comes without a wrapper', async () => {
    const { session, run, host } = await setUp();
    host.instead.set(LOGIN, answering(200, { Authorization: 'bare' }));

    expect(await session.authorization(run)).toBe('bare');
  });

  it('understands a token that comes as a cookie only', async () => {
    const { session, run, host } = await setUp();
    host.instead.set(LOGIN, (_, response) => {
      const cookies = ['RefreshToken=fresh; Path=/', 'Authorization=from-cookie; Path=/; HttpOnly'];
      response.setHeader('set-cookie', cookies).end('{"IsFirstLogin":false}');
    });

    expect(await session.authorization(run)).toBe('from-cookie');
  });

  it('tells when it ends, from the token', async () => {
    const { clock, session, run } = await setUp({ lifetime: 24 * HOUR });
    const before = session.expiry();

    await session.authorization(run);

    expect(before).toBeUndefined();
    expect(session.expiry()).toBe((clock.now() + 24 * HOUR) / 1000);
  });

  it('is taken for a short one when its token does not tell', async () => {
    const { clock, session, run, host } = await setUp();
    host.instead.set(LOGIN, answering(200, { Token: { Authorization: 'opaque' } }));

    await session.authorization(run);

    expect(session.expiry()).toBe((clock.now() + 2 * HOUR) / 1000);
  });

  it('is ended on the host', async () => {
    const { session, run, server, newest } = await setUp();
    await session.authorization(run);

    await session.close();

    expect(server.requests.at(-1)).toMatchObject({ method: 'POST', url: LOGOUT });
    expect(server.requests.at(-1)?.headers.authorization).toBe(newest());
    expect(session.expiry()).toBeUndefined();
  });

  it('that never began is not ended', async () => {
    const { session, server } = await setUp();

    await session.close();

    expect(server.requests).toEqual([]);
  });

  it('does not mind a host that refuses the logout', async () => {
    const { session, run, host } = await setUp();
    await session.authorization(run);
    host.instead.set(LOGOUT, (_, response) => void response.socket?.destroy());

    await expect(session.close()).resolves.toBeUndefined();
  });
});

describe('the renewal of a session', () => {
  it('comes a quarter of an hour before its end, with the refresh token', async () => {
    const { clock, session, run, host, newest } = await setUp();
    const first = await session.authorization(run);
    await clock.advance(24 * HOUR - 16 * MINUTE);
    const kept = await session.authorization(run);

    await clock.advance(2 * MINUTE);
    const renewed = await session.authorization(run);

    expect(kept).toBe(first);
    expect(renewed).toBe(newest());
    expect(host.asked('login')).toHaveLength(1);
    expect(host.asked('renewal')).toMatchObject([
      { url: `${RENEWAL}?extendedSession=true`, body: '{"refreshToken":"refresh-1"}' },
    ]);
    expect(host.asked('renewal')[0]?.headers.authorization).toBe(first);
  });

  it('uses the current token on a host that knows no refresh tokens', async () => {
    const { clock, session, run, host } = await setUp();
    host.instead.set(LOGIN, (request: Received, response) => {
      answering(200, { Token: { Authorization: host.token() } })(request, response);
    });
    await session.authorization(run);

    await clock.advance(24 * HOUR - 10 * MINUTE);
    await session.authorization(run);

    expect(host.asked('renewal')).toMatchObject([{ body: '' }]);
  });

  it('gives way to a login when it is refused', async () => {
    const { clock, session, run, host, newest } = await setUp();
    await session.authorization(run);
    host.instead.set(RENEWAL, answering(401));

    await clock.advance(24 * HOUR - 10 * MINUTE);
    const authorization = await session.authorization(run);

    expect(authorization).toBe(newest());
    expect(host.asked('login')).toHaveLength(2);
  });

  it.each([
    ['fails', answering(500)],
    ['is not answered', (_: Received, response) => void response.socket?.destroy()],
  ] satisfies [string, Answer][])('leaves the token in use when it %s', async (_, answer) => {
    const { clock, session, run, host } = await setUp();
    const first = await session.authorization(run);
    host.instead.set(RENEWAL, answer);

    await clock.advance(24 * HOUR - 10 * MINUTE);
    const authorization = await session.authorization(run);

    expect(authorization).toBe(first);
    expect(host.asked('login')).toHaveLength(1);
  });

  it('is not tried after the end', async () => {
    const { clock, session, run, host } = await setUp();
    await session.authorization(run);

    await clock.advance(25 * HOUR);
    await session.authorization(run);

    expect(host.asked('renewal')).toHaveLength(0);
    expect(host.asked('login')).toHaveLength(2);
  });
});

describe('a token that the host refuses', () => {
  it('costs one login, however many requests were under way with it', async () => {
    const { session, run, host } = await setUp();
    const old = await session.authorization(run);
    session.accepted(old);

    session.refused(old);
    const first = session.authorization(run);
    session.refused(old);
    const renewed = await Promise.all([first, session.authorization(run)]);
    session.refused(old);

    expect(await session.authorization(run)).toBe(renewed[0]);
    expect(host.asked('login')).toHaveLength(2);
  });

  it('is sent in the other style before a login, when it never was accepted', async () => {
    const { session, run, host } = await setUp();
    const bare = await session.authorization(run);

    session.refused(bare);

    expect(await session.authorization(run)).toBe(`Bearer ${bare}`);
    expect(host.asked('login')).toHaveLength(1);
  });
});

describe('a session that was refused, and whose logins are refused as well', () => {
  it('is shown to the host every half minute, and holds again as soon as the host takes it', async () => {
    const { clock, session, run, host } = await setUp();
    const old = await session.authorization(run);
    session.accepted(old);
    host.instead.set(LOGIN, answering(401));
    session.refused(old);
    const failures = [
      await failureOf(session.authorization(run)),
      await failureOf(session.authorization(run)),
      await failureOf(session.authorization(run)),
    ];

    await clock.advance(MINUTE / 2);
    const shown = await session.authorization(run);
    session.refused(shown);
    const meanwhile = await failureOf(session.authorization(run));
    await clock.advance(MINUTE / 2);
    const again = await session.authorization(run);
    session.accepted(again);

    expect(failures.map(({ reason }) => reason)).toEqual(Array(3).fill('unauthorized'));
    expect(meanwhile.message).toContain('it is not tried again before');
    expect([shown, again, await session.authorization(run)]).toEqual([old, old, old]);
    expect(host.asked('login')).toHaveLength(1 + 2);
  });

  it('is forgotten once a login gave another', async () => {
    const { clock, session, run, host, newest } = await setUp();
    const old = await session.authorization(run);
    session.accepted(old);
    host.instead.set(LOGIN, answering(401));
    session.refused(old);
    await failureOf(session.authorization(run));
    await failureOf(session.authorization(run));
    host.instead.clear();

    await clock.advance(15 * MINUTE);
    const fresh = await session.authorization(run);

    expect([fresh, fresh === old]).toEqual([newest(), false]);
    expect(host.asked('login')).toHaveLength(1 + 3);
  });
});

describe('a wrong password', () => {
  it('is sent twice at most, then left alone for a quarter of an hour', async () => {
    const { clock, session, run, host } = await setUp({ password: 'another' });

    for (let minute = 0; minute < 15; minute += 1) {
      await failureOf(session.authorization(run));
      await clock.advance(MINUTE - 5);
    }
    const early = [host.asked('login').length, session.blocked(), session.loginFailures()];
    await clock.advance(2 * MINUTE);
    await failureOf(session.authorization(run));
    await failureOf(session.authorization(run));

    expect(early).toEqual([2, true, 2]);
    expect(host.asked('login')).toHaveLength(3);
  });

  it('says what to check, and never what it was', async () => {
    const { session, run, host } = await setUp({ password: 'another' });
    host.instead.set(LOGIN, answering(400, { message: `wrong password ${PASSWORD}` }));

    const messages = [];
    for (let attempt = 0; attempt < 3; attempt += 1) {
      messages.push((await failureOf(session.authorization(run))).message);
    }

    expect(messages[0]).toBe(
      'Local UI "h1": the login of user "monitor" was answered 400; check username and password, and whether the user is locked',
    );
    expect(messages[2]).toMatch(
      /^Local UI "h1": password was rejected; check it: it is not tried again before /,
    );
    expect(messages.join()).not.toContain(PASSWORD);
  });

  it('is not called rejected where the host never answered it', async () => {
    const { session, run, host } = await setUp();
    host.instead.set(LOGIN, (_request, response) => response.destroy());

    const messages = [];
    for (let attempt = 0; attempt < 3; attempt += 1) {
      messages.push((await failureOf(session.authorization(run))).message);
    }

    expect(messages[2]).toMatch(
      /^Local UI "h1": password was sent and not answered, .* failed login: it is not tried again before /,
    );
  });

  it('is replaced by the content of its file as soon as that changes', async () => {
    const passwordFile = temporaryFile('wrong\n');
    const { session, run, newest } = await setUp({ password: 'right', passwordFile });
    await failureOf(session.authorization(run));
    await failureOf(session.authorization(run));

    writeFileSync(passwordFile, 'right\n');

    expect(await session.authorization(run)).toBe(newest());
    expect(session.blocked()).toBe(false);
  });

  it.each([
    ['500', answering(500)],
    ['200 without a token', answering(200, { Token: { Authorization: '' } })],
    ['a page', answering(200, '<html></html>')],
    ['a redirect', answering(302, '', { location: '/login' })],
    ['429', answering(429)],
    ['half an answer', (_: Received, response) => void response.socket?.destroy()],
  ] satisfies [string, Answer][])('may be what %s means, which counts as a try', async (_, answer) => {
    const { clock, session, run, host } = await setUp();
    host.instead.set(LOGIN, answer);

    for (let minute = 0; minute < 14; minute += 1) {
      await failureOf(session.authorization(run));
      await clock.advance(MINUTE);
    }

    expect(host.asked('login')).toHaveLength(2);
    expect([session.blocked(), session.loginFailures()]).toEqual([true, 2]);
  });

  it('is not tried again after a restart, nor is it in the file that remembers it', async () => {
    const stateFile = temporaryFile('');
    const memory = createLoginMemory(stateFile);
    const { clock, server, host } = await setUp({ password: 'another' });
    const secret = createSecret({ value: PASSWORD }, 'password');
    const restart = () => {
      const who = 'Local UI "h1"';
      const http = createHttp({ who, url: server.url, connections: 2, timeout: 30_000, maxBody: 9e5 });
      opened.push(http);
      return createSession({ who, http, username: 'monitor', password: secret, clock, memory });
    };
    const run: Run = { stats: { requests: 0, dropped: 0 }, signal: new AbortController().signal };

    for (let start = 0; start < 6; start += 1) await failureOf(restart().authorization(run));
    const early = host.asked('login').length;
    host.password = PASSWORD;
    await clock.advance(16 * MINUTE);
    await restart().authorization(run);

    expect([early, host.asked('login').length]).toEqual([2, 3]);
    expect(readFileSync(stateFile, 'utf8')).toBe('{}\n');
  });

  it('is not what a host means that cannot be reached', async () => {
    const http = createHttp({
      who: 'Local UI "h1"',
      url: new URL('http://127.0.0.1:1'),
      connections: 2,
      timeout: 30_000,
      maxBody: 9e5,
    });
    opened.push(http);
    const password = createSecret({ value: PASSWORD }, 'password');
    const memory = createLoginMemory(temporaryFile(''));
    const parts = { who: 'Local UI "h1"', http, username: 'monitor', password, memory };
    const session = createSession({ ...parts, clock: fakeClock() });
    const run: Run = { stats: { requests: 0, dropped: 0 }, signal: new AbortController().signal };

    const errors = [];
    for (let attempt = 0; attempt < 4; attempt += 1) errors.push(await failureOf(session.authorization(run)));

    expect(errors.map(({ reason }) => reason)).toEqual(Array(4).fill('connection'));
    expect([session.blocked(), session.loginFailures()]).toEqual([false, 0]);
    expect(memory.recall('Local UI "h1"', PASSWORD)).toBeUndefined();
  });

  it('is told apart from an answer that holds no token', async () => {
    const { session, run, host } = await setUp();
    host.instead.set(LOGIN, answering(200, '<html></html>'));

    const error = await failureOf(session.authorization(run));

    expect(error.reason).toBe('parse');
    expect(error.message).toContain('was answered 200 and no token; is url a Local UI?');
  });
});
