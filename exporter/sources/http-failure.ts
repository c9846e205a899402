import { type FailureReason, SourceError, UnsentError } from './failures.ts';
import { ProxyFailure } from './proxy.ts';

/** What of the verification of certificates decides about a remedy. */
interface Verification {
  readonly caFile?: string | undefined;
  readonly serverName?: string | undefined;
}

/** The reason and the words for a request that was not answered: what was tried, what happened and what to do. */
export function explain(
  error: unknown,
  tried: string,
  { url, tls, timeout, maxBody }: { url: URL; tls: Verification; timeout: number; maxBody: number },
): SourceError {
  const code = codeOf(error);
  const Kind = isUnsent(error, code) ? UnsentError : SourceError;
  const fail = (reason: FailureReason, what: string) => new Kind(reason, `${tried}: ${what}`);
  if (error instanceof PinMismatch) {
    const remedy = 'not the one in tls.pinSha256; if it was renewed, set the new one';
    return fail('tls', `the certificate's SHA-256 is ${error.shown}, ${remedy}`);
  }
  if (error instanceof ProxyFailure) {
    const { protocol, host } = error.proxy;
    const remedy = 'check proxy, or HTTPS_PROXY and NO_PROXY of the environment';
    return fail('connection', `the proxy ${protocol}//${host} ${error.message}; ${remedy}`);
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
    return fail(
      'tls',
      `the certificate of ${url.origin} does not verify (${code}); ${certificateRemedy(code, tls)}`,
    );
  }
  if (TLS_CODES.test(code)) {
    return fail(
      'tls',
      `the TLS handshake with ${url.origin} failed (${code}); check that url says https rightly`,
    );
  }
  if (code === 'UND_ERR_HEADERS_OVERFLOW' || code === 'HPE_HEADER_OVERFLOW') {
    return fail(
      'parse',
      `the headers that ${url.origin} answered are larger than 16 KiB; what stands before it sets too many`,
    );
  }
  if (error instanceof UnknownEncoding) {
    return fail(
      'parse',
      'the answer is compressed in a way that was not asked for; look at what stands before it',
    );
  }
  if (COMPRESSION_CODES.test(code)) return fail('parse', `the compressed answer cannot be read (${code})`);
  if (PARSER_CODES.test(code)) {
    return fail('parse', `what ${url.origin} answered is not HTTP (${code}); check scheme and port of url`);
  }
  return fail('connection', `cannot reach ${url.origin} (${code}); check url, name resolution and firewall`);
}

/** What to do about a certificate that does not verify. @param code what Node says of it */
export function certificateRemedy(code: string, { caFile, serverName }: Verification): string {
  if (/ALTNAME|HOSTNAME_MISMATCH/.test(code)) {
    return serverName
      ? 'it is not for the name in tls.serverName; set a name that it holds'
      : 'it is for another name: use that in url, or set tls.serverName to it';
  }
  if (code === 'CERT_HAS_EXPIRED') return 'it has expired; renew it where it is served';
  if (code === 'CERT_NOT_YET_VALID') return 'it is not valid yet; compare the clocks of both sides';
  if (code === 'CERT_REVOKED') return 'it was revoked; replace it where it is served';
  if (caFile) {
    return 'tls.caFile does not hold its authority, or the server leaves out an intermediate certificate';
  }
  return 'set tls.caFile or tls.pinSha256';
}

/** Whether a connection that had been made broke, as one that was idle for too long does. */
export function isLostConnection(error: unknown): boolean {
  return ['ECONNRESET', 'EPIPE', 'ECONNABORTED', 'UND_ERR_SOCKET'].includes(codeOf(error));
}

/** Whether no connection was made, so that the source has seen nothing of the request. */
function isUnsent(error: unknown, code: string): boolean {
  const isConnecting = error instanceof Error && 'syscall' in error && error.syscall === 'connect';
  return (
    isConnecting ||
    error instanceof PinMismatch ||
    error instanceof ProxyFailure ||
    UNSENT_CODES.test(code) ||
    CERTIFICATE_CODES.test(code)
  );
}

export class PinMismatch extends Error {
  constructor(readonly shown: string | undefined) {
    super('certificate does not match the pin');
  }
}

export class BodyTooLarge extends Error {}

export class UnknownEncoding extends Error {}

export class DeadlineExceeded extends Error {}

/** What Node says of a certificate, apart from other failures of the handshake. */
const CERTIFICATE_CODES =
  /^(ERR_TLS_CERT|CERT_|DEPTH_ZERO|SELF_SIGNED|UNABLE_TO|HOSTNAME_MISMATCH|INVALID_CA)/;
const TLS_CODES = /^(ERR_TLS|ERR_SSL|ERR_OSSL|EPROTO$)/;
const UNSENT_CODES = /^(ECONNREFUSED|ENOTFOUND|EAI_|EHOSTUNREACH|ENETUNREACH|UND_ERR_CONNECT_TIMEOUT)/;
const TIMEOUT_CODES = /TIMEOUT|^ETIMEDOUT$/;
const PARSER_CODES = /^(HPE_|HTTPParserError$)/;
const COMPRESSION_CODES = /^(Z_|ERR_BUFFER_TOO_LARGE$)/;

function codeOf(error: unknown): string {
  if (!(error instanceof Error)) return 'unknown';
  if (error instanceof AggregateError && error.errors.length > 0) return codeOf(error.errors[0]);
  if ('code' in error && typeof error.code === 'string') return error.code;
  return error.cause === undefined ? error.name : codeOf(error.cause);
}
