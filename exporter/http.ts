import { readFileSync } from 'node:fs';
import type { TLSSocket } from 'node:tls';
import { gunzipSync } from 'node:zlib';
import { buildConnector, Pool } from 'undici';
import { type FailureReason, SourceError } from './collection/source-error.ts';

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

class DeadlineExceeded extends Error {}

class PinMismatch extends Error {
  constructor(readonly shown: string | undefined) {
    super('certificate does not match the pin');
  }
}

class BodyTooLarge extends Error {}

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

/** What Node says of a certificate, apart from other failures of the handshake. */
const CERTIFICATE_CODES =
  /^(ERR_TLS_CERT|CERT_|DEPTH_ZERO|SELF_SIGNED|UNABLE_TO|HOSTNAME_MISMATCH|INVALID_CA)/;
const TLS_CODES = /^(ERR_TLS|ERR_SSL|ERR_OSSL|EPROTO$)/;
const TIMEOUT_CODES = /TIMEOUT|^ETIMEDOUT$/;
const PARSER_CODES = /^(HPE_|HTTPParserError$)/;
const COMPRESSION_CODES = /^(Z_|ERR_BUFFER_TOO_LARGE$)/;

function explain(
  error: unknown,
  tried: string,
  { url, timeout, maxBody }: { url: URL; timeout: number; maxBody: number },
): SourceError {
  const code = codeOf(error);
  const fail = (reason: FailureReason, what: string) => new SourceError(reason, `${tried}: ${what}`);
  if (error instanceof PinMismatch) {
    const remedy = 'not the one in tls.pinSha256; if it was renewed, set the new one';
    return fail('tls', `the certificate's SHA-256 is ${error.shown}, ${remedy}`);
  }
  if (error instanceof BodyTooLarge || code === 'ERR_BUFFER_TOO_LARGE') {
    return fail('parse', `the answer is larger than ${maxBody / 2 ** 20} MiB and was dropped`);
  }
  if (error instanceof DeadlineExceeded || TIMEOUT_CODES.test(code)) {
    return fail(
      'timeout',
      `no answer within ${timeout / 1000} s from ${url.origin}; is it overloaded, or a firewall silent?`,
    );
  }
  if (CERTIFICATE_CODES.test(code)) {
    const remedy = 'set tls.caFile or tls.pinSha256';
    return fail('tls', `the certificate of ${url.origin} does not verify (${code}); ${remedy}`);
  }
  if (TLS_CODES.test(code)) {
    return fail(
      'tls',
      `the TLS handshake with ${url.origin} failed (${code}); check that url says https rightly`,
    );
  }
  if (COMPRESSION_CODES.test(code)) return fail('parse', `the compressed answer cannot be read (${code})`);
  if (PARSER_CODES.test(code)) {
    return fail('parse', `what ${url.origin} answered is not HTTP (${code}); check scheme and port of url`);
  }
  return fail('connection', `cannot reach ${url.origin} (${code}); check url, name resolution and firewall`);
}

function codeOf(error: unknown): string {
  if (!(error instanceof Error)) return 'unknown';
  if (error instanceof AggregateError && error.errors.length > 0) return codeOf(error.errors[0]);
  if ('code' in error && typeof error.code === 'string') return error.code;
  return error.cause === undefined ? error.name : codeOf(error.cause);
}
