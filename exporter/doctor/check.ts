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
