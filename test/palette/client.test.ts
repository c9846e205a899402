import { writeFileSync } from 'node:fs';
import { setImmediate as turn } from 'node:timers/promises';
import { afterEach, describe, expect, it } from 'vitest';
import { z } from 'zod';
import { createTelemetry, type Telemetry } from '../../exporter/collection/telemetry.ts';
import type { Endpoint } from '../../exporter/metric/endpoint.ts';
import { createPaletteClient, type PaletteClient } from '../../exporter/palette/api/client.ts';
import { endpoints } from '../../exporter/palette/api/endpoints.ts';
import { ElsewhereError, type FailureReason, SourceError } from '../../exporter/sources/failures.ts';
import { createHttp } from '../../exporter/sources/http.ts';
import { createSecret, type SecretRef } from '../../exporter/sources/secret.ts';
import { answering, startServer } from '../kit/answering-server.ts';
import { fakeClock } from '../kit/fake-clock.ts';
import { temporaryFile } from '../kit/temporary.ts';

const KEY = 'k3y-that-must-stay-secret';
const MINUTE = 60_000;
const user = z.object({ orgName: z.string() });

const clients: PaletteClient[] = [];

afterEach(async () => {
  await Promise.all(clients.splice(0).map((client) => client.close()));
});

async function setUp({
  answer = answering(200, { orgName: 'acme' }),
  apiKey = { value: KEY } as SecretRef,
  timeout = 5000,
  budgetShare = 1,
} = {}) {
  const server = await startServer(answer);
  const clock = fakeClock();
  const telemetry = createTelemetry();
  const http = createHttp({
    who: 'palette "pma"',
    url: server.url,
    connections: 4,
    timeout,
    maxBody: 2 ** 20,
  });
  const secret = createSecret(apiKey, 'apiKey');
  const shared = { clock, budgetShare, budgets: new Map(), telemetry };
  const client = createPaletteClient({ name: 'pma', http, apiKey: secret, ...shared });
  clients.push(client);
  const run = { stats: { requests: 0, dropped: 0 }, signal: new AbortController().signal };
  const ask = () => client.call(run, endpoints.usersInfo, user);
  return { server, clock, telemetry, client, run, ask };
}

async function failureOf(work: Promise<unknown>): Promise<SourceError> {
  const error = await work.then(
    () => undefined,
    (thrown: unknown) => thrown,
  );
  if (error instanceof SourceError) return error;
  throw new Error(`expected a SourceError, got ${String(error)}`);
}

