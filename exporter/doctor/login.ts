import { type Check, check } from './check.ts';
import type { Trial } from './probe.ts';

/** Whether the source accepts the credentials: the collector that watches it has just tried. */
export function judgeLogin(trial: Trial | undefined): Check {
  if (trial === undefined) return check('login', 'skipped', 'no enabled collector logs in');
  const { outcome } = trial;
  return outcome.reason === 'ok'
    ? check('login', 'ok', 'accepted')
    : check('login', 'failed', outcome.message);
}
