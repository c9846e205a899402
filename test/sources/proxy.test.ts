import { createServer, type IncomingMessage } from 'node:http';
import { type AddressInfo, connect as connectTcp, type Socket } from 'node:net';
import { afterEach, describe, expect, it } from 'vitest';
import { createCertificate } from '../../exporter/simulator/server-certificate.ts';
import { createHttp } from '../../exporter/sources/http.ts';
import { proxyFor } from '../../exporter/sources/proxy.ts';
import { answering, startServer } from '../kit/answering-server.ts';
import { temporaryFile } from '../kit/temporary.ts';

const closing: (() => unknown)[] = [];
afterEach(async () => {
  for (const close of closing.splice(0)) await close();
});

/** A proxy that leads every name to the server at this port, unless it refuses. */
async function startProxy(port: string, refusal?: number) {
  const asked: { target: string; credentials: string | undefined }[] = [];
  const note = ({ url = '', headers }: IncomingMessage) =>
    asked.push({ target: url, credentials: headers['proxy-authorization'] });
  const sockets = new Set<Socket>();
  const server = createServer((request, response) => {
    note(request);
    response.end('{"relayed":true}');
  });
  server.on('connect', (request, socket: Socket) => {
    note(request);
    sockets.add(socket);
    if (refusal !== undefined) return void socket.end(`HTTP/1.1 ${refusal} No\r\n\r\n`);
    const upstream = connectTcp(Number(port), '127.0.0.1', () => {
      socket.write('HTTP/1.1 200 OK\r\n\r\n');
      upstream.pipe(socket).pipe(upstream);
    });
    for (const one of [socket, upstream]) one.on('error', () => undefined);
  });
  await new Promise<void>((resolve) => server.listen(0, '127.0.0.1', resolve));
  closing.push(() => {
    for (const socket of sockets) socket.destroy();
    server.close();
  });
  const { port: own } = server.address() as AddressInfo;
  return { url: new URL(`http://monitor:pass@127.0.0.1:${own}`), asked };
}

function connect(url: URL, proxy: URL, caFile?: string) {
  const limits = { connections: 1, timeout: 30_000, maxBody: 2 ** 20 };
  const http = createHttp({ who: 'palette "pma"', url, proxy, tls: { caFile }, ...limits });
  closing.unshift(() => http.close());
  return http;
}

describe('a request through a proxy', async () => {
  const certificate = await createCertificate('palette.example.com', Date.now());
  const caFile = temporaryFile(certificate.pem);

  it('goes through a tunnel, and the certificate is that of the source', async () => {
    const source = await startServer(answering(200, { a: 1 }), certificate);
    const proxy = await startProxy(source.url.port);
    const http = connect(new URL('https://palette.example.com'), proxy.url, caFile);

    const { body } = await http.send({ method: 'GET', path: '/v1', headers: { ApiKey: 'secret' } });

    expect(body.toString()).toBe('{"a":1}');
    expect(proxy.asked).toEqual([
      { target: 'palette.example.com:443', credentials: `Basic ${btoa('monitor:pass')}` },
    ]);
    expect(source.requests[0]?.headers).not.toHaveProperty('proxy-authorization');
  });

  it('tells the proxy the whole URL where there is no TLS', async () => {
    const proxy = await startProxy('1');
    const http = connect(new URL('http://palette.example.com/console'), proxy.url);

    await http.send({ method: 'GET', path: '/v1' });

    expect(proxy.asked.map(({ target }) => target)).toEqual(['http://palette.example.com/console/v1']);
  });

  it.each([
    [407, 'wants other credentials (407)'],
    [403, 'refuses the way there (403)'],
  ])('that answers %d says so, without credentials', async (status, words) => {
    const proxy = await startProxy('1', status);
    const http = connect(new URL('https://palette.example.com'), proxy.url);

    const error: unknown = await http.send({ method: 'GET', path: '/v1' }).catch((thrown: unknown) => thrown);

    expect(error).toMatchObject({
      reason: 'connection',
      message: `palette "pma": GET /v1: the proxy http://${proxy.url.host} ${words}; check proxy, or HTTPS_PROXY and NO_PROXY of the environment`,
    });
  });
});

describe('the proxy of the environment', () => {
  it.each([
    [{}, undefined],
    [{ HTTPS_PROXY: 'http://p:1' }, 'http://p:1/'],
    [{ https_proxy: 'http://q:1', HTTPS_PROXY: 'http://p:1' }, 'http://q:1/'],
    [{ HTTPS_PROXY: 'p:3128' }, 'http://p:3128/'],
    [{ HTTP_PROXY: 'http://p:1' }, undefined],
    [{ ALL_PROXY: 'http://p:1' }, 'http://p:1/'],
    [{ HTTPS_PROXY: 'http://p:1', NO_PROXY: '*' }, undefined],
    [{ HTTPS_PROXY: 'http://p:1', NO_PROXY: 'example.com' }, undefined],
    [{ HTTPS_PROXY: 'http://p:1', no_proxy: 'a, .Example.com' }, undefined],
    [{ HTTPS_PROXY: 'http://p:1', NO_PROXY: 'ample.com' }, 'http://p:1/'],
    [{ HTTPS_PROXY: '' }, undefined],
  ])('%j is %s', (environment, expected) => {
    expect(proxyFor(new URL('https://palette.example.com'), environment)?.href).toBe(expected);
  });

  it.each([
    ['192.0.2.10', true],
    ['192.0.2.0/24', true],
    ['192.0.3.0/24', false],
    ['192.0.2.0/99', false],
    ['2.10', false],
  ])('is not used for an address that %s lists: %s', (list, isExempt) => {
    const environment = { HTTPS_PROXY: 'http://p:1', NO_PROXY: list };
    expect(proxyFor(new URL('https://192.0.2.10:5080'), environment) === undefined).toBe(isExempt);
  });
});
