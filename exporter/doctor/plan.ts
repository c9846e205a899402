import type { Endpoint } from '../collection/endpoint.ts';
import { formatDuration } from '../duration.ts';
import { rateLimitOf } from '../palette/limits.ts';
import type { Verdict } from './check.ts';

/** A collector with what it costs. */
export interface Load {
  readonly source: string;
  readonly collector: string;
  /** Milliseconds. */
  readonly interval: number;
  /** Requests of one run or round. */
  readonly requests: number;
  readonly reads: readonly Endpoint[];
  /** Requests by prefix while it was tried: how it divides its requests. */
  readonly measured: ReadonlyMap<string, number>;
}

/** What the collectors want of one prefix of an address, and what the budget gives them. */
export interface PrefixPlan {
  readonly address: string;
  readonly prefix: string;
  /** Requests a second. */
  readonly needed: number;
  readonly allowed: number;
  readonly verdict: Verdict;
  readonly message: string;
}

/** Beyond this share there is no room for retries and for what a change brings. */
const FULL = 0.8;

/** Adds up the requests a second of all collectors at an address, by the prefixes that Palette counts under. */
export function planOf(address: string, loads: readonly Load[], budgetShare: number): readonly PrefixPlan[] {
  const limits = new Map<string, number>();
  const wanted = new Map<string, { load: Load; rate: number }[]>();
  for (const load of loads) {
    for (const { path } of load.reads) {
      const { prefix, perSecond } = rateLimitOf(path);
      limits.set(prefix, perSecond * budgetShare);
    }
    for (const [prefix, share] of sharesOf(load)) {
      const rate = (load.requests * share) / (load.interval / 1000);
      wanted.set(prefix, [...(wanted.get(prefix) ?? []), { load, rate }]);
    }
  }
  return [...wanted].sort().map(([prefix, wishes]) => {
    const allowed = limits.get(prefix) ?? rateLimitOf(prefix).perSecond * budgetShare;
    const needed = wishes.reduce((sum, { rate }) => sum + rate, 0);
    return { address, prefix, needed, allowed, ...judge(wishes, needed, allowed) };
  });
}

/** How a collector's requests divide over the prefixes: as they were measured, evenly where they were not. */
function sharesOf({ reads, measured }: Load): readonly (readonly [prefix: string, share: number])[] {
  const total = [...measured.values()].reduce((sum, count) => sum + count, 0);
  if (total > 0) return [...measured].map(([prefix, count]) => [prefix, count / total] as const);
  const prefixes = new Set(reads.map(({ path }) => rateLimitOf(path).prefix));
  return [...prefixes].map((prefix) => [prefix, 1 / prefixes.size] as const);
}

function judge(
  wishes: readonly { readonly load: Load; readonly rate: number }[],
  needed: number,
  allowed: number,
): { verdict: Verdict; message: string } {
  if (needed <= allowed * FULL) return { verdict: 'ok', message: '' };
  const [most] = wishes.toSorted((a, b) => b.rate - a.rate);
  if (most === undefined) return { verdict: 'ok', message: '' };
  const left = allowed * FULL - (needed - most.rate);
  const { collector, interval } = most.load;
  const advice =
    left > 0
      ? `set collectors.${collector}.every to ${formatDuration(roundUp((interval * most.rate) / left))} or more`
      : `give several collectors more time, ${collector} first of all`;
  return needed > allowed
    ? { verdict: 'failed', message: `more than the budget gives: ${advice}, or raise budgetShare` }
    : { verdict: 'warning', message: `hardly any room is left: ${advice}` };
}

/** To whole seconds, beyond a minute to whole minutes. */
function roundUp(milliseconds: number): number {
  const step = milliseconds > 60_000 ? 60_000 : 1000;
  return Math.ceil(milliseconds / step) * step;
}
