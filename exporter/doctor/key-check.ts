import { amount, type Check, check, judgeEnd } from './check.ts';
import type { Trial } from './collector-probe.ts';
import { valueIn } from './sample-values.ts';

/** How long the API key will be accepted, as far as the key may ask. @param now seconds since the epoch */
export function judgeKey(trial: Trial | undefined, now: number): Check {
  if (trial?.rows === undefined) return check('key', 'skipped', 'when it expires cannot be asked with it');
  const expiry = valueIn(trial.rows, 'palette_own_api_key_expiry_timestamp_seconds');
  if (expiry === undefined)
    return check('key', 'skipped', 'Palette lists no key of this user that will expire');
  const { verdict, date, days } = judgeEnd(expiry * 1000, now * 1000);
  const found = `the first active key of its user expires on ${date} (${amount(days, 'day')})`;
  return check('key', verdict, verdict === 'ok' ? found : `${found}; create a new one and replace it`);
}