describe('a request to Palette', () => {
  it('carries the API key and, for a project, its UID', async () => {
    const { server, client, run } = await setUp({ answer: answering(200, { items: [] }) });

    await client.call(run, endpoints.clustersSearch, z.object({}), { project: 'p1', query: { limit: 50 } });
    await client.call(run, endpoints.clustersSearch, z.object({}));

    const [scoped, whole] = server.requests;
    expect(scoped).toMatchObject({
      method: 'POST',
      url: `${endpoints.clustersSearch.path}?limit=50`,
      body: '{}',
    });
    expect(scoped?.headers).toMatchObject({ apikey: KEY, projectuid: 'p1' });
    expect(whole?.headers).not.toHaveProperty('projectuid');
  });

  it('fills the parameters of its path, whatever they hold', async () => {
    const { server, client, run } = await setUp();
    const path = { configUid: 'a/b?c#d', machinePoolName: 'pool one' };

    await client.call(run, endpoints.edgeNativeMachines, z.object({}), { path });

    expect(server.requests[0]?.url).toBe(
      '/v1/cloudconfigs/edge-native/a%2Fb%3Fc%23d/machinePools/pool%20one/machines',
    );
  });

  it.each(['', '.', '..'])('is not sent with %j as a part of its path', async (configUid) => {
    const { server, client, run } = await setUp();

    const error = await failureOf(
      client.call(run, endpoints.edgeNativeCloudConfig, z.object({}), { path: { configUid } }),
    );

    expect(error.reason).toBe('parse');
    expect(server.requests).toEqual([]);
  });

  it('is not sent when a parameter is forgotten', async () => {
    const { server, client, run } = await setUp();

    const request = client.call(run, endpoints.edgeNativeCloudConfig, z.object({}));

    await expect(request).rejects.toThrow(TypeError);
    expect(server.requests).toEqual([]);
  });

  it('cannot be one that the table of endpoints does not list', async () => {
    const { server, client, run } = await setUp();
    const copy = { ...endpoints.usersInfo };
    const invented = { method: 'POST', path: '/v1/spectroclusters/1/reset' } as const;

    for (const endpoint of [copy, invented]) {
      await expect(client.call(run, endpoint, user)).rejects.toThrow("is not one of the exporter's requests");
    }

    expect(server.requests).toEqual([]);
  });

  it.each([
    ['POST', ''],
    ['PUT', '/{vmName}'],
    ['DELETE', '/{vmName}'],
    ['PUT', '/{vmName}/addVolume'],
    ['PUT', '/{vmName}/removeVolume'],
    ['POST', '/{vmName}/clone'],
    ['PUT', '/{vmName}/migrate'],
    ['PUT', '/{vmName}/pause'],
    ['PUT', '/{vmName}/resume'],
    ['PUT', '/{vmName}/start'],
    ['PUT', '/{vmName}/stop'],
    ['PUT', '/{vmName}/restart'],
    ['POST', '/{vmName}/snapshot'],
    ['PUT', '/{vmName}/snapshot/{snapshotName}'],
    ['DELETE', '/{vmName}/snapshot/{snapshotName}'],
  ])('never acts on a virtual machine: %s …/vms%s does not leave the process', async (method, path) => {
    const { client, run, server } = await setUp();
    const acting = { method, path: `/v1/spectroclusters/{uid}/vms${path}` } as Endpoint;
    const options = { path: { uid: 'c', vmName: 'v', snapshotName: 's' } };

    await expect(client.call(run, acting, user, options)).rejects.toThrow('is not one of');
    expect(server.requests).toEqual([]);
  });

  it('is counted, by its run and by prefix and status', async () => {
    const { telemetry, run, ask } = await setUp();

    await ask();

    expect(run.stats.requests).toBe(1);
    expect(await telemetry.registry.metrics()).toContain(
      'palette_exporter_requests_total{source="pma",prefix="/v1/users",code="200"} 1',
    );
  });

  it('waits for the budget of its prefix only', async () => {
    const { server, clock, client, run, ask } = await setUp({ budgetShare: 0.1 });
    const first = ask();
    const second = ask();

    await client.call(run, endpoints.clustersSearch, z.object({}));
    await first;

    expect(server.requests).toHaveLength(2);
    await clock.advance(1020);
    await second;
    expect(server.requests).toHaveLength(3);
  });
});

