import { describe, expect, test } from 'vitest';
import { CLUSTER, CLUSTER_HOST, HOST, LOCAL_CLUSTER, PALETTE, series } from '../../alerts/kit/subjects.ts';
import { PALETTE_PACK } from '../../alerts/kit/unless-upgraded.ts';
import { recordingRuleGroups, ruleGroups } from '../../generator/outputs/prometheus/alerting-rules.ts';
import { loadSite, siteFrom } from '../../generator/site.ts';
import { FLAVOURS, type Flavour } from '../kit/binaries.ts';
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

describe.concurrent('before and after, by promtool', () => {
  test.each([
    ['a cluster was unhealthy', cluster(once(40)), ['PaletteClusterUnhealthy']],
    ['a cluster was unhealthy for hours', cluster(once(300)), ['PaletteClusterUnhealthy']],
    ['a host was unhealthy', host(once(40)), ['PaletteEdgeHostUnhealthy']],
    [
      'a host was unhealthy, and its cluster too briefly for an alert of its own',
      { ...host(once(8)), ...cluster(once(8)) },
      ['PaletteEdgeHostUnhealthy'],
    ],
    ['Palette was away', palette(once(40)), ['PalettePlatformUnreachable']],
    [
      'Palette was away, and clusters and hosts were back some minutes after it',
      { ...palette(once(40)), ...cluster(once(8, 40)), ...host(once(4, 40)) },
      ['PalettePlatformUnreachable'],
    ],
    [
      'the appliance was upgraded',
      { ...palette(flapping(42)), ...upgrade(once(60)), ...cluster(flapping(42)), ...host(flapping(42)) },
      ['PaletteApplianceUpgrading'],
    ],
  ])('when %s, nothing is said about the budget', async (_, input, names) => {
    expect(await firedBy('current', { input, names })).toMatchObject({ accepted: true });
  });

  test.each([
    ['a cluster', cluster, ['PaletteClusterFastBurn', 'PaletteClusterSlowBurn']],
    ['a host', host, ['PaletteEdgeHostFastBurn', 'PaletteEdgeHostSlowBurn']],
    ['Palette', palette, ['PalettePlatformFastBurn', 'PalettePlatformSlowBurn']],
  ])('when %s flaps for an hour, it is said', async (_, of, names) => {
    for (const flavour of FLAVOURS) {
      expect(await firedBy(flavour, { input: of(flapping(60)), names })).toMatchObject({ accepted: true });
    }
  });

  test('a failure of which the site wants no alert is said by the budget', async () => {
    const verdict = await firedBy('current', {
      input: cluster(once(40)),
      without: 'PaletteClusterUnhealthy',
      names: ['PaletteClusterFastBurn', 'PaletteClusterSlowBurn'],
    });

    expect(verdict).toMatchObject({ accepted: true });
  });

  test('a cluster that flaps while another one is down shows an hour after that', async () => {
    const input = { ...cluster(once(40)), ...cluster(flapping(240), 'c2') };
    const until = (at: number, names: readonly string[]) => firedBy('current', { input, names, at });

    expect(await until(BEFORE + 100, ['PaletteClusterUnhealthy'])).toMatchObject({ accepted: true });
    expect(await until(END, ['PaletteClusterUnhealthy', 'PaletteClusterFastBurn'])).toMatchObject({
      accepted: true,
    });
  });
});

/** Whether these alerts and no others have fired at any time until then, in minutes. */
async function firedBy(
  flavour: Flavour,
  {
    input,
    names,
    without,
    at = END,
  }: { input: Readonly<Record<string, string>>; names: readonly string[]; without?: string; at?: number },
) {
  const { plan, settings } = loadSite({});
  const groups = ruleGroups(siteFrom(plan, settings)).map(({ name, rules }) => ({
    name,
    rules: rules.filter(({ alert }) => RULES.includes(alert) && alert !== without),
  }));
  const objectives = recordingRuleGroups(settings).filter(({ name }) => name === 'palette-objectives');
  const rules = [...objectives, ...groups];
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
          input_series: Object.entries(input).map(([selector, values]) => ({ series: selector, values })),
          promql_expr_test: [
            {
              expr: `max by (alertname) (max_over_time(ALERTS{alertstate="firing"}[${at}m]))`,
              eval_time: `${at}m`,
              exp_samples: names.map((name) => ({ labels: series('', { alertname: name }), value: 1 })),
            },
          ],
        },
      ],
    },
  });
  const verdict = await testRules(flavour, `${folder.path}/test.yaml`);
  await folder.remove();
  return verdict;
}
