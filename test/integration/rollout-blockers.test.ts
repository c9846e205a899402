import { expect, test } from 'vitest';
import { ROLLOUT_BLOCKERS, rolloutBlockers } from '../../alerts/kit/rollout-blockers.ts';
import { CLUSTER } from '../../alerts/kit/subjects.ts';
import { prometheusFiles } from '../../generator/outputs/prometheus/prometheus-files.ts';
import { loadSite } from '../../generator/site.ts';
import { FLAVOURS } from '../kit/binaries.ts';
import { temporaryFolder } from '../kit/folder.ts';
import { testRules } from '../kit/prometheus-tools.ts';

test.each(FLAVOURS)(
  'each blocker of a rollout is counted for its cluster, and nothing else (%s)',
  async (flavour) => {
    const rules = prometheusFiles(loadSite({})).get('prometheus/rules/palette-recordings.yaml') ?? '';
    const folder = await temporaryFolder({ 'recordings.yaml': rules });
    const { palette, cluster_uid, cluster_name, project } = CLUSTER.labels;
    const labels = (blocker: string) =>
      `${ROLLOUT_BLOCKERS}{palette="${palette}",cluster_uid="${cluster_uid}",cluster_name="${cluster_name}",project="${project}",blocker="${blocker}"}`;
    const file = await folder.write('blockers.yaml', {
      rule_files: ['recordings.yaml'],
      evaluation_interval: '1m',
      tests: rolloutBlockers.map(({ name, proof }) => ({
        name,
        interval: '1m',
        input_series: Object.entries(proof).map(([series, values]) => ({ series, values })),
        promql_expr_test: [
          { expr: ROLLOUT_BLOCKERS, eval_time: '5m', exp_samples: [{ labels: labels(name), value: 1 }] },
        ],
      })),
    });

    const { accepted, output } = await testRules(flavour, file);
    await folder.remove();

    // No rule of it sees an alert, so those need not be there.
    expect(rules).not.toContain('ALERTS');
    expect(rolloutBlockers.length).toBeGreaterThan(10);
    expect(accepted, output).toBe(true);
  },
);
