import { readFileSync } from 'node:fs';
import { createSecureContext, type TLSSocket } from 'node:tls';
import { gunzipSync } from 'node:zlib';
import { buildConnector, Client, type Dispatcher, Pool } from 'undici';
import { abortable } from '../time/abortable.ts';
import {
  BodyTooLarge,
  DeadlineExceeded,
  explain,
  isLostConnection,
  PinMismatch,
  UnknownEncoding,
} from './http-failure.ts';
import { openTunnel, proxyFor, proxyHeaders } from './proxy.ts';

/** How the certificate of a source is verified; without any of these the system's authorities decide. */
export interface TlsOptions {
  readonly caFile?: string | undefined;
  /** SHA-256 fingerprint of the server's certificate, 64 hexadecimal digits in lower case. */
  readonly pinSha256?: string | undefined;
  readonly insecureSkipVerify?: boolean | undefined;
  /** The name that the certificate is for, where the URL has another one, or an address. */
  readonly serverName?: string | undefined;
}

/** The certificate that the server showed in the last handshake. */
export interface ServerCertificate {
  readonly subject: string;
  readonly issuer: string;
  /** Seconds since the epoch. */
  readonly notBefore: number;
  readonly notAfter: number;
  /** As in `TlsOptions.pinSha256`. */
  readonly sha256: string;
}

export interface HttpRequest {
  readonly method: 'GET' | 'POST';
  /** Path with query, below the URL of the source. */
  readonly path: string;
  readonly headers?: Readonly<Record<string, string>>;
  /** Sent as JSON. */
  readonly body?: unknown;
  readonly signal?: AbortSignal | undefined;
  /**
   * Whether it changes nothing and may be sent once more, on a new connection, where the first one broke; by default
   * for GET. What may not goes over a new connection from the start: a login on one that has died would count as a try.
   */
  readonly isSafe?: boolean;
}

export interface HttpResponse {
  readonly status: number;
  /** All values of a header, in lower case; none is an empty list. */
  headers(name: string): readonly string[];
  readonly body: Buffer;
}

/** A connection pool to one source. It follows no redirects, so credentials stay where they belong. */
export interface Http {
  /** @throws SourceError with reason timeout, connection, tls or parse; any HTTP status is an answer, not an error. */
  send(request: HttpRequest): Promise<HttpResponse>;
  certificate(): ServerCertificate | undefined;
  close(): Promise<void>;
}

interface HttpOptions {
  /** How the source is called in messages: `palette "pma"`. */
  readonly who: string;
  readonly url: URL;
  readonly tls?: TlsOptions | undefined;
  /** Absent: what the environment says. */
  readonly proxy?: URL | undefined;
  readonly connections: number;
  readonly timeout: number;
  /** Bytes of an answer, after decompression. */
  readonly maxBody: number;
}

export function createHttp({
  who,
  url,
  tls = {},
  proxy = proxyFor(url),
  connections,
  timeout,
  maxBody,
}: HttpOptions): Http {
  let certificate: ServerCertificate | undefined;
  const connect = buildConnector({
    timeout: Math.min(timeout, 10_000),
    // A resumed session may come without the certificate, and an unknown certificate fails the pin.
    maxCachedSessions: 0,
    // A pin replaces the chain of trust: the fingerprint is compared below, before a byte is sent.
    rejectUnauthorized: !(tls.insecureSkipVerify || tls.pinSha256),
    // Made once: each connection would parse all authorities again, 45 ms for those of a whole system.
    ...(url.protocol === 'https:' && {
      secureContext: createSecureContext(tls.caFile ? { ca: readFileSync(tls.caFile) } : {}),
    }),
    ...(tls.serverName && { servername: tls.serverName }),
  });
  // Over TLS the proxy only passes bytes on; else it is told the whole URL and sends the request itself.
  const isTunnel = proxy !== undefined && url.protocol === 'https:';
  const relay = isTunnel ? undefined : proxy;
  const origin = relay?.origin ?? url.origin;

  function connectThrough(options: buildConnector.Options, done: buildConnector.Callback): void {
    if (!isTunnel) return void connect(options, done);
    openTunnel(proxy, url, timeout).then(
      (socket) => connect({ ...options, httpSocket: socket }, done),
      (error: Error) => done(error, null),
    );
  }

  const dial: Client.Options = {
    headersTimeout: timeout,
    bodyTimeout: timeout,
    connect: (options, done) =>
      connectThrough(options, (error, socket) => {
        if (error !== null) return done(forPool(error), null);
        if ('getPeerX509Certificate' in socket) {
          certificate = certificateOf(socket as TLSSocket);
          if (tls.pinSha256 && certificate?.sha256 !== tls.pinSha256) {
            socket.destroy();
            return done(new PinMismatch(certificate?.sha256), null);
          }
        }
        done(null, socket);
      }),
  };
  const pool = new Pool(origin, { ...dial, connections });
  const base = `${relay === undefined ? '' : url.origin}${url.pathname.replace(/\/$/, '')}`;

  /** On a connection of its own: those of the pool may all be stale. */
  async function sendAlone(request: Dispatcher.RequestOptions) {
    const client = new Client(origin, dial);
    try {
      return await exchange(client, request, maxBody);
    } finally {
      await client.destroy();
    }
  }

  return {
    certificate: () => certificate,
    close: () => pool.destroy(),
    async send({ method, path, headers = {}, body, signal, isSafe = method === 'GET' }) {
      const deadline = createDeadline(timeout, signal);
      try {
        const request = {
          method,
          path: base + path,
          headers: {
            accept: 'application/json',
            'accept-encoding': 'gzip',
            ...(relay && { host: url.host, ...proxyHeaders(relay) }),
            ...(body !== undefined && { 'content-type': 'application/json' }),
            ...headers,
          },
          body: body === undefined ? null : JSON.stringify(body),
          signal: deadline.signal,
        };
        const work = isSafe
          ? exchange(pool, request, maxBody).catch((error: unknown) => {
              if (!isLostConnection(error)) throw error;
              return sendAlone(request);
            })
          : sendAlone(request);
        // What waits for a connection does not hear the signal itself.
        return await abortable(work, deadline.signal);
      } catch (error) {
        signal?.throwIfAborted();
        throw explain(error, `${who}: ${method} ${path.split('?')[0]}`, { url, tls, timeout, maxBody });
      } finally {
        deadline.end();
      }
    },
  };
}

