import { readFileSync } from 'node:fs';
import type { TLSSocket } from 'node:tls';
import { gunzipSync } from 'node:zlib';
import { buildConnector, Pool } from 'undici';
import { BodyTooLarge, DeadlineExceeded, explain, PinMismatch } from './http-failure.ts';

/** How the certificate of a source is verified; without any of these the system's authorities decide. */
export interface TlsOptions {
  readonly caFile?: string | undefined;
  /** SHA-256 fingerprint of the server's certificate, 64 hexadecimal digits in lower case. */
  readonly pinSha256?: string | undefined;
  readonly insecureSkipVerify?: boolean | undefined;
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
  readonly connections: number;
  readonly timeout: number;
  /** Bytes of an answer, after decompression. */
  readonly maxBody: number;
}

export function createHttp({ who, url, tls = {}, connections, timeout, maxBody }: HttpOptions): Http {
  let certificate: ServerCertificate | undefined;
  const connect = buildConnector({
    timeout: Math.min(timeout, 10_000),
    // A resumed session may come without the certificate, and an unknown certificate fails the pin.
    maxCachedSessions: 0,
    // A pin replaces the chain of trust: the fingerprint is compared below, before a byte is sent.
    rejectUnauthorized: !(tls.insecureSkipVerify || tls.pinSha256),
    ...(tls.caFile && { ca: readFileSync(tls.caFile) }),
  });
  const pool = new Pool(url.origin, {
    connections,
    headersTimeout: timeout,
    bodyTimeout: timeout,
    connect: (options, done) =>
      connect(options, (error, socket) => {
        if (error !== null) return done(error, null);
        if ('getPeerX509Certificate' in socket) {
          certificate = certificateOf(socket as TLSSocket);
          if (tls.pinSha256 && certificate?.sha256 !== tls.pinSha256) {
            socket.destroy();
            return done(new PinMismatch(certificate?.sha256), null);
          }
        }
        done(null, socket);
      }),
  });
  const base = url.pathname.replace(/\/$/, '');

  return {
    certificate: () => certificate,
    close: () => pool.destroy(),
    async send({ method, path, headers = {}, body, signal }) {
      const deadline = createDeadline(timeout, signal);
      try {
        const response = await pool.request({
          method,
          path: base + path,
          headers: {
            accept: 'application/json',
            'accept-encoding': 'gzip',
            ...(body !== undefined && { 'content-type': 'application/json' }),
            ...headers,
          },
          body: body === undefined ? null : JSON.stringify(body),
          signal: deadline.signal,
        });
        const bytes = await readBody(response.body, maxBody);
        const gzip = response.headers['content-encoding'] === 'gzip';
        return {
          status: response.statusCode,
          headers: (name) => [response.headers[name] ?? []].flat(),
          body: gzip ? gunzipSync(bytes, { maxOutputLength: maxBody }) : bytes,
        };
      } catch (error) {
        signal?.throwIfAborted();
        throw explain(error, `${who}: ${method} ${path.split('?')[0]}`, { url, timeout, maxBody });
      } finally {
        deadline.end();
      }
    },
  };
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

async function readBody(body: AsyncIterable<Buffer>, maxBody: number): Promise<Buffer> {
  const chunks: Buffer[] = [];
  let size = 0;
  for await (const chunk of body) {
    size += chunk.length;
    if (size > maxBody) throw new BodyTooLarge();
    chunks.push(chunk);
  }
  return Buffer.concat(chunks, size);
}

function certificateOf(socket: TLSSocket): ServerCertificate | undefined {
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
