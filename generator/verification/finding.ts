/** How a check went: `warning` is worth a look and no reason to fail. */
export type Outcome = 'ok' | 'warning' | 'failed';

/** One thing that was held against the plan, or looked at before a rollout. */
export interface Finding {
  /** A blocker of a rollout, or `rules`, `metrics`, `delivery`, `labels`, `routing`, `heartbeat`, `templates`, `receivers`, `inhibitions`. */
  readonly check: string;
  readonly outcome: Outcome;
  /** What was found. */
  readonly what: string;
  /** What to do about it; empty where all is well. */
  readonly remedy: string;
}

/** All is well. */
export function fine(check: string, what: string): Finding {
  return { check, outcome: 'ok', what, remedy: '' };
}

/** Something does not go as planned. */
export function failed(check: string, what: string, remedy: string): Finding {
  return { check, outcome: 'failed', what, remedy };
}

/** Something is worth a look. */
export function warning(check: string, what: string, remedy: string): Finding {
  return { check, outcome: 'warning', what, remedy };
}

/** The first names of many: `A, B, C and 12 more`. */
export function some(names: Iterable<string>): string {
  const all = [...new Set(names)];
  const rest = all.length - 3;
  return rest > 1 ? `${all.slice(0, 3).join(', ')} and ${rest} more` : all.join(', ');
}

const WORDS = { ok: 'ok', warning: 'WARN', failed: 'FAIL' } as const satisfies Record<Outcome, string>;

/** A line for each, for a terminal. */
export function linesOf(findings: readonly Finding[]): string {
  const width = Math.max(...findings.map(({ check }) => check.length));
  return findings
    .map(
      ({ check, outcome, what, remedy }) =>
        `${WORDS[outcome].padEnd(4)}  ${check.padEnd(width)}  ${what}${remedy === '' ? '' : `; ${remedy}`}`,
    )
    .join('\n');
}
