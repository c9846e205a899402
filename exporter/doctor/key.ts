import { type Check, check } from './check.ts';
import type { Trial } from './probe.ts';
import { valueIn } from './samples.ts';

const DAY = 86_400;
const EXPIRES_SOON = 30 * DAY;

/** How long the API key will be accepted, as far as the key may ask. @param now seconds since the epoch */
export function judgeKey(trial: Trial | undefined, now: number): Check {
  if (trial?.rows === undefined) return check('key', 'skipped', 'when it expires cannot be asked with it');
  const expiry = valueIn(trial.rows, 'palette_own_api_key_expiry_timestamp_seconds');
  if (expiry === undefined) return check('key', 'skipped', 'Palette lists no key of this user');
  const date = new Date(expiry * 1000).toISOString().slice(0, 10);
  const days = Math.floor((expiry - now) / DAY);
  const found = `the first active key of its user expires on ${date} (${days} days)`;
  return expiry - now < EXPIRES_SOON
    ? check('key', 'warning', `${found}; create a new one and replace it`)
    : check('key', 'ok', found);
}
