import type { ServerResponse } from 'node:http';
import { createServer } from 'node:net';
import { gzipSync } from 'node:zlib';
import { afterEach, describe, expect, it } from 'vitest';
import { type Certificate, createCertificate } from '../../exporter/simulator/server-certificate.ts';
import { SourceError, UnsentError } from '../../exporter/sources/failures.ts';
import { createHttp, type Http } from '../../exporter/sources/http.ts';
import { certificateRemedy } from '../../exporter/sources/http-failure.ts';
import { type Answer, answering, startServer } from '../kit/answering-server.ts';
import { temporaryFile } from '../kit/temporary.ts';

const opened: Http[] = [];

afterEach(async () => {
  await Promise.all(opened.splice(0).map((http) => http.close()));
});

type Options = Partial<Parameters<typeof createHttp>[0]>;

function connect(url: URL, options: Options = {}): Http {
  const http = createHttp({
    who: 'palette "pma"',
    url,
    connections: 2,
    timeout: 30_000,
    maxBody: 2 ** 20,
    ...options,
  });
  opened.push(http);
  return http;
}

async function setUp(answer: Answer, options?: Options, certificate?: Certificate) {
  const server = await startServer(answer, certificate);
  return { server, http: connect(server.url, options) };
}

const get = (http: Http) => http.send({ method: 'GET', path: '/v1/things?limit=50' });

/** What a request that must fail fails with. */
async function failureOf(work: Promise<unknown>): Promise<SourceError> {
  const error = await work.then(
    () => undefined,
    (thrown: unknown) => thrown,
  );
  if (error instanceof SourceError) return error;
  throw new Error(`expected a SourceError, got ${String(error)}`);
}

