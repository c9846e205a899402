/** Outcomes of a request or a collector run: the closed set behind every `reason` label. */
export const REASONS = [
  'ok',
  'timeout',
  'connection',
  'tls',
  'unauthorized',
  'forbidden',
  'not_found',
  'rate_limited',
  'server_error',
  'parse',
  'incomplete',
  'internal',
] as const;

export type Reason = (typeof REASONS)[number];
export type FailureReason = Exclude<Reason, 'ok'>;

/**
 * A source did not give what was asked of it. The message says what was tried, on what, what came back and what to do;
 * it never holds text that the source sent, since Palette may echo an API key in it.
 */
export class SourceError extends Error {
  override readonly name = 'SourceError';

  constructor(
    readonly reason: FailureReason,
    message: string,
    /** How long the source asked to be left alone (`Retry-After`), in milliseconds. */
    readonly retryAfter?: number,
    /** The source has the object and says that it was never given what was asked for, such as a backup schedule. */
    readonly isUnset = false,
  ) {
    super(message);
  }
}

/** The request did not reach the source, so that it had no effect there. */
export class UnsentError extends SourceError {}

/** Something else than the source answered, such as a login page: every collector would meet it. */
export class ElsewhereError extends SourceError {}

/** A collector did not get through in time although the source answers, such as a list without an end. */
export class EndlessError extends SourceError {}

/** The reason of any thrown value; what is not a `SourceError` is a fault of ours. */
export function reasonOf(error: unknown): FailureReason {
  return error instanceof SourceError ? error.reason : 'internal';
}
