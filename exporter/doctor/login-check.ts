import type { Endpoint } from '../metric/endpoint.ts';
import { type Check, check } from './check.ts';
import type { Trial } from './collector-probe.ts';

/** Whether the source accepts the credentials: the collector that watches it has just tried, with these requests. */
export function judgeLogin(trial: Trial | undefined, reads: readonly Endpoint[] = []): Check {
  if (trial === undefined) return check('login', 'skipped', 'no enabled collector logs in');
  const { outcome, rows } = trial;
  if (outcome.reason !== 'ok') return check('login', 'failed', outcome.message);
  const silent = rows?.series === 0 ? `; ${reads[0]?.path} is not supported or tells nothing` : '';
  return check('login', 'ok', `accepted${silent}`);
}
