import { afterAll, beforeAll, expect, test } from 'vitest';
import type { ScenarioName } from '../../exporter/simulator/scenarios/index.ts';
import { type Folder, temporaryFolder } from '../kit/folder.ts';
import { type Generated, generated, type PanelJson } from '../kit/generated-dashboards.ts';
import { type Asker, askerOf } from '../kit/played-stories/ask-prometheus.ts';
import { fleetOf } from '../kit/played-stories/fleet-exposition.ts';
import { play, type Scrape } from '../kit/played-stories/play-stories.ts';
import { startOnHistory } from '../kit/played-stories/start-on-history.ts';
import { type Chapter, inHealth, writeHistory } from '../kit/played-stories/write-history.ts';
import type { Program } from '../kit/program.ts';

const CLUSTERS = 1000;
const END = Date.parse('2026-11-22T00:00:00Z');
const MINUTE = 60_000;
const HOUR = 60 * MINUTE;
/**
 * Seconds of processor time, which is what a query takes where nothing else runs. Two seconds are what people wait for without
 * losing their thought; a quarter of them is kept for machines that are slower.
 */
const BOUND = 1.5;
/** Prometheus also does other things: whoever is over the bound is asked again, and the best of these counts. */
const TRIES = 3;
/** Width of a panel in pixels: Grafana asks for no more points than that. */
const POINTS = 720;

let folder: Folder;
let prometheus: Program;
let ask: Asker;

beforeAll(async () => {
  folder = await temporaryFolder();
  await writeHistory(folder.path, 'current', fleetHistory(), () => inHealth);
  prometheus = await startOnHistory('current', folder.path, [
    // What a query costs is series times points. Samples are rare here, so each has to count for longer.
    '--query.lookback-delta=25h',
  ]);
  ask = askerOf(prometheus.url, {
    job: '.+',
    instance: '.+',
    palette: '.+',
    project: '.+',
    edge_host: '.+',
    host: '.+',
    top: '50',
    cluster: 'assembly-line-7',
  });
});

afterAll(async () => {
  await prometheus?.close();
  await folder?.remove();
});

test.each(generated.map((dashboard) => [dashboard.title, dashboard] as const))(
  `%s asks nothing that takes long on ${CLUSTERS} clusters`,
  async (title, { panels, annotations, time }) => {
    const chapter = { from: END - parseHours(time) * HOUR, to: END };
    const shown = panels.flatMap((panel) => [panel, ...panel.panels]);
    const marks = annotations.list.map(({ name, expr }) => ({ name, expr, instant: false, points: POINTS }));

    const costs: Cost[] = [];
    for (const question of [...queriesOf(shown), ...marks]) costs.push(await best(question, chapter));

    const [worst] = costs.toSorted((a, b) => b.seconds - a.seconds);
    const whole = costs.reduce((sum, { seconds }) => sum + seconds, 0);
    process.stdout.write(`${title}: ${whole.toFixed(2)} s, most ${JSON.stringify(worst)}\n`);
    expect(costs.filter(({ seconds }) => seconds > BOUND)).toEqual([]);
  },
);

interface Question {
  readonly name: string;
  readonly expr: string;
  readonly instant: boolean;
  readonly points: number;
}

interface Cost {
  readonly name: string;
  readonly seconds: number;
}

async function best({ name, expr, ...how }: Question, chapter: Chapter): Promise<Cost> {
  let seconds = Number.POSITIVE_INFINITY;
  for (let run = 0; run < TRIES && seconds > BOUND; run++) {
    const before = await processorSeconds();
    await ask.query(expr, how, chapter);
    seconds = Math.min(seconds, Number(((await processorSeconds()) - before).toFixed(2)));
  }
  return { name, seconds };
}

/** Processor time that Prometheus has used since it was started. */
async function processorSeconds(): Promise<number> {
  const text = await (await fetch(`${prometheus.url}/metrics`)).text();
  return Number(/^process_cpu_seconds_total (\S+)$/m.exec(text)?.[1]);
}

function queriesOf(panels: readonly PanelJson[]): readonly Question[] {
  return panels.flatMap(({ title, targets, maxDataPoints = POINTS }) =>
    targets.map(({ refId, expr, instant }) => ({
      name: `${title}/${refId}`,
      expr,
      instant,
      points: maxDataPoints,
    })),
  );
}

function parseHours(time: Generated['time']): number {
  return Number(/^now-(\d+)h$/.exec(time.from)?.[1]);
}

/** A day of a fleet in which nothing changes. */
async function* fleetHistory(): AsyncGenerator<Scrape> {
  const texts: string[] = [];
  for (const scenario of ['healthy', 'node-down', 'update-pending'] satisfies ScenarioName[])
    texts.push(await endOf(scenario));
  const [healthy = '', ...others] = texts;
  const text = fleetOf(CLUSTERS, healthy, others);
  for (let at = END - 24 * HOUR; at <= END; at += 24 * HOUR) yield { story: 'fleet', at, text };
}

async function endOf(scenario: ScenarioName): Promise<string> {
  let last = '';
  for await (const { text } of play([{ name: scenario, scenario, lasts: 2 * MINUTE }], END)) last = text;
  return shownOf(last);
}

/** The series that a board asks for, of which there will be a thousand times as many. */
function shownOf(exposition: string): string {
  const asked = askedMetrics();
  const lines = exposition.split('\n').filter((line) => asked.has(line.slice(0, line.search(/[{ ]/))));
  return lines.join('\n');
}

function askedMetrics(): ReadonlySet<string> {
  const text = generated.map(({ json }) => JSON.stringify(json)).join('\n');
  return new Set(text.match(/\b[a-z]+_[a-z0-9_]+\b/g));
}
