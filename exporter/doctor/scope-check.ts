import type { PaletteConfig } from '../config/config.ts';
import { amount, type Check, check } from './check.ts';
import type { Trial } from './collector-probe.ts';
import { seriesOf } from './sample-values.ts';

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
