import { describe, expect, test } from 'vitest';
import { CLUSTER, CLUSTER_HOST, HOST, LOCAL_CLUSTER, PALETTE, series } from '../../alerts/kit/subjects.ts';
import { PALETTE_PACK } from '../../alerts/kit/unless-upgraded.ts';
import { recordingRuleGroups, ruleGroups } from '../../generator/outputs/prometheus/alerting-rules.ts';
import { loadSite, siteFrom } from '../../generator/site.ts';
import type { Flavour } from '../kit/binaries.ts';
import { temporaryFolder } from '../kit/folder.ts';
import { testRules } from '../kit/prometheus-tools.ts';

/** The alerts on the budget, and those that tell of what burns it. */
const RULES = [
  'PalettePlatformUnreachable',
  'PaletteApplianceUpgrading',
  'PalettePlatformFastBurn',
  'PalettePlatformSlowBurn',
  'PaletteClusterUnhealthy',
  'PaletteClusterFastBurn',
  'PaletteClusterSlowBurn',
  'PaletteEdgeHostUnhealthy',
  'PaletteEdgeHostFastBurn',
  'PaletteEdgeHostSlowBurn',
];

/** Minutes until something happens. */
const BEFORE = 120;
/** Minutes in which an alert on the budget would come, were it to come: the longest short window is of six hours. */
const AFTER = 480;

const END = BEFORE + AFTER;
const ALWAYS = 2 * END;

/** Before that, all is well; then this happens for so many minutes, and then all is well again. */
type Course = (well: string, bad: string) => string;
const once =
  (minutes: number, later = 0): Course =>
  (well, bad) =>
    `${well}x${BEFORE + later} ${bad}x${minutes - 1} ${end(bad)}${well}x${AFTER}`;
/** Bad for three minutes, well for three, and so on. */
const flapping =
  (minutes: number): Course =>
  (well, bad) =>
    `${well}x${BEFORE} ${`${bad}x2 ${end(bad)}${well}x2 `.repeat(minutes / 6)}${well}x${AFTER}`;
/** A series ends only where it is marked as stale. */
const end = (bad: string) => (bad === '1' ? 'stale ' : '');

const palette = (course: Course) => ({ [PALETTE.of('palette_up')]: course('1', '0') });
const cluster = (course: Course, uid = 'c1') => ({
  [CLUSTER.of('palette_cluster_state', { cluster_uid: uid, state: 'Running' })]: `1x${ALWAYS}`,
  [CLUSTER.of('palette_cluster_health', { cluster_uid: uid, health: 'UnHealthy' })]: course('_', '1'),
});
const host = (course: Course) => ({
  [CLUSTER_HOST.of('palette_edge_host_in_cluster')]: `1x${ALWAYS}`,
  [HOST.of('palette_edge_host_healthy')]: course('1', '0'),
});
const upgrade = (course: Course) => {
  const pack = LOCAL_CLUSTER.with(PALETTE_PACK);
  return {
    [pack.of('palette_localui_pack_info')]: `1x${ALWAYS}`,
    [pack.of('palette_localui_pack_start_timestamp_seconds')]: `${BEFORE * 60}x${ALWAYS}`,
    [pack.of('palette_localui_pack_status', { status: 'Updating' })]: course('_', '1'),
  };
};

/** What happens to one Palette, and the alerts that fire in the course of it, until so many minutes. */
interface Story {
  readonly input: Readonly<Record<string, string>>;
  readonly fires: readonly { readonly until: number; readonly names: readonly string[] }[];
}

const story = (input: Story['input'], names: readonly string[]): Story => ({
  input,
  fires: [{ until: END, names }],
});

/** What other alerts tell of: nothing is said about the budget. */
const TOLD = {
  'a cluster was unhealthy': story(cluster(once(40)), ['PaletteClusterUnhealthy']),
  'a cluster was unhealthy for hours': story(cluster(once(300)), ['PaletteClusterUnhealthy']),
  'a host was unhealthy': story(host(once(40)), ['PaletteEdgeHostUnhealthy']),
  'a host was unhealthy, and its cluster too briefly for an alert of its own': story(
    { ...host(once(8)), ...cluster(once(8)) },
    ['PaletteEdgeHostUnhealthy'],
  ),
  'Palette was away': story(palette(once(40)), ['PalettePlatformUnreachable']),
  'Palette was away, and clusters and hosts were back some minutes after it': story(
    { ...palette(once(40)), ...cluster(once(8, 40)), ...host(once(4, 40)) },
    ['PalettePlatformUnreachable'],
  ),
};

