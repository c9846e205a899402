const UNITS: Readonly<Record<string, number>> = {
  ms: 1,
  s: 1000,
  m: 60_000,
  h: 3_600_000,
  d: 86_400_000,
  w: 604_800_000,
  y: 31_536_000_000,
};

/**
 * The earliest moment that a Prometheus still has by its retention, which it writes like `15d`, `1y2w` or `30d or 50GB`.
 * A limit of size alone says nothing about time: undefined.
 *
 * @param now milliseconds since the epoch
 */
export function keptSince(retention: string, now: number): number | undefined {
  const time = retention.split(' or ').find((part) => /^(?:\d+(?:ms|[smhdwy]))+$/.test(part));
  if (time === undefined) return undefined;
  const parts = [...time.matchAll(/(\d+)(ms|[smhdwy])/g)];
  return now - parts.reduce((sum, [, count, unit = '']) => sum + Number(count) * (UNITS[unit] ?? 0), 0);
}
