import { afterAll, beforeAll, describe, expect, test } from 'vitest';
import { NONE, UNKNOWN } from '../../dashboards/kit/truthful.ts';
import { type ScenarioName, scenarios } from '../../exporter/simulator/scenarios/index.ts';
import { FLAVOURS } from '../kit/binaries.ts';
import { type Folder, temporaryFolder } from '../kit/folder.ts';
import { generated, labelValues, queriesOf, variableQuery } from '../kit/generated-dashboards.ts';
import type { PanelModel, Series } from '../kit/panels/panel-model.ts';
import { readingText, readPanel } from '../kit/panels/read-panel.ts';
import { ALSO_TOLD, TOLD_BY } from '../kit/panels/told-by.ts';
import { type Asker, askerOf } from '../kit/played-stories/ask-prometheus.ts';
import { play, type Story } from '../kit/played-stories/play-stories.ts';
import { startOnHistory } from '../kit/played-stories/start-on-history.ts';
import { type Chapter, inHealth, inTrouble, writeHistory } from '../kit/played-stories/write-history.ts';
import type { Program } from '../kit/program.ts';
import { QUIET_IN_HEALTH } from '../kit/quiet-panels.ts';

const START = Date.parse('2026-11-22T00:00:00Z');
const MINUTE = 60_000;
/** While this is played the other exporters are in trouble as well. */
const TROUBLE: ScenarioName = 'rollout';

/** A host that a pool has and no list, and a registry on a host: the small world has neither. */
const BESIDE = `palette_machine_pool_host_info{palette="demo",project="Assembly",edge_host_uid="gone",edge_host_name="gone"} 1
palette_localui_registry_tls_not_after_timestamp_seconds{edge_host="pma-1"} ${START / 1000 + 10 * 86_400}
`;

/** Nothing follows what they begin with: after two minutes the exporter has read everything, and once is enough. */
const AT_ONCE = { lasts: 2 * MINUTE, scrapes: MINUTE, every: '3m' };

/** Hosts are compared with the agent that they should have, which may be read after them. */
const READ_TWICE: readonly ScenarioName[] = ['agent-outdated'];

/** How long a story is played that does not end a while after its last step. */
const LENGTHS: Partial<Record<ScenarioName, number>> = {
  healthy: 8 * MINUTE,
  // Palette waits ten minutes for a heartbeat.
  'heartbeat-lost': 15 * MINUTE,
  // A tile tells of what goes on, and these end well: it is looked at half way.
  'cluster-created': 10 * MINUTE,
  'os-rollout': 10 * MINUTE,
  'host-replaced': 10 * MINUTE,
  'node-added': 10 * MINUTE,
};

const stories: readonly Story[] = [
  ...(Object.keys(scenarios) as ScenarioName[]).map((scenario) => {
    const lasts = LENGTHS[scenario];
    if (lasts !== undefined) return { name: scenario, scenario, lasts };
    const isToldAtOnce = scenarios[scenario].steps.every(({ after }) => after === 0);
    const isReadTwice = READ_TWICE.includes(scenario) && { every: '2m' };
    return { name: scenario, scenario, ...(isToldAtOnce && { ...AT_ONCE, ...isReadTwice }) };
  }),
  { name: 'fleet', scenario: 'healthy', clusters: 2 },
];

let folder: Folder;
let chapters: ReadonlyMap<string, Chapter>;
let servers: readonly Program[] = [];
let askers: readonly Asker[];

beforeAll(async () => {
  folder = await temporaryFolder();
  chapters = await writeHistory(folder.path, 'current', play(stories, START), (story) => {
    if (story === 'agent-outdated') return { ...inHealth, 'beside the small world': BESIDE };
    return story === TROUBLE ? inTrouble : inHealth;
  });
  servers = await Promise.all(FLAVOURS.map((flavour) => startOnHistory(flavour, folder.path)));
  askers = servers.map(({ url }) =>
    askerOf(url, {
      job: '.+',
      instance: '.+',
      palette: '.+',
      project: '.+',
      edge_host: '.+',
      host: '.+',
      top: '50',
      cluster: 'assembly-line',
    }),
  );
});

afterAll(async () => {
  await Promise.all(servers.map((server) => server.close()));
  await folder?.remove();
});

