import { formatDuration } from '../time/duration.ts';
import { amount, type Check, check } from './check.ts';
import type { Probe, Trial } from './collector-probe.ts';

/** What trying a collector means for the installation. */
export function judgeTrial({ collector, interval }: Probe, trial: Trial | undefined): Check {
  const step = `collector ${collector.name}`;
  if (trial === undefined) return check(step, 'skipped', 'there is nothing for it to visit');
  const { outcome, requests, rows, untried } = trial;
  if (outcome.reason === 'ok') {
    const others = untried > 0 ? `, and ${untried} more like it were not tried` : '';
    const cost = `${amount(requests, 'request')}, ${rows?.series ?? 0} series, every ${formatDuration(interval)}`;
    return check(step, 'ok', cost + others);
  }
  // An older Palette, a host without a cluster: that is how they are.
  if (outcome.reason === 'not_found') return check(step, 'warning', `not supported: ${outcome.message}`);
  return check(step, 'failed', outcome.message);
}