describe('an answer of Palette that is no success', () => {
  const words = { code: 'SomeCode', message: 'some message' };

  it.each([
    [301, 'parse', 'redirects are not followed; check url'],
    [400, 'parse', 'an answer that the exporter does not expect; check url'],
    [401, 'unauthorized', 'the API key was rejected; check apiKey'],
    [403, 'forbidden', 'the API key lacks a permission; the role Tenant Viewer has it'],
    [404, 'server_error', 'which every Palette has; is it being upgraded, or url wrong?'],
    [405, 'server_error', 'which every Palette has; is it being upgraded, or url wrong?'],
    [500, 'server_error', 'Palette, or what stands before it, is failing'],
    [502, 'server_error', 'Palette, or what stands before it, is failing'],
    [503, 'server_error', 'Palette, or what stands before it, is failing'],
  ] satisfies [number, FailureReason, string][])('%d becomes %s', async (status, reason, advice) => {
    const { ask } = await setUp({ answer: answering(status, words) });

    const error = await failureOf(ask());

    expect(error.reason).toBe(reason);
    expect(error.message).toBe(`palette "pma": GET /v1/users/info answered ${status}: ${advice}`);
  });

  it.each([404, 405])(
    '%d becomes not_found where it is no request that every Palette knows',
    async (status) => {
      const { client, run } = await setUp({ answer: answering(status, words) });

      const error = await failureOf(client.call(run, endpoints.clusterProfilesSearch, z.object({})));

      expect(error.reason).toBe('not_found');
      expect(error.message).toMatch(/answered 40[45]: this Palette does not have it$/);
    },
  );

  it.each([
    [
      302,
      '',
      { location: '/oauth2/start?rd=x' },
      'redirects are not followed; check url. It leads to a login page',
    ],
    [302, '', { location: 'https://elsewhere.example.com/' }, 'check url. It leads to another address'],
    [200, '<form><input type="password"></form>', {}, 'is url a Palette? It is a login page'],
  ])('says what was found where a %d is none of Palette', async (status, body, headers, words) => {
    const { ask } = await setUp({ answer: answering(status, body, headers) });

    const error = await failureOf(ask());

    expect(error).toBeInstanceOf(ElsewhereError);
    expect(error.reason).toBe('parse');
    expect(error.message).toContain(words);
    expect(error.message).not.toContain('elsewhere.example.com');
  });

  it.each([404, 405])('%d never says that a Palette has no clusters or hosts', async (status) => {
    const { client, run } = await setUp({ answer: answering(status, words) });

    for (const endpoint of [endpoints.clustersSearch, endpoints.edgeHostsSearch]) {
      const ofTenant = await failureOf(client.call(run, endpoint, z.object({})));
      const ofProject = await failureOf(client.call(run, endpoint, z.object({}), { project: 'p1' }));

      expect([ofTenant.reason, ofProject.reason]).toEqual(['server_error', 'parse']);
      expect(ofProject.message).toMatch(/Palette has no project p1 that may be seen; check projects$/);
    }
  });

  it('says of any request that its project is gone', async () => {
    const answer = answering(404, { code: 'ProjectNotFoundInTenant', message: 'gone' });
    const { client, run } = await setUp({ answer });

    const error = await failureOf(client.call(run, endpoints.workspaces, z.object({}), { project: 'p1' }));

    expect(error.reason).toBe('parse');
  });

  it('names the permission that is missing', async () => {
    const { client, run } = await setUp({ answer: answering(403, words) });

    const error = await failureOf(client.call(run, endpoints.clustersSearch, z.object({})));

    expect(error.message).toContain('the API key lacks cluster.list');
  });

  it.each([
    ['a page', '<html><body>404 Not Found</body></html>'],
    ['a line of text', 'default backend - 404'],
    ['nothing at all', ''],
    ['JSON without a code', '{"message":"no Route matched with those values"}'],
    ['null', 'null'],
  ])('is a failing ingress when a 404 is %s', async (_, body) => {
    const { client, run } = await setUp({ answer: answering(404, body) });

    const error = await failureOf(client.call(run, endpoints.clustersSearch, z.object({})));

    expect(error.reason).toBe('server_error');
    expect(error.message).toContain('answered 404: and not in the words of Palette; is it being upgraded');
  });

  it.each([
    ['HTML', '<html></html>', 'answered 13 bytes that are not JSON; is url a Palette?'],
    ['cut off', '{"orgName": "ac', 'answered 15 bytes that are not JSON; is url a Palette?'],
    ['empty', '', 'answered 0 bytes that are not JSON; is url a Palette?'],
    ['of another shape', '{"orgName": 5}', 'answered 200 with an unexpected shape at orgName'],
    ['no object', 'null', 'answered 200 with an unexpected shape at the top'],
  ])('cannot be read when it is %s', async (_, body, message) => {
    const { ask } = await setUp({ answer: answering(200, body) });

    const error = await failureOf(ask());

    expect(error.reason).toBe('parse');
    expect(error.message).toBe(`palette "pma": GET /v1/users/info ${message}`);
  });

  it('never leads to the API key in a message, even when the server echoes it everywhere', async () => {
    const answer = answering(400, { code: KEY, message: `bad key ${KEY}` }, { 'x-echo': KEY, location: KEY });
    const { server, ask } = await setUp({ answer });
    const messages: string[] = [];

    for (const status of [200, 302, 400, 403, 404, 500, 401]) {
      server.answer = answering(status, `"${KEY}"`, { 'x-echo': KEY, location: `http://${KEY}/` });
      const { message, stack } = await failureOf(ask());
      messages.push(message, String(stack));
    }

    expect(messages.join('\n')).not.toContain(KEY);
  });
});

