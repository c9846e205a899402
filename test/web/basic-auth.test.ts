import { randomBytes } from 'node:crypto';
import { getRounds, hashSync } from 'bcryptjs';
import express, { type Request, type RequestHandler, type Response } from 'express';
import supertest from 'supertest';
import { describe, expect, it } from 'vitest';
import { basicAuth, hashOfNobody, REMEMBERED } from '../../exporter/web/basic-auth.ts';

const PASSWORD = 'correct: horse ä';
const hash = hashSync(PASSWORD, 4);

function setUp(users: Map<string, string> = new Map([['anna', hash]])) {
  const app = express();
  app.use(basicAuth(() => users));
  app.get('/', (_, response) => void response.send('inside'));
  const ask = (user: string, password: string) => supertest(app).get('/').auth(user, password);
  return { app, users, ask };
}

interface Told {
  readonly status: number;
  readonly retryAfter?: string;
}

/** What a handler answers, without the time that a connection takes. */
function answersOf(handler: RequestHandler) {
  return (user: string, password: string) =>
    new Promise<Told>((resolve) => {
      const authorization = `Basic ${Buffer.from(`${user}:${password}`).toString('base64')}`;
      const headers: Record<string, string> = {};
      let status = 200;
      const response = {
        set(name: string, value: string) {
          headers[name] = value;
          return response;
        },
        status(code: number) {
          status = code;
          return response;
        },
        type: () => response,
        send() {
          const { 'Retry-After': retryAfter } = headers;
          resolve({ status, ...(retryAfter !== undefined && { retryAfter }) });
        },
      };
      void handler({ get: () => authorization } as unknown as Request, response as unknown as Response, () =>
        resolve({ status }),
      );
    });
}

describe('basic authentication', () => {
  it('lets everybody in where no users are listed', async () => {
    const { app } = setUp(new Map());

    expect((await supertest(app).get('/')).text).toBe('inside');
  });

  it('asks for credentials', async () => {
    const { app } = setUp();

    const response = await supertest(app).get('/');

    expect(response.status).toBe(401);
    expect(response.headers['www-authenticate']).toBe('Basic realm="palette-exporter", charset="UTF-8"');
  });

  it('lets a user in with the right password, colons and umlauts included', async () => {
    const { ask } = setUp();

    expect((await ask('anna', PASSWORD)).text).toBe('inside');
  });

  it.each([
    ['anna', 'wrong'],
    ['anna', ''],
    ['', PASSWORD],
    ['bert', PASSWORD],
    ['__proto__', PASSWORD],
    ['anna', `${PASSWORD}\0`],
  ])('refuses %j with %j', async (user, password) => {
    const { ask } = setUp();

    expect((await ask(user, password)).status).toBe(401);
  });

  it.each(['Basic', 'Basic !!!', `Basic ${Buffer.from('anna').toString('base64')}`, 'Bearer abc'])(
    'refuses what is no such header: %s',
    async (header) => {
      const { app } = setUp();

      expect((await supertest(app).get('/').set('Authorization', header)).status).toBe(401);
    },
  );

  it('does not hash again for a password that it has seen', async () => {
    const { ask } = setUp(new Map([['anna', hashSync(PASSWORD, 10)]]));
    const before = process.cpuUsage();
    await ask('anna', PASSWORD);
    const first = process.cpuUsage(before);

    const again = process.cpuUsage();
    for (let scrape = 0; scrape < 10; scrape += 1) expect((await ask('anna', PASSWORD)).status).toBe(200);

    // Work, not time: a busy machine is no fault.
    expect(process.cpuUsage(again).user / 10).toBeLessThan(first.user / 2);
  });

  it('takes as much work for a user that is not listed as for one that is', async () => {
    /** Of several, since other work of the process may come between. */
    const leastWork = async (cost: number) => {
      const { ask } = setUp(new Map([['anna', hashSync(PASSWORD, cost)]]));
      const spent: number[] = [];
      for (let name = 0; name < 5; name += 1) {
        const before = process.cpuUsage();
        expect((await ask(`nobody ${name}`, PASSWORD)).status).toBe(401);
        spent.push(process.cpuUsage(before).user);
      }
      return Math.min(...spent);
    };

    // Work, not time: a busy machine is no fault.
    expect(await leastWork(10)).toBeGreaterThan(3 * (await leastWork(4)));
  });

  it('takes for each unknown user always as much as for one of those that are listed', () => {
    const users = new Map([4, 6].map((cost) => [`user ${cost}`, hashSync(PASSWORD, cost)]));
    const secret = randomBytes(32);
    const costOf = (user: string) => getRounds(hashOfNobody(user, users, secret));
    const names = Array.from({ length: 60 }, (_, index) => `nobody ${index}`);

    expect(new Set(names.map(costOf))).toEqual(new Set([4, 6]));
    expect(names.map(costOf)).toEqual(names.map(costOf));
  });

  it('lets a user that it knows in at once, however many have guessed, and others at a pace', async () => {
    const ask = answersOf(basicAuth(() => new Map([['anna', hash]])));
    await ask('anna', PASSWORD);
    for (let guess = 0; guess <= REMEMBERED; guess += 1) await ask('anna', `guess ${guess}`);

    // All at the same moment, so that none has been compared yet.
    const guesses = Array.from({ length: 40 }, (_, index) => ask('bert', `guess ${index}`));
    const known = await Promise.race([ask('anna', PASSWORD), guesses[0]]);
    const refused = await Promise.all(guesses);

    expect(known).toEqual({ status: 200 });
    expect(refused.slice(0, 10).map(({ status }) => status)).toEqual(Array(10).fill(401));
    expect(refused.slice(10)).toEqual(Array(30).fill({ status: 429, retryAfter: '1' }));
  });

  it('forgets what it has seen when the password is changed or the user is taken out', async () => {
    const { users, ask } = setUp();
    await ask('anna', PASSWORD);

    users.set('anna', hashSync('another', 4));
    const changed = [(await ask('anna', PASSWORD)).status, (await ask('anna', 'another')).status];
    users.delete('anna');
    users.set('bert', hash);
    const removed = (await ask('anna', 'another')).status;

    expect([...changed, removed]).toEqual([401, 200, 401]);
  });
});