describe('a request', () => {
  it('asks below the path of the configured URL', async () => {
    const { server } = await setUp(answering(200));
    const http = connect(new URL('/console/', server.url));

    await get(http);

    expect(server.requests[0]?.url).toBe('/console/v1/things?limit=50');
  });

  it('sends its body as JSON', async () => {
    const { server, http } = await setUp(answering(200));

    await http.send({ method: 'POST', path: '/v1/search', body: { filter: {} } });

    expect(server.requests[0]).toMatchObject({ method: 'POST', body: '{"filter":{}}' });
    expect(server.requests[0]?.headers['content-type']).toBe('application/json');
  });

  it.each([200, 204, 302, 401, 404, 429, 503])('takes status %d for an answer', async (status) => {
    const { http } = await setUp(answering(status, status === 204 ? '' : 'text'));

    expect((await get(http)).status).toBe(status);
  });

  it('does not follow redirects', async () => {
    const { server, http } = await setUp(answering(302, '', { location: '/elsewhere' }));

    await get(http);

    expect(server.requests).toHaveLength(1);
  });

  it('unpacks gzip', async () => {
    const { http } = await setUp(answering(200, gzipSync('{"a":1}'), { 'content-encoding': 'gzip' }));

    expect((await get(http)).body.toString()).toBe('{"a":1}');
  });

  it.each([
    [
      'is in two parts, the last of which tells its own length alone',
      [gzipSync('[1,'), gzipSync('2]')],
      '[1,2]',
    ],
    [
      'is larger than what is believed of its end',
      [gzipSync(`"${'x'.repeat(2 ** 21)}"`)],
      `"${'x'.repeat(2 ** 21)}"`,
    ],
  ])('unpacks gzip that %s', async (_, parts, text) => {
    const answer = answering(200, Buffer.concat(parts), { 'content-encoding': 'gzip' });
    const { http } = await setUp(answer, { maxBody: 2 ** 22 });

    expect((await get(http)).body.toString()).toBe(text);
  });

  it.each(['GZIP', 'x-gzip', ' gzip '])('unpacks what is marked as %j', async (encoding) => {
    const { http } = await setUp(answering(200, gzipSync('{"a":1}'), { 'content-encoding': encoding }));

    expect((await get(http)).body.toString()).toBe('{"a":1}');
  });

  it.each([
    ['reset', (response: ServerResponse) => void response.socket?.resetAndDestroy()],
    ['closed', (response: ServerResponse) => void response.socket?.destroy()],
  ])('is sent once more, on a new connection, where one was %s', async (_, breakIt) => {
    const { server, http } = await setUp(answering(200, 'fine'));
    await get(http);
    const sockets: unknown[] = [];
    server.answer = (request, response) => {
      sockets.push(response.socket);
      if (sockets.length === 1) breakIt(response);
      else answering(200, 'fine')(request, response);
    };

    const answers = [await get(http), await http.send({ method: 'POST', path: '/v1/search', isSafe: true })];

    expect(answers.map(({ status }) => status)).toEqual([200, 200]);
    expect(sockets).toHaveLength(3);
    expect(sockets[1]).not.toBe(sockets[0]);
  });

  it('may meet no connection that has died meanwhile where it may be sent once only', async () => {
    const used = new Set<unknown>();
    const { http } = await setUp(
      (request, response) => {
        if (used.has(response.socket)) return void response.socket?.resetAndDestroy();
        used.add(response.socket);
        answering(200, 'fine')(request, response);
      },
      { connections: 1 },
    );
    await get(http);

    const { status } = await http.send({ method: 'POST', path: '/login', body: {} });

    expect(status).toBe(200);
  });

  it('is sent once only where it may change something', async () => {
    const { server, http } = await setUp((_, response) => void response.socket?.destroy());

    await failureOf(http.send({ method: 'POST', path: '/login', body: {} }));

    expect(server.requests).toHaveLength(1);
  });

  it('gives all values of a header', async () => {
    const { http } = await setUp((_, response) => {
      response.setHeader('set-cookie', ['a=1', 'b=2']).end();
    });

    const response = await get(http);

    expect(response.headers('set-cookie')).toEqual(['a=1', 'b=2']);
    expect(response.headers('retry-after')).toEqual([]);
  });

  it('leaves no listener on a signal that outlives it', async () => {
    const { http } = await setUp(answering(200));
    const { signal } = new AbortController();
    let listeners = 0;
    const add = signal.addEventListener.bind(signal);
    const remove = signal.removeEventListener.bind(signal);
    signal.addEventListener = (...values: Parameters<typeof add>) => {
      listeners += 1;
      add(...values);
    };
    signal.removeEventListener = (...values: Parameters<typeof remove>) => {
      listeners -= 1;
      remove(...values);
    };

    await http.send({ method: 'GET', path: '/', signal });

    expect(listeners).toBe(0);
  });

  it('ends with its signal also while it waits for a connection', async () => {
    const { http } = await setUp(() => undefined);
    const controller = new AbortController();
    const others = [get(http), get(http)].map(failureOf);
    const waiting = http.send({ method: 'GET', path: '/', signal: controller.signal });

    controller.abort(new Error('ended'));

    await expect(waiting).rejects.toThrow('ended');
    await http.close();
    await Promise.all(others);
  });

  it('ends with the reason of its signal', async () => {
    const { http } = await setUp(() => undefined);
    const abort = new AbortController();
    const request = http.send({ method: 'GET', path: '/', signal: abort.signal });

    abort.abort(new Error('the source was removed'));

    await expect(request).rejects.toThrow('the source was removed');
  });
});