describe('429', () => {
  it('is tried again after a pause, and slows the prefix down', async () => {
    const { server, clock, telemetry, ask } = await setUp({ answer: answering(429) });
    const request = ask();
    await refusals(telemetry, 1);

    server.answer = answering(200, { orgName: 'acme' });
    await clock.advance(1900);
    const early = server.requests.length;
    await clock.advance(200);

    expect(await request).toEqual({ orgName: 'acme' });
    expect([early, server.requests.length]).toEqual([1, 2]);
  });

  it('is waited out as long as Retry-After says', async () => {
    const { server, clock, telemetry, ask } = await setUp({
      answer: answering(429, '', { 'retry-after': '7' }),
    });
    const request = ask();
    await refusals(telemetry, 1);

    server.answer = answering(200, { orgName: 'acme' });
    await clock.advance(6900);
    const early = server.requests.length;
    await clock.advance(200);
    await request;

    expect([early, server.requests.length]).toEqual([1, 2]);
  });

  it.each([
    ['60', 60_000],
    ['1000000000', 60_000],
    [new Date(Date.parse('2026-11-22T09:01:00Z')).toUTCString(), 60_000],
  ])('is a failure at once when Retry-After is %s, longer than the run may wait', async (value, pause) => {
    const { server, clock, client, run } = await setUp({
      answer: answering(429, '', { 'retry-after': value, date: 'Sun, 22 Nov 2026 09:00:00 GMT' }),
    });
    const impatient = { ...run, longestWait: 30_000 };
    const ask = () => client.call(impatient, endpoints.usersInfo, user);

    const first = await failureOf(ask());
    const second = await failureOf(ask());
    const early = server.requests.length;
    server.answer = answering(200, { orgName: 'acme' });
    await clock.advance(pause + 1);

    expect([first.reason, second.reason, early]).toEqual(['rate_limited', 'rate_limited', 1]);
    expect(await ask()).toEqual({ orgName: 'acme' });
  });

  it.each(['-5', '5.5', 'soon, in 2099', '', '0'])(
    'is waited out for two seconds when Retry-After is %j',
    async (value) => {
      const { server, clock, telemetry, ask } = await setUp({
        answer: answering(429, '', { 'retry-after': value }),
      });
      const request = ask();
      await refusals(telemetry, 1);

      server.answer = answering(200, { orgName: 'acme' });
      await clock.advance(2100);

      expect(await request).toEqual({ orgName: 'acme' });
    },
  );

  it('understands a Retry-After that is a date', async () => {
    const { server, clock, telemetry, ask } = await setUp();
    const date = new Date(clock.now() + 30_000).toUTCString();
    server.answer = answering(429, '', { 'retry-after': date });
    const request = ask();
    await refusals(telemetry, 1);

    server.answer = answering(200, { orgName: 'acme' });
    await clock.advance(29_000);
    const early = server.requests.length;
    await clock.advance(2000);
    await request;

    expect([early, server.requests.length]).toEqual([1, 2]);
  });

  it('becomes a failure when it does not end', async () => {
    const { server, clock, telemetry, ask } = await setUp({ answer: answering(429) });
    const request = failureOf(ask());
    for (const times of [1, 2, 3]) {
      await refusals(telemetry, times);
      await clock.advance(10_000);
    }

    const error = await request;

    expect(error.reason).toBe('rate_limited');
    expect(server.requests).toHaveLength(3);
  });
});

