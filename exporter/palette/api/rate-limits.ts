/**
 * Requests a second that Palette allows a source address, per prefix with all its sub-paths together: 10 unless listed
 * here, longest prefix first (Palette docs, API introduction: "Rate limits").
 */
const LIMITS: readonly (readonly [prefix: string, perSecond: number])[] = [
  ['/v1/spectroclusters/{uid}/assets', 10],
  ['/v1/cloudconfigs', 50],
  ['/v1/clusterprofiles', 50],
  ['/v1/spectroclusters', 50],
  ['/v1/events/components', 50],
];

const DEFAULT_LIMIT = 10;

/** The prefix that a path template is counted under, and what Palette allows on it. */
export function rateLimitOf(path: string): { prefix: string; perSecond: number } {
  for (const [prefix, perSecond] of LIMITS) {
    if (path === prefix || path.startsWith(`${prefix}/`)) return { prefix, perSecond };
  }
  return { prefix: path.split('/').slice(0, 3).join('/'), perSecond: DEFAULT_LIMIT };
}
