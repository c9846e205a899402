import { join } from 'node:path';
import { afterAll, beforeAll, describe, expect, test } from 'vitest';
import { collectors } from '../../exporter/catalogue/catalogue.ts';
import type { ScenarioName } from '../../exporter/simulator/scenarios/index.ts';
import { type Folder, temporaryFolder } from '../kit/folder.ts';
import { type Generated, generated } from '../kit/generated-dashboards.ts';
import type { PanelModel, Results, Series } from '../kit/panels/panel-model.ts';
import { type Reading, readingText, readPanel } from '../kit/panels/read-panel.ts';
import { type Asker, askerOf } from '../kit/played-stories/ask-prometheus.ts';
import { play, type Story } from '../kit/played-stories/play-stories.ts';
import { startOnHistory } from '../kit/played-stories/start-on-history.ts';
import { type Chapter, inHealth, inTrouble, writeHistory } from '../kit/played-stories/write-history.ts';
import type { Program } from '../kit/program.ts';

const START = Date.parse('2026-11-22T00:00:00Z');
const MINUTE = 60_000;
const GOLDEN = join(import.meta.dirname, 'pictures');

/** What people see of each board. */
const PICTURES = [
  'healthy',
  'node-down',
  'rollout',
  'backup-failed',
  'palette-down',
] satisfies ScenarioName[];
/** Where nobody can know that all is well. */
const BLIND = ['palette-down', 'api-key-revoked', 'exporter gone'];

const stories: readonly Story[] = [
  ...PICTURES.map((scenario) => ({
    name: scenario,
    scenario,
    ...(scenario === 'healthy' && { lasts: 8 * MINUTE }),
    ...(scenario === 'palette-down' && { lasts: 12 * MINUTE, atUsualPace: true }),
  })),
  { name: 'api-key-revoked', scenario: 'api-key-revoked', lasts: 20 * MINUTE, atUsualPace: true },
];

let folder: Folder;
let chapters: Map<string, Chapter>;
let prometheus: Program;
let ask: Asker;

beforeAll(async () => {
  folder = await temporaryFolder();
  chapters = new Map(
    await writeHistory(folder.path, 'current', play(stories, START), (story) => {
      if (story === 'node-down') return { ...inHealth, rules: inTrouble.rules ?? '' };
      return story === 'rollout' ? inTrouble : inHealth;
    }),
  );
  const { to = START } = chapters.get('healthy') ?? {};
  chapters.set('exporter gone', { from: to, to: to + 6 * MINUTE });
  prometheus = await startOnHistory('current', folder.path);
  ask = askerOf(prometheus.url, {
    job: '.+',
    instance: '.+',
    palette: '.+',
    project: '.+',
    edge_host: '.+',
    host: '.+',
    top: '50',
    cluster: 'assembly-line',
  });
});

afterAll(async () => {
  await prometheus?.close();
  await folder?.remove();
});

describe.each(generated.map((dashboard) => [dashboard.uid, dashboard] as const))('%s', (uid, dashboard) => {
  test('reads like this', async () => {
    const texts: string[] = [];
    for (const story of PICTURES) {
      const lines = [];
      for (const { panel, reading } of await readings(dashboard, story))
        lines.push(roughly(readingText(panel, reading)));
      texts.push(`## ${story}\n\n${lines.join('\n')}\n`);
    }

    await expect(texts.join('\n')).toMatchFileSnapshot(join(GOLDEN, `${uid}.txt`));
  });

  test.each(BLIND)('has no tile that says that all is well: %s', async (story) => {
    const well: string[] = [];
    for (const { panel, reading } of await readings(dashboard, story)) {
      if (panel.type !== 'stat' && panel.type !== 'bargauge') continue;
      if (isAboutOthers(panel, story)) continue;
      const seen = [
        ...(reading.message ? [reading.message] : []),
        ...reading.lines.flatMap((line) => line.seen),
      ];
      if (seen.some(({ color }) => color === 'blue' || color === 'transparent' || color === 'text'))
        well.push(readingText(panel, reading));
    }

    expect(well).toEqual([]);
  });
});

/**
 * Other exporters and Local UIs go on while Palette is away; the system console has a login of its own, and whether a
 * source answers is known at any time.
 */
function isAboutOthers({ targets }: PanelModel, story: string): boolean {
  const names = targets.flatMap(({ expr }) => expr.match(/\bpalette_\w+(?=\{)/g) ?? []);
  const isTold = (name: string) => !/^palette_(?:localui_|exporter_|up$|system_up$|slo)/.test(name);
  return !names.some((name) => isTold(name) && (story !== 'api-key-revoked' || !OF_SYSTEM.has(name)));
}

const OF_SYSTEM = new Set(
  collectors.systemConsole.flatMap(({ metrics }) => Object.values(metrics).map(({ name }) => name)),
);

/** Ages to the minute depend on how busy the machine was while the stories were played. */
function roughly(text: string): string {
  return text
    .replaceAll(/-?\b\d[\d.]* (?:s|mins?)(?![\w-])/g, 'minutes at most')
    .replaceAll(/\b(\d+)[\d.]* hours?\b/g, '$1 hours')
    .replaceAll(/\b\d[\d.]* intervals\b/g, 'some intervals');
}

/** The panels of the rows that are open. */
async function readings(dashboard: Generated, story: string) {
  const played = chapters.get(story);
  if (played === undefined) throw new Error(`${story} was not played`);
  // In its first minutes the exporter has not seen everything.
  const chapter = { ...played, from: played.from + 2 * MINUTE };
  const read: { panel: PanelModel; reading: Reading }[] = [];
  for (const panel of dashboard.panels as readonly unknown[] as readonly PanelModel[]) {
    if (panel.type === 'row') continue;
    const results: Record<string, readonly Series[]> = {};
    for (const { refId, expr, instant } of panel.targets)
      results[refId] = await ask.series(expr, { instant }, chapter);
    read.push({ panel, reading: readPanel(panel, results satisfies Results) });
  }
  return read;
}
