import { formatDuration } from '../../exporter/time/duration.ts';
import { MINUTE, type Span } from './period.ts';

/** How long a stretch is, in its two largest units: `2h13m`. */
export function spanText({ from, to }: Span): string {
  const minutes = Math.round((to - from) / MINUTE);
  const days = Math.floor(minutes / 1440);
  return formatDuration((days > 0 ? Math.round(minutes / 60) * 60 : minutes) * MINUTE).replace('0s', '0m');
}

/** `99.95 %`: never rounded up, which would hide a failure. */
export function shareText(share: number | undefined): string {
  if (share === undefined) return 'not measured';
  if (share === 1) return '100 %';
  // A little more than nothing is lost to binary fractions.
  return `${Math.floor(share * 100_000 + 1e-6) / 1000} %`;
}

/** `3 clusters`, `1 cluster` */
export function counted(number: number, what: string): string {
  return `${number} ${what}${number === 1 ? '' : 's'}`;
}

/** The middle one of some durations; undefined where there are none. */
export function medianOf(values: readonly number[]): number | undefined {
  return [...values].sort((a, b) => a - b)[Math.floor((values.length - 1) / 2)];
}
