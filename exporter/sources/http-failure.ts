import { type FailureReason, SourceError } from './failures.ts';

/** The reason and the words for a request that was not answered: what was tried, what happened and what to do. */
export function explain(
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

export class PinMismatch extends Error {
  constructor(readonly shown: string | undefined) {
    super('certificate does not match the pin');
  }
}

export class BodyTooLarge extends Error {}

export class DeadlineExceeded extends Error {}

/** What Node says of a certificate, apart from other failures of the handshake. */
const CERTIFICATE_CODES =
  /^(ERR_TLS_CERT|CERT_|DEPTH_ZERO|SELF_SIGNED|UNABLE_TO|HOSTNAME_MISMATCH|INVALID_CA)/;
const TLS_CODES = /^(ERR_TLS|ERR_SSL|ERR_OSSL|EPROTO$)/;
const TIMEOUT_CODES = /TIMEOUT|^ETIMEDOUT$/;
const PARSER_CODES = /^(HPE_|HTTPParserError$)/;
const COMPRESSION_CODES = /^(Z_|ERR_BUFFER_TOO_LARGE$)/;

function codeOf(error: unknown): string {
  if (!(error instanceof Error)) return 'unknown';
  if (error instanceof AggregateError && error.errors.length > 0) return codeOf(error.errors[0]);
  if ('code' in error && typeof error.code === 'string') return error.code;
  return error.cause === undefined ? error.name : codeOf(error.cause);
}
