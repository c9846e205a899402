import { execFile, spawnSync } from 'node:child_process';
import { once } from 'node:events';
import { mkdtemp, rm, writeFile } from 'node:fs/promises';
import { createServer, get, type IncomingMessage, type Server } from 'node:http';
import type { AddressInfo } from 'node:net';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { promisify } from 'node:util';
import express from 'express';
import { Gauge, Registry } from 'prom-client';
import request from 'supertest';
import { afterAll, beforeAll, describe, expect, test } from 'vitest';
import { renderLive } from '../../exporter/exposition/live.ts';
import { negotiate } from '../../exporter/exposition/negotiate.ts';
import { send } from '../../exporter/exposition/response.ts';
import { createRows } from '../../exporter/exposition/rows.ts';
import { createStore } from '../../exporter/exposition/store.ts';
import { gauge } from '../../exporter/metric/metric.ts';
import { bodyOf } from '../kit/exposition-text.ts';

const run = promisify(execFile);
const textType = 'text/plain; version=0.0.4; charset=utf-8';
const openMetricsType = 'application/openmetrics-text; version=1.0.0; charset=utf-8';

let server: Server;
let url: string;
let folder: string;
let expected: string;

beforeAll(async () => {
  const registry = new Registry();
  new Gauge({ name: 'own_up', help: 'Up.', registers: [registry] }).set(1);
  const store = createStore();
  const metrics = ['one', 'two', 'three'].map((name) =>
    gauge(`palette_${name}`, 'A value.', { labels: ['cluster_name'], per: 'cluster' }),
  );
  const { emit, finish } = createRows({ palette: 'pma' });
  for (let index = 0; index < 5000; index += 1) {
    for (const metric of metrics) emit(metric, index, { cluster_name: `störe-${index} 🚀` });
  }
  await store.publish({ source: 'pma', collector: 'clusters' }, finish());
  expected = bodyOf(
    store.response({ format: 'text', gzip: false, live: await renderLive(registry, 'text') }),
  ).toString();

  const app = express();
  app.get('/metrics', async (request, response) => {
    const { format, gzip } = negotiate(request);
    send(response, store.response({ format, gzip, live: await renderLive(registry, format) }));
  });
  server = createServer(app);
  await new Promise<void>((resolve) => server.listen(0, '127.0.0.1', resolve));
  url = `http://127.0.0.1:${(server.address() as AddressInfo).port}/metrics`;
  folder = await mkdtemp(join(tmpdir(), 'exposition-'));
});

afterAll(async () => {
  server.close();
  server.closeAllConnections();
  await rm(folder, { recursive: true });
});

describe('the gzip member is read whole', () => {
  test('by Node', async () => {
    const response = await fetch(url, { headers: { 'Accept-Encoding': 'gzip' } });

    expect(response.headers.get('content-encoding')).toBe('gzip');
    expect(await response.text()).toBe(expected);
  });

  test('by curl --compressed', async ({ skip }) => {
    skip(!exists('curl'), 'there is no curl on the PATH');
    const { stdout } = await run('curl', ['--silent', '--compressed', url], { maxBuffer: 1e8 });

    expect(stdout).toBe(expected);
  });

  test('by gzip -d', async ({ skip }) => {
    skip(!exists('gzip'), 'there is no gzip on the PATH');
    const file = await packed();

    const { stdout } = await run('gzip', ['-d', '-c', file], { maxBuffer: 1e8 });

    expect(stdout).toBe(expected);
  });

  test('by Python', async ({ skip }) => {
    skip(!exists('python3'), 'there is no python3 on the PATH');
    const file = await packed();
    const program = 'import gzip,sys; sys.stdout.buffer.write(gzip.open(sys.argv[1]).read())';

    const { stdout } = await run('python3', ['-c', program, file], { maxBuffer: 1e8 });

    expect(stdout).toBe(expected);
  });
});

describe('Accept', () => {
  test.each([
    ['', textType],
    ['*/*', textType],
    ['text/*', textType],
    ['application/json', textType],
    ['application/openmetrics-text', openMetricsType],
    ['Application/OpenMetrics-Text; version=1.0.0', openMetricsType],
    ['application/openmetrics-text;q=0, text/plain;q=0.1', textType],
    ['application/openmetrics-text;q=0.2, text/plain;q=0.5', textType],
    [
      'application/openmetrics-text;version=1.0.0;escaping=allow-utf-8;q=0.6,application/openmetrics-text;version=0.0.1;q=0.5,text/plain;version=1.0.0;escaping=allow-utf-8;q=0.4,text/plain;version=0.0.4;q=0.3,*/*;q=0.2',
      openMetricsType,
    ],
    ['text/plain;version=0.0.4;q=1,*/*;q=0.1', textType],
  ])('%s is answered with %s', async (accept, contentType) => {
    const response = await request(server).get('/metrics').set('Accept', accept);

    expect(response.headers['content-type']).toBe(contentType);
    expect(response.text.endsWith('# EOF\n')).toBe(contentType === openMetricsType);
  });
});

describe('Accept-Encoding', () => {
  test.each([
    ['gzip', 'gzip'],
    ['gzip, deflate, br', 'gzip'],
    ['GZIP;q=0.5', 'gzip'],
    ['*', 'gzip'],
    ['', undefined],
    ['identity', undefined],
    ['br', undefined],
    ['gzip;q=0', undefined],
    ['gzip;q=0, *', undefined],
    ['gzip;q=0.2, identity;q=0.8', undefined],
    ['*;q=0', undefined],
  ])('"%s" is answered with %s', async (accepted, encoding) => {
    const response = await request(server).get('/metrics').set('Accept-Encoding', accepted);

    expect(response.headers['content-encoding']).toBe(encoding);
    expect(response.headers.vary).toBe('Accept, Accept-Encoding');
    expect(response.text).toBe(expected);
  });
});

test('HEAD tells the length of what GET sends', async () => {
  const head = await fetch(url, { method: 'HEAD', headers: { 'Accept-Encoding': 'identity' } });

  expect(Number(head.headers.get('content-length'))).toBe(Buffer.byteLength(expected));
  expect(await head.text()).toBe('');
});

/** The compressed body as it came over the wire, in a file. */
async function packed(): Promise<string> {
  const [response] = (await once(get(url, { headers: { 'Accept-Encoding': 'gzip' } }), 'response')) as [
    IncomingMessage,
  ];
  const file = join(folder, 'metrics.gz');
  await writeFile(file, response);
  return file;
}

function exists(program: string): boolean {
  return spawnSync(program, ['--version']).status === 0;
}