describe.each(generated.map((dashboard) => [dashboard.title, dashboard] as const))('%s', (_, dashboard) => {
  test('every variable offers something', async () => {
    for (const variable of dashboard.variables) {
      const query = variableQuery(variable);
      if (query === undefined) continue;
      const { selector, label } = labelValues(query);

      for (const { values } of askers) {
        expect(await values(selector, label, chapter('healthy')), query).not.toEqual([]);
      }
    }
  });

  test('every query shows something while all is well, but those that are meant to be quiet', async () => {
    const quiet: string[] = [];
    const silent: string[] = [];
    for (const { name, expr, instant } of queriesOf(dashboard)) {
      for (const { query } of askers) {
        const shown = await query(someOf(expr), { instant }, chapter('healthy'));
        if (shown === 0) (name in QUIET_IN_HEALTH ? quiet : silent).push(name);
      }
    }

    expect(silent).toEqual([]);
    expect([...new Set(quiet)]).toEqual(
      Object.keys(QUIET_IN_HEALTH).filter((name) => name.startsWith(`${dashboard.uid}/`)),
    );
  });

  test('what is quiet then shows something in its story', async () => {
    const silent: string[] = [];
    for (const { name, expr } of queriesOf(dashboard)) {
      const story = QUIET_IN_HEALTH[name];
      if (story === undefined) continue;
      for (const { query } of askers) {
        // At any time of the story, whatever the panel asks for: it may be over at the end.
        const shown = await query(someOf(expr), { instant: false }, chapter(story));
        if (shown === 0) silent.push(`${name} in ${story}`);
      }
    }

    expect(silent).toEqual([]);
  });
});

test('a node is safe to drain only while Portworx has every replica', async () => {
  const queries = generated.flatMap(queriesOf);
  const safe = queries.find(({ name }) => name === 'palette-storage/Safe to drain?/A')?.expr ?? '';

  for (const { value } of askers) {
    expect(await value(safe, chapter('healthy'))).toBe(1);
    expect(await value(safe, chapter(TROUBLE))).toBe(0);
  }
});

test('the table of clusters puts the worst first', async () => {
  const queries = generated.flatMap(queriesOf);
  const attention =
    queries.find(({ name }) => name === 'palette-clusters/Clusters, worst first/A')?.expr ?? '';

  for (const { value } of askers) {
    expect(await value(attention, chapter('healthy'))).toBe(0);
    expect(await value(attention, chapter('update-pending'))).toBe(1);
    expect(await value(attention, chapter('cluster-error'))).toBe(3);
  }
});

test.each(Object.entries(TOLD_BY))('%s changes what %s reads', async (story, told) => {
  const [uid, title] = told.split('/');
  const panels = generated.find((dashboard) => dashboard.uid === uid)?.panels ?? [];
  if (!panels.some((each) => each.title === title)) throw new Error(`${told} is not on a first screen`);

  expect(await readIn(story, told)).not.toBe(await readIn('healthy', told));
  expect(await readIn(story, told)).toMatch(/\[(?:orange|dark-red)\]/);
});

test.each(ALSO_TOLD)('%s is told by %s', async (story, panel, says) => {
  expect(await readIn(story, panel)).toMatch(says);
  expect(await readIn('healthy', panel)).not.toMatch(says);
});

/** What a person reads in a panel, `dashboard/panel`, at the end of a story. */
async function readIn(story: string, name: string): Promise<string> {
  const [uid, title] = name.split('/');
  const shown = generated.find((dashboard) => dashboard.uid === uid)?.shown ?? [];
  const model = shown.find((each) => each.title === title) as unknown as PanelModel | undefined;
  if (model === undefined) throw new Error(`there is no ${name}`);
  const results: Record<string, readonly Series[]> = {};
  for (const { refId, expr, instant } of model.targets)
    results[refId] = (await askers[0]?.series(expr, { instant }, chapter(story))) ?? [];
  return readingText(model, readPanel(model, results));
}

/** Without the words that there is none, or that nobody knows. */
function someOf(expr: string): string {
  return `((${expr}) != ${NONE}) != ${UNKNOWN}`;
}

function chapter(story: string): Chapter {
  const found = chapters.get(story);
  if (found === undefined) throw new Error(`${story} was not played`);
  return found;
}
