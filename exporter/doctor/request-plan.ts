import type { Endpoint } from '../metric/endpoint.ts';
import { rateLimitOf } from '../palette/api/rate-limits.ts';
import { formatDuration } from '../time/duration.ts';
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
  /** Whether it visits objects one by one, which may take as long as it has to. */
  readonly isRound: boolean;
  /** Whether its interval is a wish of the configuration. */
  readonly isConfigured: boolean;
  /** Requests by prefix while it was tried: how it divides its requests, and what a sweep costs. */
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
  const wanted = new Map<string, Wish[]>();
  for (const load of loads) {
    for (const { path } of load.reads) {
      const { prefix, perSecond } = rateLimitOf(path);
      limits.set(prefix, perSecond * budgetShare);
    }
    for (const [prefix, share] of sharesOf(load)) {
      const rate = (requestsOf(load) * share) / (load.interval / 1000);
      wanted.set(prefix, [...(wanted.get(prefix) ?? []), { load, rate }]);
    }
  }
  return [...wanted].sort().map(([prefix, wishes]) => {
    const allowed = limits.get(prefix) ?? rateLimitOf(prefix).perSecond * budgetShare;
    const needed = sumOf(wishes);
    return { address, prefix, needed, allowed, ...judge(wishes, needed, allowed) };
  });
}

/** A sweep that was tried costs no less than it did: it may go through many projects. */
function requestsOf({ requests, isRound, measured }: Load): number {
  return isRound ? requests : Math.max(requests, totalOf(measured));
}

function totalOf(measured: Load['measured']): number {
  return [...measured.values()].reduce((sum, count) => sum + count, 0);
}

/** How a collector's requests divide over the prefixes: as they were measured, evenly where they were not. */
function sharesOf({ reads, measured }: Load): readonly (readonly [prefix: string, share: number])[] {
  const total = totalOf(measured);
  if (total > 0) return [...measured].map(([prefix, count]) => [prefix, count / total] as const);
  const prefixes = new Set(reads.map(({ path }) => rateLimitOf(path).prefix));
  return [...prefixes].map((prefix) => [prefix, 1 / prefixes.size] as const);
}

interface Wish {
  readonly load: Load;
  /** Requests a second. */
  readonly rate: number;
}

/**
 * Sweeps that do not fit fall behind. Rounds over clusters and hosts are made to take longer where the budget is small,
 * changed ones first, so that only an interval that somebody asked for is refused.
 */
function judge(
  wishes: readonly Wish[],
  needed: number,
  allowed: number,
): { verdict: Verdict; message: string } {
  const [most] = wishes.toSorted((a, b) => b.rate - a.rate);
  if (most === undefined || needed <= allowed * FULL) return { verdict: 'ok', message: '' };
  const advice = adviceFor(most, needed, allowed);
  if (needed <= allowed) return { verdict: 'warning', message: `hardly any room is left: ${advice}` };

  const sweeps = sumOf(wishes.filter(({ load }) => !load.isRound));
  const isAskedFor = wishes.some(({ load }) => load.isRound && load.isConfigured);
  if (sweeps > allowed || isAskedFor) {
    return { verdict: 'failed', message: `more than the budget gives: ${advice}, or raise budgetShare` };
  }
  const factor = (needed - sweeps) / (allowed - sweeps);
  const rounds = wishes.filter(({ load }) => load.isRound).map(({ load }) => longerRound(load, factor));
  return {
    verdict: 'warning',
    message: `more than the budget gives, so that rounds take longer: ${rounds.join(', ')}`,
  };
}

function adviceFor({ load, rate }: Wish, needed: number, allowed: number): string {
  const left = allowed * FULL - (needed - rate);
  if (left <= 0) return `give several collectors more time, ${load.collector} first of all`;
  return `set collectors.${load.collector}.every to ${formatDuration(roundUp((load.interval * rate) / left))} or more`;
}

function longerRound({ collector, interval }: Load, factor: number): string {
  return `${collector} ${formatDuration(roundUp(interval * factor))} instead of ${formatDuration(interval)}`;
}

function sumOf(wishes: readonly Wish[]): number {
  return wishes.reduce((sum, { rate }) => sum + rate, 0);
}

/** To whole seconds, beyond a minute to whole minutes. */
function roundUp(milliseconds: number): number {
  const step = milliseconds > 60_000 ? 60_000 : 1000;
  return Math.ceil(milliseconds / step) * step;
}
