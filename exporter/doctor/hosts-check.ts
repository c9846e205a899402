import { amount, type Check, check } from './check.ts';
import type { Trial } from './collector-probe.ts';

/** Local UIs of edge hosts that are examined for each template: what is wrong with the login is wrong with all. */
export const MOST_HOSTS = 3;

/**
 * Whether a Palette leads to any Local UI.
 *
 * @param trial of the collector of its edge hosts
 * @param listed how many hosts there are
 * @param found how many of them have an address to log in at
 */
export function judgeHosts(palette: string, trial: Trial | undefined, listed: number, found: number): Check {
  const step = 'hosts';
  if (trial === undefined || trial.outcome.reason !== 'ok') {
    const why = trial === undefined ? 'collector edge_hosts did not run' : 'collector edge_hosts failed';
    return check(step, 'failed', `the edge hosts of palette "${palette}" are not known: its ${why}`);
  }
  const told = `palette "${palette}" lists ${amount(listed, 'edge host')}`;
  if (found === 0) return check(step, 'warning', `${told}, none with an address to log in at`);
  const left = Math.max(0, found - MOST_HOSTS);
  const others = left > 0 ? `; the first ${MOST_HOSTS} are examined, ${left} left out` : '';
  return check(step, 'ok', `${told}, ${found} with an address to log in at${others}`);
}