describe('a rejected API key', () => {
  it('is not sent again by anybody for a minute, once the account refuses it too', async () => {
    const { server, clock, client, run, ask } = await setUp({ answer: answering(401) });
    await failureOf(ask());

    const others = [ask(), client.call(run, endpoints.clustersSearch, user)];
    const [error] = await Promise.all(others.map(failureOf));
    await clock.advance(0.9 * MINUTE);
    await failureOf(ask());

    expect(server.requests).toHaveLength(2);
    expect(error?.reason).toBe('unauthorized');
    expect(error?.message).toBe(
      'palette "pma": apiKey was rejected; check it: it is not tried again before 2026-11-22T09:01:00.000Z',
    );
  });

  it('is then tried by one caller only, once a minute for as long as it is rejected', async () => {
    const { server, clock, ask } = await setUp({ answer: answering(401) });
    await failureOf(ask());

    const counts: number[] = [];
    for (const minutes of [1, 0.9, 0.1, 1, 1]) {
      await clock.advance(minutes * MINUTE);
      await Promise.all([ask(), ask(), ask()].map(failureOf));
      counts.push(server.requests.length);
    }

    expect(counts).toEqual([4, 4, 6, 8, 10]);
  });

  it('opens the way again as soon as it is accepted', async () => {
    const { server, clock, ask } = await setUp({ answer: answering(401) });
    await failureOf(ask());
    server.answer = answering(200, { orgName: 'acme' });

    await clock.advance(5 * MINUTE);
    const answers = [await ask(), await ask(), await ask()];

    expect(answers).toHaveLength(3);
  });

  it('is replaced by the content of its file as soon as that changes', async () => {
    const file = temporaryFile('old-key\n');
    const { server, ask } = await setUp({ answer: answering(401), apiKey: { file } });
    const error = await failureOf(ask());

    writeFileSync(file, 'rotated-key\n');
    server.answer = answering(200, { orgName: 'acme' });

    expect(await ask()).toEqual({ orgName: 'acme' });
    expect(server.requests.map(({ headers }) => headers.apikey)).toEqual([
      'old-key',
      'old-key',
      'rotated-key',
    ]);
    expect(error.message).toContain(`check apiKeyFile ${file}`);
  });

  it('stays rejected when a failing ingress answers in between', async () => {
    const { server, clock, ask } = await setUp({ answer: answering(401) });
    await failureOf(ask());
    server.answer = answering(503);
    await clock.advance(5 * MINUTE);
    await failureOf(ask());

    await failureOf(ask());
    await failureOf(ask());

    expect(server.requests).toHaveLength(3);
  });

  it.each([
    ['once', 1],
    ['by a path alone', Number.POSITIVE_INFINITY],
  ])('that is refused %s closes nothing, since the account takes it', async (_, times) => {
    let left = times;
    const { server, client, run, ask } = await setUp();
    server.answer = (request, response) => {
      const refuses = request.url.startsWith('/v1/dashboard') && left > 0;
      if (refuses) left -= 1;
      answering(refuses ? 401 : 200, { orgName: 'acme' })(request, response);
    };

    const search = client.call(run, endpoints.clustersSearch, user).catch((error: unknown) => error);
    const result = await search;
    const account = await ask();

    expect(account).toEqual({ orgName: 'acme' });
    if (times === 1) expect(result).toEqual({ orgName: 'acme' });
    else
      expect(result).toMatchObject({
        reason: 'forbidden',
        message: expect.stringContaining('answered 401 although the login is good elsewhere'),
      });
  });

  it('costs few questions to the account when many are refused together', async () => {
    const { server, client, run } = await setUp({ answer: answering(401) });

    await Promise.all(
      [1, 2, 3, 4].map(() => failureOf(client.call(run, endpoints.clustersSearch, z.object({})))),
    );

    expect(server.requests.filter(({ url }) => url === '/v1/users/info').length).toBeLessThanOrEqual(2);
  });

  it('stays open when the account does not tell', async () => {
    const { server, client, run, ask } = await setUp();
    server.answer = (request, response) =>
      answering(request.url === '/v1/users/info' ? 503 : 401)(request, response);

    const error = await failureOf(client.call(run, endpoints.clustersSearch, z.object({})));
    server.answer = answering(200, { orgName: 'acme' });

    expect(error.reason).toBe('server_error');
    expect(await ask()).toEqual({ orgName: 'acme' });
  });

  it('is not sent at all when its file is gone', async () => {
    const { server, ask } = await setUp({ apiKey: { file: '/nowhere/api-key' } });

    const error = await failureOf(ask());

    expect(error.reason).toBe('unauthorized');
    expect(error.message).toMatch(/^palette "pma": cannot read apiKeyFile \/nowhere\/api-key: ENOENT/);
    expect(server.requests).toEqual([]);
  });

  it('is not sent when it holds what no header can, and is not shown either', async () => {
    const { server, ask } = await setUp({ apiKey: { value: `${KEY}\nX-Other: 1` } });

    const error = await failureOf(ask());

    expect(error.message).toBe(
      'palette "pma": apiKey holds blanks, line breaks or other characters that no API key has',
    );
    expect(server.requests).toEqual([]);
  });
});

/** Waits until so many 429s have come back: sockets work in real time. */
async function refusals(telemetry: Telemetry, count: number): Promise<void> {
  const line = /requests_total\{source="pma",prefix="\/v1\/users",code="429"\} (\d+)/;
  while (Number(line.exec(await telemetry.registry.metrics())?.[1] ?? 0) < count) await turn();
}