describe('a failing request', () => {
  it('says who is silent for how long', async () => {
    const { server, http } = await setUp(() => undefined, { timeout: 100 });

    const error = await failureOf(get(http));

    expect(error.reason).toBe('timeout');
    expect(error.message).toBe(
      `palette "pma": GET /v1/things: no answer within 0.1 s from ${server.url.origin}; is it overloaded, or a firewall silent?`,
    );
  });

  it('is one when the body never ends', async () => {
    const { http } = await setUp((_, response) => void response.writeHead(200).write('{'), { timeout: 100 });

    expect((await failureOf(get(http))).reason).toBe('timeout');
  });

  it('says that nobody listens', async () => {
    const http = connect(new URL('http://127.0.0.1:1'));

    const error = await failureOf(get(http));

    expect(error.reason).toBe('connection');
    expect(error.message).toBe(
      'palette "pma": GET /v1/things: cannot reach http://127.0.0.1:1 (ECONNREFUSED); check url, name resolution and firewall',
    );
  });

  it('says that the name is unknown', async () => {
    const http = connect(new URL('http://palette.invalid'));

    expect((await failureOf(get(http))).message).toMatch(/cannot reach http:\/\/palette\.invalid \(E/);
  });

  it.each([
    ['is reset', (_: unknown, response) => void response.socket?.resetAndDestroy()],
    ['is closed', (_: unknown, response) => void response.socket?.destroy()],
    [
      'breaks within the body',
      (_: unknown, response) => {
        response.writeHead(200, { 'content-length': '100' });
        response.write('{"items":[', () => response.socket?.destroy());
      },
    ],
  ] satisfies [string, Answer][])('says that the connection %s', async (_, answer) => {
    const { http } = await setUp(answer);

    expect((await failureOf(get(http))).reason).toBe('connection');
  });

  it('drops an answer that is too large', async () => {
    const { http } = await setUp(answering(200, 'x'.repeat(2 ** 20 + 1)));

    const error = await failureOf(get(http));

    expect(error.reason).toBe('parse');
    expect(error.message).toContain('larger than 1 MiB');
  });

  it('drops an answer that announces too much, without waiting for it', async () => {
    const { http } = await setUp((_, response) => {
      response.writeHead(200, { 'content-length': String(300 * 2 ** 20) });
      response.write('x');
    });

    expect((await failureOf(get(http))).message).toContain('larger than 1 MiB');
  });

  it('drops an answer that unpacks to too much', async () => {
    const bomb = gzipSync(Buffer.alloc(2 ** 22));
    const { http } = await setUp(answering(200, bomb, { 'content-encoding': 'gzip' }));

    expect((await failureOf(get(http))).message).toContain('larger than 1 MiB');
  });

  it('says that the headers are too large', async () => {
    const { http } = await setUp(answering(200, '', { 'x-large': 'x'.repeat(20_000) }));

    const error = await failureOf(get(http));

    expect(error.reason).toBe('parse');
    expect(error.message).toContain('are larger than 16 KiB; what stands before it sets too many');
  });

  it('says that the compression is another one', async () => {
    const { http } = await setUp(answering(200, 'x', { 'content-encoding': 'br' }));

    const error = await failureOf(get(http));

    expect(error.reason).toBe('parse');
    expect(error.message).toContain('compressed in a way that was not asked for');
  });

  it.each([
    ['nobody listened', new URL('http://127.0.0.1:1'), true],
    ['the name is unknown', new URL('http://palette.invalid'), true],
    ['the connection broke', undefined, false],
  ])('tells whether the source can have seen it: %s', async (_, url, isUnsent) => {
    const { server } = await setUp((_, response) => void response.socket?.destroy());
    const http = connect(url ?? server.url);

    expect((await failureOf(get(http))) instanceof UnsentError).toBe(isUnsent);
  });

  it.each([
    ['broken', Buffer.from('not gzip')],
    ['cut off', gzipSync('x'.repeat(1000)).subarray(0, 15)],
  ])('says that the compression is %s', async (_, body) => {
    const { http } = await setUp(answering(200, body, { 'content-encoding': 'gzip' }));

    const error = await failureOf(get(http));

    expect(error.reason).toBe('parse');
    expect(error.message).toContain('the compressed answer cannot be read (Z_');
  });

  it('says that the answer is not HTTP', async () => {
    const server = createServer((socket) => {
      socket.on('error', () => undefined);
      socket.once('data', () => socket.write('SSH-2.0-OpenSSH_9.2\r\n'));
    });
    await new Promise<void>((resolve) => server.listen(0, '127.0.0.1', resolve));
    const address = server.address();
    const port = typeof address === 'object' ? address?.port : undefined;
    const http = connect(new URL(`http://127.0.0.1:${port}`));

    const error = await failureOf(get(http));
    server.close();

    expect(error.reason).toBe('parse');
    expect(error.message).toContain('is not HTTP (H');
  });
});

describe('the certificate of a source', async () => {
  const certificate = await createCertificate('palette.example.com', Date.now());
  const other = await createCertificate('palette.example.com', Date.now());

  it('is refused when nobody vouches for it, before anything is sent', async () => {
    const { server, http } = await setUp(answering(200), {}, certificate);

    const error = await failureOf(get(http));

    expect(error.reason).toBe('tls');
    expect(error.message).toMatch(
      /^palette "pma": GET \/v1\/things: the certificate of https:\S+ does not verify \(DEPTH_ZERO_SELF_SIGNED_CERT\); set tls.caFile or tls.pinSha256$/,
    );
    expect(server.requests).toEqual([]);
  });

  it('is accepted when the CA file vouches for it', async () => {
    const caFile = temporaryFile(certificate.pem);
    const { http } = await setUp(answering(200), { tls: { caFile } }, certificate);

    expect((await get(http)).status).toBe(200);
  });

  it('is refused when the CA file vouches for another', async () => {
    const caFile = temporaryFile(other.pem);
    const { http } = await setUp(answering(200), { tls: { caFile } }, certificate);

    expect((await failureOf(get(http))).reason).toBe('tls');
  });

  it('is refused when it is for another name', async () => {
    const caFile = temporaryFile(certificate.pem);
    const server = await startServer(answering(200), certificate, '127.0.0.2');
    const http = connect(server.url, { tls: { caFile } });

    const error = await failureOf(get(http));

    expect(error.reason).toBe('tls');
    expect(error.message).toContain('does not verify (ERR_TLS_CERT_ALTNAME_INVALID)');
    expect(error.message).toMatch(/it is for another name: use that in url, or set tls.serverName to it$/);
    expect(server.requests).toEqual([]);
  });

  it('is refused to all who ask at once, also those who wait for a connection', async () => {
    const caFile = temporaryFile(certificate.pem);
    const server = await startServer(answering(200), certificate, '127.0.0.2');
    const http = connect(server.url, { tls: { caFile }, connections: 2 });

    const errors = await Promise.all(Array.from({ length: 6 }, () => failureOf(get(http))));

    expect(errors.map(({ reason }) => reason)).toEqual(Array(6).fill('tls'));
  });

  it('is compared with the name that the configuration says', async () => {
    const caFile = temporaryFile(certificate.pem);
    const server = await startServer(answering(200), certificate, '127.0.0.2');
    const named = connect(server.url, { tls: { caFile, serverName: 'palette.example.com' } });
    const misnamed = connect(server.url, { tls: { caFile, serverName: 'other.example.com' } });

    expect((await get(named)).status).toBe(200);
    expect((await failureOf(get(misnamed))).message).toContain('not for the name in tls.serverName');
  });

  it.each([
    ['CERT_HAS_EXPIRED', 'it has expired; renew it where it is served'],
    ['CERT_NOT_YET_VALID', 'it is not valid yet; compare the clocks of both sides'],
  ])('has its own words for %s', (code, remedy) => {
    expect(certificateRemedy(code, { caFile: '/ca.pem' })).toBe(remedy);
  });

  it('is not to be mended by setting tls.caFile where that is set', () => {
    const remedy = certificateRemedy('UNABLE_TO_VERIFY_LEAF_SIGNATURE', { caFile: '/ca.pem' });

    expect(remedy).toContain('does not hold its authority, or the server leaves out an intermediate');
  });

  it('is accepted when it has the pinned fingerprint, without an authority', async () => {
    const { http } = await setUp(answering(200), { tls: { pinSha256: certificate.pinSha256 } }, certificate);

    expect((await get(http)).status).toBe(200);
  });

  it('is refused when it has another fingerprint, before anything is sent', async () => {
    const tls = { pinSha256: other.pinSha256 };
    const { server, http } = await setUp(answering(200), { tls }, certificate);

    const error = await failureOf(get(http));

    expect(error.reason).toBe('tls');
    expect(error.message).toBe(
      `palette "pma": GET /v1/things: the certificate's SHA-256 is ${certificate.pinSha256}, not the one in tls.pinSha256; if it was renewed, set the new one`,
    );
    expect(server.requests).toEqual([]);
  });

  it('is not looked at when the configuration says so', async () => {
    const { http } = await setUp(answering(200), { tls: { insecureSkipVerify: true } }, certificate);

    expect((await get(http)).status).toBe(200);
  });

  it('can be asked for after a handshake', async () => {
    const { http } = await setUp(answering(200), { tls: { pinSha256: certificate.pinSha256 } }, certificate);
    const before = http.certificate();

    await get(http);

    expect(before).toBeUndefined();
    expect(http.certificate()).toMatchObject({
      subject: 'CN=palette.example.com',
      sha256: certificate.pinSha256,
      notAfter: expect.any(Number),
    });
  });

  it('is not blamed when the server speaks no TLS at all', async () => {
    const server = await startServer(answering(200));
    const http = connect(new URL(`https://127.0.0.1:${server.url.port}`));

    const error = await failureOf(get(http));

    expect(error.reason).toBe('tls');
    expect(error.message).toContain('the TLS handshake with https:');
  });
});
