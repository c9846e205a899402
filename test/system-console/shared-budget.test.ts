import { afterEach, expect, it } from 'vitest';
import { z } from 'zod';
import { createTelemetry } from '../../exporter/collection/telemetry.ts';
import { createPaletteClient } from '../../exporter/palette/api/client.ts';
import { endpoints } from '../../exporter/palette/api/endpoints.ts';
import { createHttp } from '../../exporter/sources/http.ts';
import { createSecret } from '../../exporter/sources/secret.ts';
import { endpoints as systemEndpoints } from '../../exporter/system-console/api/endpoints.ts';
import { connectSystemConsole } from '../../exporter/system-console/api/system-console.ts';
import { answering, startServer } from '../kit/answering-server.ts';
import { fakeClock } from '../kit/fake-clock.ts';

const closing: (() => Promise<void>)[] = [];
afterEach(async () => {
  for (const close of closing.splice(0)) await close();
});

it('passes a pause on to the tenant console where Palette counts both, on the same prefix, and nowhere else', async () => {
  const server = await startServer((request, response) => {
    if (request.url === '/v1/tenants') answering(429, {}, { 'retry-after': '3600' })(request, response);
    else answering(200, { Authorization: 'token' })(request, response);
  });
  const http = createHttp({ who: 'pma', url: server.url, connections: 2, timeout: 30_000, maxBody: 2 ** 20 });
  const shared = {
    http,
    clock: fakeClock(),
    budgetShare: 1,
    budgets: new Map(),
    telemetry: createTelemetry(),
  };
  const secret = createSecret({ value: 'x' }, 'apiKey');
  const tenant = createPaletteClient({ ...shared, name: 'pma', apiKey: secret });
  const system = connectSystemConsole({ ...shared, name: 'pma', username: 'monitor', password: secret });
  closing.push(http.close);
  const run = {
    stats: { requests: 0, dropped: 0 },
    signal: new AbortController().signal,
    longestWait: 30_000,
  };
  const ofTenant = { path: { tenantUid: 't1' } };

  const refused = system.client.call(run, systemEndpoints.tenants, z.unknown());
  await expect(refused).rejects.toMatchObject({ reason: 'rate_limited' });
  await tenant.call(run, endpoints.usersInfo, z.unknown());
  const asked = server.requests.length;
  const waiting = tenant.call(run, endpoints.resourceLimits, z.unknown(), ofTenant);
  await expect(waiting).rejects.toMatchObject({ reason: 'rate_limited' });
  const early = server.requests.length;
  await shared.clock.advance(60_001);
  await tenant.call(run, endpoints.resourceLimits, z.unknown(), ofTenant);

  expect([early - asked, server.requests.length - early]).toEqual([0, 1]);
});