/** A wrong name in a certificate, by its own code, makes a pool forget those who wait for a connection (undici 7). */
function forPool(error: Error): Error {
  const isWrongName = 'code' in error && error.code === 'ERR_TLS_CERT_ALTNAME_INVALID';
  return isWrongName ? new Error('the certificate is for another name', { cause: error }) : error;
}

async function exchange(
  dispatcher: Dispatcher,
  request: Dispatcher.RequestOptions,
  maxBody: number,
): Promise<HttpResponse> {
  const response = await dispatcher.request(request);
  const headers = (name: string) => [response.headers[name] ?? []].flat();
  const announced = Number(headers('content-length')) || 0;
  const bytes = await readBody(response.body, announced, maxBody);
  return { status: response.statusCode, headers, body: unpack(bytes, headers('content-encoding'), maxBody) };
}

/** Servers write the name of the encoding as they like. */
function unpack(bytes: Buffer, encodings: readonly string[], maxBody: number): Buffer {
  const encoding = encodings.join().trim().toLowerCase();
  if (encoding === '' || encoding === 'identity' || bytes.length === 0) return bytes;
  if (encoding !== 'gzip' && encoding !== 'x-gzip') throw new UnknownEncoding();
  return gunzipSync(bytes, { maxOutputLength: maxBody, chunkSize: unpackedSize(bytes) });
}

/** A buffer for so many bytes is made before they are there, whatever a server says. */
const LARGEST_CHUNK = 2 ** 20;

/** What the end of a gzip member says of its length (RFC 1952, ISIZE), within limits: in one piece nothing is copied. */
function unpackedSize(bytes: Buffer): number {
  const size = bytes.length < 4 ? 0 : bytes.readUInt32LE(bytes.length - 4);
  return Math.min(Math.max(size + 1, 64), LARGEST_CHUNK);
}

/** Like `AbortSignal.any` with a timeout, which leaves a trace on the longer-lived signal for each request. */
function createDeadline(timeout: number, signal: AbortSignal | undefined) {
  const controller = new AbortController();
  const abort = () => controller.abort(signal?.reason);
  const timer = setTimeout(() => controller.abort(new DeadlineExceeded()), timeout);
  if (signal?.aborted) abort();
  signal?.addEventListener('abort', abort);
  return {
    signal: controller.signal,
    end() {
      clearTimeout(timer);
      signal?.removeEventListener('abort', abort);
    },
  };
}

/** What announces itself as too large is dropped with its first bytes. */
async function readBody(body: AsyncIterable<Buffer>, announced: number, maxBody: number): Promise<Buffer> {
  const chunks: Buffer[] = [];
  let size = 0;
  for await (const chunk of body) {
    size += chunk.length;
    if (Math.max(size, announced) > maxBody) throw new BodyTooLarge();
    chunks.push(chunk);
  }
  return Buffer.concat(chunks, size);
}

/** What the other side of a connection has shown. */
export function certificateOf(socket: TLSSocket): ServerCertificate | undefined {
  const peer = socket.getPeerX509Certificate();
  if (peer === undefined) return undefined;
  return {
    subject: peer.subject,
    issuer: peer.issuer,
    notBefore: Date.parse(peer.validFrom) / 1000,
    notAfter: Date.parse(peer.validTo) / 1000,
    sha256: peer.fingerprint256.replaceAll(':', '').toLowerCase(),
  };
}
