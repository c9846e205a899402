import type { PaletteConfig } from '../config/config.ts';
import type { Endpoint } from '../metric/endpoint.ts';
import type { Rows } from '../metric/snapshot.ts';
import { formatDuration } from '../time/duration.ts';
import { amount, type Check, check, judgeEnd } from './check.ts';
import type { Probe, Trial } from './collector-probe.ts';

/** What trying a collector means for the installation. */
export function judgeTrial({ collector, interval }: Probe, trial: Trial | undefined): Check {
  const step = `collector ${collector.name}`;
  if (trial === undefined) return check(step, 'skipped', 'there is nothing for it to visit');
  const { outcome, requests, rows, untried, lacksProject } = trial;
  // The step `scope` says which projects are missing, once for all collectors.
  if (outcome.reason === 'ok' || (outcome.reason === 'incomplete' && lacksProject)) {
    const others = untried > 0 ? `, and ${untried} more like it were not tried` : '';
    const cost = `${amount(requests, 'request')}, ${rows?.series ?? 0} series, every ${formatDuration(interval)}`;
    return check(step, 'ok', cost + others);
  }
  // An older Palette, a host without a cluster: that is how they are.
  if (outcome.reason === 'not_found') return check(step, 'warning', `not supported: ${outcome.message}`);
  return check(step, 'failed', outcome.message);
}

/** Whether the source accepts the credentials: the collector that watches it has just tried, with these requests. */
export function judgeLogin(trial: Trial | undefined, reads: readonly Endpoint[] = []): Check {
  if (trial === undefined) return check('login', 'skipped', 'no enabled collector logs in');
  const { outcome, rows } = trial;
  if (outcome.reason !== 'ok') return check('login', 'failed', outcome.message);
  const silent = rows?.series === 0 ? `; ${reads[0]?.path} is not supported or tells nothing` : '';
  return check('login', 'ok', `accepted${silent}`);
}

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

/** Whether the key sees the projects that the configuration selects. @param trial of the collector of the clusters */
export function judgeScope(
  { projects }: PaletteConfig,
  trials: ReadonlyMap<string, Trial | undefined>,
): Check {
  const clusters = trials.get('clusters');
  const listed = trials.get('projects');
  if (clusters === undefined) return check('scope', 'skipped', 'the collector clusters is off');
  const { outcome, rows } = clusters;
  if (outcome.reason === 'forbidden') {
    const advice = 'or list under projects the UIDs of those that it may read';
    return check('scope', 'failed', `${outcome.message}; ${advice}`);
  }
  if (outcome.reason !== 'ok') return check('scope', 'failed', outcome.message);
  if (listed?.rows && listed.outcome.reason !== 'ok') return check('scope', 'failed', listed.outcome.message);
  const seen = rows && seriesOf(rows, 'palette_cluster_info');
  const within = projects === 'all' ? 'the whole tenant' : `the projects ${projects.join(', ')}`;
  const count = listed?.rows && seriesOf(listed.rows, 'palette_project_info');
  const found = count === undefined ? '' : `${amount(count, 'project')}, `;
  return check('scope', 'ok', `${within}: ${found}${amount(seen ?? 0, 'cluster')}`);
}

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

/** The value of the first sample of a family. */
export function valueIn({ families }: Rows, name: string): number | undefined {
  const line = families.get(name)?.chunks[0]?.toString('utf8').split('\n')[0];
  return line === undefined ? undefined : Number(line.slice(line.lastIndexOf(' ') + 1));
}

export function seriesOf({ families }: Rows, name: string): number {
  return families.get(name)?.series ?? 0;
}
