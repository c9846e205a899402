import { afterEach, describe, expect, it } from 'vitest';
import { z } from 'zod';
import type { Run } from '../../exporter/collection/job.ts';
import { createTelemetry } from '../../exporter/collection/telemetry.ts';
import { endpoints } from '../../exporter/local-ui/api/endpoints.ts';
import { createLocalUiClient, type LocalUiClient } from '../../exporter/local-ui/api/local-ui-client.ts';
import { createSession } from '../../exporter/local-ui/api/session.ts';
import { SourceError } from '../../exporter/sources/failures.ts';
import { createHttp } from '../../exporter/sources/http.ts';
import { createSecret } from '../../exporter/sources/secret.ts';
import { list } from '../../exporter/sources/wire.ts';
import { type Answer, answering, startServer } from '../kit/answering-server.ts';
import { fakeClock } from '../kit/fake-clock.ts';

const clients: LocalUiClient[] = [];

afterEach(async () => {
  await Promise.all(clients.splice(0).map((client) => client.close()));
});

/** A host that lets everybody in and then answers as the test says. */
async function setUp(answer: Answer) {
  const server = await startServer((request, response) =>
    request.url.includes('/login')
      ? answering(200, { Token: { Authorization: 'token' } })(request, response)
      : answer(request, response),
  );
  const clock = fakeClock();
  const who = 'Local UI "h1"';
  const http = createHttp({ who, url: server.url, connections: 2, timeout: 30_000, maxBody: 2 ** 20 });
  const password = createSecret({ value: 'password' }, 'password');
  const session = createSession({ who, http, username: 'monitor', password, clock });
  const telemetry = createTelemetry();
  const client = createLocalUiClient({ name: 'h1', http, session, telemetry });
  clients.push(client);
  const run: Run = { stats: { requests: 0, dropped: 0 }, signal: new AbortController().signal };
  const reads = () => server.requests.filter(({ url }) => !url.includes('/users/'));
  return { client, run, reads, telemetry, server };
}

async function failureOf(work: Promise<unknown>): Promise<SourceError> {
  const error = await work.catch((thrown: unknown) => thrown);
  if (error instanceof SourceError) return error;
  throw new Error(`expected a SourceError, got ${String(error)}`);
}

describe('a path that alone refuses the token', () => {
  it('costs no login, and is a failure of that path', async () => {
    const { client, run, server } = await setUp((request, response) =>
      answering(request.url.startsWith(endpoints.nodes.path) ? 401 : 200, {})(request, response),
    );
    await client.get(run, endpoints.edgeHost, z.object({}));

    const error = await failureOf(client.get(run, endpoints.nodes, z.object({})));
    await client.get(run, endpoints.settings, z.object({}));

    expect(error.reason).toBe('forbidden');
    expect(error.message).toContain('answered 401 although the token is good elsewhere');
    expect(server.requests.filter(({ url }) => url.includes('/login'))).toHaveLength(1);
  });
});

describe('a request to a Local UI', () => {
  it('cannot be one that the table of endpoints does not list, not even by the same path', async () => {
    const { client, run, server } = await setUp(answering(200, {}));
    const forbidden = [
      { method: 'GET', path: '/v1/edge-mgmt/edgehosts/current/userdata' },
      { method: 'POST', path: '/v1/edge-mgmt/edgehosts/current/actions/reboot' },
      { ...endpoints.edgeHost },
    ] as const;

    for (const endpoint of forbidden) {
      await expect(client.get(run, endpoint, z.object({}))).rejects.toThrow(TypeError);
    }

    expect(server.requests).toEqual([]);
  });

  it('carries the token and the fixed query of its endpoint', async () => {
    const { client, run, reads } = await setUp(answering(200, { items: [] }));

    await client.get(run, endpoints.errorLogs, z.object({}));

    expect(reads()).toMatchObject([
      { method: 'GET', url: `${endpoints.errorLogs.path}?logCount=20`, headers: { authorization: 'token' } },
    ]);
  });

  it('counts the rows that were left out', async () => {
    const { client, run } = await setUp(answering(200, { rows: [{ name: 'a' }, {}, null] }));

    const { rows } = await client.get(
      run,
      endpoints.nodes,
      z.object({ rows: list(z.object({ name: z.string() })) }),
    );

    expect(rows).toEqual([{ name: 'a' }]);
    expect(run.stats.dropped).toBe(2);
  });

  it('is counted by path, so that no query becomes a label', async () => {
    const { client, run, telemetry } = await setUp(answering(200, {}));

    await client.get(run, endpoints.errorLogs, z.object({}));

    expect(await telemetry.registry.metrics()).toContain(
      `palette_exporter_requests_total{source="h1",prefix="${endpoints.errorLogs.path}",code="200"} 1`,
    );
  });

  it.each([
    [401, 'unauthorized'],
    [403, 'forbidden'],
    [404, 'not_found'],
    [405, 'not_found'],
    [418, 'parse'],
    [429, 'rate_limited'],
    [500, 'server_error'],
    [503, 'server_error'],
  ])('that is answered %i fails for a reason that says so', async (status, reason) => {
    const { client, run } = await setUp(answering(status, { message: 'password=hunter2' }));

    const failure = await failureOf(client.get(run, endpoints.edgeHost, z.object({})));

    expect(failure.reason).toBe(reason);
    expect(failure.message).toContain(`Local UI "h1": GET ${endpoints.edgeHost.path} answered ${status}: `);
    expect(failure.message).not.toContain('hunter2');
  });

  it.each([
    ['no JSON', '<html>hunter2</html>'],
    ['another shape', { name: ['hunter2'] }],
  ])('that is answered with %s fails, and keeps the answer to itself', async (_what, body) => {
    const { client, run } = await setUp(answering(200, body));

    const failure = await failureOf(client.get(run, endpoints.edgeHost, z.object({ name: z.string() })));

    expect(failure.reason).toBe('parse');
    expect(failure.message).not.toContain('hunter2');
  });

  it('is sent once more with a new token when an agent has forgotten its sessions', async () => {
    let forgotten = false;
    const { client, run, reads, server } = await setUp((request, response) => {
      answering(forgotten ? 401 : 200, {})(request, response);
      forgotten = false;
    });
    await client.get(run, endpoints.edgeHost, z.object({}));
    forgotten = true;

    await client.get(run, endpoints.edgeHost, z.object({}));

    expect(reads()).toHaveLength(3);
    expect(server.requests.filter(({ url }) => url.includes('/login'))).toHaveLength(2);
  });
});
