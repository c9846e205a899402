import type { AlertTests } from './alert.ts';
import { maxBy } from './promql.ts';
import { series, turns } from './proof.ts';
import { budget, errorsOver, type Objective } from './recordings.ts';
import type { AlertSettings } from './settings.ts';

/**
 * The budget of 30 days would be gone in two days: 14.4 times the allowed rate over an hour. The short window ends the
 * alert soon after the errors have ended.
 */
export function fastBurn(settings: AlertSettings, slo: Objective, labels: readonly string[]): string {
  return burn(settings, slo, labels, { long: '1h', short: '5m', factor: 14.4 });
}

/** More than the allowed rate over three days, and still in the last six hours. */
export function slowBurn(settings: AlertSettings, slo: Objective, labels: readonly string[]): string {
  return burn(settings, slo, labels, { long: '3d', short: '6h', factor: 1 });
}

type Windows = { long: '1h' | '3d'; short: '5m' | '6h'; factor: number };

function burn(
  settings: AlertSettings,
  slo: Objective,
  labels: readonly string[],
  { long, short, factor }: Windows,
): string {
  const limit = Number((factor * budget(settings.thresholds.sloTarget)).toPrecision(6));
  const over = (window: 'long' | 'short') =>
    `${maxBy(settings, labels, `${errorsOver(window === 'long' ? long : short)}{slo="${slo}"}`)} > ${limit}`;
  return `${over('long')} and on (${labels.join(', ')}) ${over('short')}`;
}

type Labels = Readonly<Record<string, string>>;

/** Proof for `fastBurn`, fed with what the recordings yield. */
export function fastBurnTests(labels: Labels, slo: Objective, holds = '5m'): AlertTests {
  return burnTests(labels, slo, { holds, long: '1h', short: '5m', errors: 0.05 });
}

/** Proof for `slowBurn`, fed with what the recordings yield. */
export function slowBurnTests(labels: Labels, slo: Objective): AlertTests {
  return burnTests(labels, slo, { holds: '30m', long: '3d', short: '6h', errors: 0.002 });
}

function burnTests(
  labels: Labels,
  slo: Objective,
  { holds, long, short, errors }: { holds: string; long: '1h' | '3d'; short: '5m' | '6h'; errors: number },
): AlertTests {
  const before = series(errorsOver(long), { ...labels, slo });
  const now = series(errorsOver(short), { ...labels, slo });
  return turns(
    labels,
    holds,
    { [before]: [errors, errors], [now]: [0, errors] },
    // Bad at the moment, but not for long; and much below the limit.
    { value: errors, silent: [{ [before]: [0, 0], [now]: [1, 1] }] },
  );
}