/** What flaps for an hour: it is said. */
const FLAPPING = {
  'a cluster flaps': story(cluster(flapping(60)), ['PaletteClusterFastBurn', 'PaletteClusterSlowBurn']),
  'a host flaps': story(host(flapping(60)), ['PaletteEdgeHostFastBurn', 'PaletteEdgeHostSlowBurn']),
  'Palette flaps': story(palette(flapping(60)), ['PalettePlatformFastBurn', 'PalettePlatformSlowBurn']),
};

/** It shows an hour after the other one is back. */
const COVERED: Readonly<Record<string, Story>> = {
  'a cluster flaps while another one is down': {
    input: { ...cluster(once(40)), ...cluster(flapping(240), 'c2') },
    fires: [
      { until: BEFORE + 100, names: ['PaletteClusterUnhealthy'] },
      { until: END, names: ['PaletteClusterUnhealthy', 'PaletteClusterFastBurn'] },
    ],
  },
};

describe.concurrent('before and after, by promtool', () => {
  test('the budget says what flaps, and not what other alerts tell of', async () => {
    const { accepted, output } = await played('current', { ...TOLD, ...FLAPPING, ...COVERED });

    expect(accepted, output).toBe(true);
  });

  test('the oldest release says what flaps as well', async () => {
    const { accepted, output } = await played('floor', FLAPPING);

    expect(accepted, output).toBe(true);
  });

  test('when the appliance was upgraded, nothing is said about the budget', async () => {
    const input = {
      ...palette(flapping(42)),
      ...upgrade(once(60)),
      ...cluster(flapping(42)),
      ...host(flapping(42)),
    };

    const { accepted, output } = await played('current', {
      pma: story(input, ['PaletteApplianceUpgrading']),
    });

    expect(accepted, output).toBe(true);
  });

  test('a failure of which the site wants no alert is said by the budget', async () => {
    const burning = story(cluster(once(40)), ['PaletteClusterFastBurn', 'PaletteClusterSlowBurn']);

    const { accepted, output } = await played('current', { pma: burning }, 'PaletteClusterUnhealthy');

    expect(accepted, output).toBe(true);
  });
});

/**
 * Whether the alerts of each story and no others fire. Each happens to a Palette of its own, which bears its name, all at
 * the same time: promtool takes as long for one as for many.
 */
async function played(flavour: Flavour, stories: Readonly<Record<string, Story>>, without?: string) {
  const { plan, settings } = loadSite({});
  const groups = ruleGroups(siteFrom(plan, settings)).map(({ name, rules }) => ({
    name,
    rules: rules.filter(({ alert }) => RULES.includes(alert) && alert !== without),
  }));
  const objectives = recordingRuleGroups(settings).filter(({ name }) => name === 'palette-objectives');
  const rules = [...objectives, ...groups];
  const all = Object.entries(stories);
  const folder = await temporaryFolder({
    'rules.yaml': { groups: rules },
    'test.yaml': {
      rule_files: ['rules.yaml'],
      evaluation_interval: '1m',
      // Else promtool takes a different order in every run.
      group_eval_order: rules.map(({ name }) => name),
      tests: [
        {
          interval: '1m',
          input_series: all.flatMap(([name, { input }]) =>
            Object.entries(input).map(([selector, values]) => ({
              series: selector.replace(/\bpalette="[^"]*"/, `palette="${name}"`),
              values,
            })),
          ),
          promql_expr_test: [
            ...all.flatMap(([name, { fires }]) =>
              fires.map(({ until, names }) => ({
                expr: `max by (alertname) (max_over_time(ALERTS{alertstate="firing", palette="${name}"}[${until}m]))`,
                eval_time: `${until}m`,
                exp_samples: names.map((alertname) => ({ labels: series('', { alertname }), value: 1 })),
              })),
            ),
            { expr: 'ALERTS{alertstate="firing", palette=""}', eval_time: `${END}m`, exp_samples: [] },
          ],
        },
      ],
    },
  });
  const verdict = await testRules(flavour, `${folder.path}/test.yaml`);
  await folder.remove();
  return verdict;
}
