/** How a step went: `warning` is worth a look and no reason to fail, `skipped` could not be tried. */
export type Verdict = 'ok' | 'warning' | 'failed' | 'skipped';

/** One step of the examination of a source. */
export interface Check {
  /** `dns`, `tcp`, `tls`, `login`, `key`, `scope`, or the name of a collector after `collector`. */
  readonly step: string;
  readonly verdict: Verdict;
  /** What was found, and what to do about it. */
  readonly message: string;
}

/** `1 cluster`, `2 clusters` */
export function amount(count: number, what: string): string {
  return `${count} ${what}${count === 1 ? '' : 's'}`;
}

export function check(step: string, verdict: Verdict, message: string): Check {
  return { step, verdict, message };
}

const DAY = 86_400_000;
/** Keys and certificates are renewed by hand more often than not: this is the last call. */
const ENDS_SOON = 14 * DAY;
/** A weekend. */
const ENDS_NOW = 2 * DAY;

/** What it means that a key or certificate is good until then. @param end milliseconds since the epoch, as `now` */
export function judgeEnd(end: number, now: number): { verdict: Verdict; date: string; days: number } {
  const left = end - now;
  const verdict = left < ENDS_NOW ? 'failed' : left < ENDS_SOON ? 'warning' : 'ok';
  return { verdict, date: new Date(end).toISOString().slice(0, 10), days: Math.floor(left / DAY) };
}
