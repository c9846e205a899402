import type { Run } from '../../collection/job.ts';
import type { Endpoint } from '../../metric/endpoint.ts';

/** What a request to Palette is authenticated with. */
export interface Login {
  /** What is asked before a 401 is believed: a path may refuse alone what is good for all others. */
  readonly account?: Endpoint;
  /** Whether credentials that were refused are replaced by a login. */
  readonly renews?: boolean;
  /** @throws SourceError (unauthorized) while the credentials are left alone because they were rejected. */
  check(): void;
  /** Headers for a request. @throws SourceError */
  headers(run: Run): Promise<Readonly<Record<string, string>>>;
  /** Learns the status of a request with these headers; true: others may fare better, try again. */
  answered(headers: Readonly<Record<string, string>>, status: number): boolean;
  /** What a 401 means, and what to do about it. */
  readonly rejected: string;
  /** What a 403 means, and what to do about it. */
  lacks(permission: string | undefined): string;
}
