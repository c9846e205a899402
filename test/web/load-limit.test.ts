import { once } from 'node:events';
import { type RequestListener, type ServerResponse, request as startRequest } from 'node:http';
import { connect, type Socket } from 'node:net';
import express from 'express';
import { afterEach, describe, expect, test } from 'vitest';
import { limitAnswers, limitRate } from '../../exporter/web/load-limit.ts';
import { listen } from '../../exporter/web/server.ts';
import { eventually } from '../kit/eventually.ts';

const closing: (() => void)[] = [];

afterEach(() => {
  for (const close of closing.splice(0)) close();
});

async function serve(handler: RequestListener) {
  const { server, url } = await listen(handler, { host: '127.0.0.1', port: 0 });
  closing.push(() => {
    server.close();
    server.closeAllConnections();
  });
  return { server, url, port: Number(new URL(url).port) };
}

async function open(port: number): Promise<{ socket: Socket; received: () => string }> {
  const socket = connect(port, '127.0.0.1');
  await once(socket, 'connect');
  closing.push(() => socket.destroy());
  let text = '';
  socket.setEncoding('latin1').on('data', (chunk: string) => {
    text += chunk;
  });
  return { socket, received: () => text };
}

const GET = 'GET /metrics HTTP/1.1\r\nHost: localhost\r\n\r\n';

describe('a connection that sends requests and does not read', () => {
  test('gets four answered, one refused, and is closed', async () => {
    let asked = 0;
    const waiting: ServerResponse[] = [];
    const { port } = await serve((_, response) => {
      asked += 1;
      waiting.push(response);
    });
    const { socket, received } = await open(port);

    socket.write(GET.repeat(2_000));
    await eventually('the requests to arrive', async () => asked > 0);
    for (const response of waiting) response.end('answer');
    await once(socket, 'close');

    expect(asked).toBe(4);
    expect(received().match(/HTTP\/1\.1 \d+/g)).toEqual([...Array(4).fill('HTTP/1.1 200'), 'HTTP/1.1 503']);
    expect(received()).toContain('4 answers to this connection are not read yet\n');
  });

  test('leaves others alone, and may ask one after the other for ever', async () => {
    const { url, port } = await serve((_, response) => void response.end('answer'));
    const { socket } = await open(port);
    socket.pause().write(GET.repeat(2_000));

    for (let time = 0; time < 20; time += 1) expect((await fetch(url)).status).toBe(200);
  });
});

describe('more requests at once than are answered', () => {
  test('get 503 at once, and places become free with answers and with broken connections', async () => {
    const waiting: ServerResponse[] = [];
    const app = express().use(limitAnswers(2));
    app.get('/metrics', (_, response) => void waiting.push(response));
    app.get('/-/healthy', (_, response) => void response.end('alive'));
    const { url, port } = await serve(app);
    const { socket } = await open(port);
    socket.write(GET);
    const second = fetch(`${url}/metrics`);
    await eventually('both to be asked', async () => waiting.length === 2);

    const refused = await fetch(`${url}/metrics`);
    expect([refused.status, refused.headers.get('retry-after')]).toEqual([503, '1']);
    expect(await refused.text()).toBe('2 requests are being answered already; ask again in a second\n');
    expect((await fetch(`${url}/-/healthy`)).status).toBe(200);

    for (const response of waiting.splice(0)) response.end('answer');
    expect((await second).status).toBe(200);
    const { socket: broken } = await open(port);
    broken.write(GET);
    await eventually('it to be asked', async () => waiting.length === 1);
    broken.resetAndDestroy();
    await eventually('its place to be free', async () => waiting[0]?.closed === true);
    const [third, fourth] = [fetch(`${url}/metrics`), fetch(`${url}/metrics`)];
    await eventually('both to be asked', async () => waiting.length === 3);
    for (const response of waiting) response.end('answer');

    expect([(await third).status, (await fourth).status]).toEqual([200, 200]);
  });
});

describe('a rate limit', () => {
  test('lets a burst pass, then one each interval, and refuses the rest', async () => {
    let now = 0;
    const app = express().use(
      limitRate(
        () => ({ interval: 1_000, burst: 2 }),
        () => now,
      ),
    );
    app.get('/metrics', (_, response) => void response.end('answer'));
    const { url } = await serve(app);
    const statuses: number[] = [];

    for (const at of [0, 0, 0, 900, 1_100, 1_200, 60_000, 60_000, 60_000]) {
      now = at;
      statuses.push((await fetch(`${url}/metrics`)).status);
    }

    expect(statuses).toEqual([200, 200, 429, 429, 200, 429, 200, 200, 429]);
  });

  test('is none without the setting', async () => {
    const app = express().use(
      limitRate(
        () => undefined,
        () => 0,
      ),
    );
    app.get('/metrics', (_, response) => void response.end('answer'));
    const { url } = await serve(app);

    for (let time = 0; time < 20; time += 1) expect((await fetch(`${url}/metrics`)).status).toBe(200);
  });
});

describe('what no scraper sends', () => {
  test.each([
    ['headers of 20 kB', `GET / HTTP/1.1\r\nHost: x\r\nX: ${'a'.repeat(20_000)}\r\n\r\n`, '431'],
    ['a URL of 20 kB', `GET /${'a'.repeat(20_000)} HTTP/1.1\r\nHost: x\r\n\r\n`, '431'],
    ['a method that is none', 'STEAL / HTTP/1.1\r\nHost: x\r\n\r\n', '400'],
    ['no HTTP', '\x16\x03\x01\x02\x00\x01', '400'],
    ['HTTP/2', 'PRI * HTTP/2.0\r\n\r\nSM\r\n\r\n', '400'],
    ['two lengths', 'GET / HTTP/1.1\r\nHost: x\r\nContent-Length: 1\r\nContent-Length: 2\r\n\r\n', '400'],
  ])('is refused: %s', async (_what, text, status) => {
    const { port } = await serve((_, response) => void response.end('answer'));
    const { socket, received } = await open(port);

    socket.write(text);
    await once(socket, 'close');

    expect(received()).toMatch(new RegExp(`^HTTP/1\\.1 ${status} `));
  });

  test('a body is not kept', async () => {
    const { url } = await serve((_, response) => void response.end('answer'));
    const asking = startRequest(url, { method: 'POST', headers: { 'content-length': 50_000_000 } });
    asking.on('error', () => {});
    asking.write(Buffer.alloc(1_000_000));

    const [response] = await once(asking, 'response');

    expect(response.statusCode).toBe(200);
    asking.destroy();
  });

  test('connections that send nothing, or half a request, are ended by time, and bounded in number', async () => {
    const { server } = await serve((_, response) => void response.end('answer'));

    expect(server.headersTimeout).toBe(10_000);
    expect(server.requestTimeout).toBe(30_000);
    expect(server.maxConnections).toBe(512);
  });
});
