import type { Clock } from '../time/clock.ts';

const FAST_PREFIXES = [
  '/v1/cloudconfigs',
  '/v1/clusterprofiles',
  '/v1/spectroclusters',
  '/v1/events/components',
] as const;
const FAST = 50;
const SLOW = 10;
const BURST_FACTOR = 5;

/** The resource prefix that Palette counts a path under: `/v1/dashboard`, `/v1/events/components`… */
export function prefixOf(path: string): string {
  const [, version = '', resource = '', third = '', fourth = ''] = path.split('/');
  if (resource === 'events' && third === 'components') return '/v1/events/components';
  if (resource === 'spectroclusters' && fourth === 'assets') return '/v1/spectroclusters/:uid/assets';
  return `/${version}/${resource}`;
}

/** Requests a second that Palette documents for a prefix. */
function rateOf(prefix: string): number {
  return FAST_PREFIXES.some((fast) => fast === prefix) ? FAST : SLOW;
}

/** Seconds to wait before the next try; `undefined` when the request may pass. */
export type RateLimit = (address: string, prefix: string) => number | undefined;

/** One token bucket per source address and prefix, as Palette's ingress keeps them: five seconds' worth of burst. */
export function createRateLimit(clock: Clock): RateLimit {
  const buckets = new Map<string, { tokens: number; filledAt: number }>();
  return (address, prefix) => {
    const rate = rateOf(prefix);
    const key = `${address} ${prefix}`;
    const now = clock.now();
    const bucket = buckets.get(key) ?? { tokens: rate * BURST_FACTOR, filledAt: now };
    buckets.set(key, bucket);
    const earned = (Math.max(0, now - bucket.filledAt) / 1000) * rate;
    bucket.tokens = Math.min(rate * BURST_FACTOR, bucket.tokens + earned);
    bucket.filledAt = now;
    if (bucket.tokens < 1) return (1 - bucket.tokens) / rate;
    bucket.tokens -= 1;
    return undefined;
  };
}
