import type { Collector, Item } from '../../exporter/collection/collector.ts';
import { requestsOf } from '../../exporter/collection/collector.ts';
import type { RunStats } from '../../exporter/collection/job.ts';
import { createRows } from '../../exporter/exposition/rows.ts';
import type { Endpoint } from '../../exporter/metric/endpoint.ts';
import type { CallOptions, PaletteClient } from '../../exporter/palette/api/client.ts';
import { type ClusterRef, createFleet, type Fleet } from '../../exporter/palette/api/fleet.ts';
import { openPalette, type Palette, type PaletteParts } from '../../exporter/palette/api/palette.ts';
import type { Simulator } from '../../exporter/simulator/simulator.ts';
import { SourceError } from '../../exporter/sources/failures.ts';
import { parseCounting } from '../../exporter/sources/wire.ts';
import { ask } from './ask-simulator.ts';
import { textOf } from './exposition-text.ts';

/** 2026-11-22T09:00:00Z in milliseconds, the time that the tests of the collectors live at. */
export const NOW = Date.parse('2026-11-22T09:00:00Z');

/** What Go writes for a time that was never set. */
export const ZERO_TIME = '0001-01-01T00:00:00.000Z';

/** What a Palette answers to a request; `undefined` is 404. */
export type Answer = (endpoint: Endpoint, options: CallOptions) => unknown;

/** What one run of a collector gave. */
export interface Outcome {
  /** In the text format, families sorted by name. */
  readonly text: string;
  readonly dropped: number;
  readonly requests: number;
}

/** A Palette whose answers a test decides, for running collectors one by one. */
export interface TestPalette {
  readonly fleet: Fleet;
  /** Runs a collector over the source, or over all of its items. */
  run(collector: Collector<Palette<Fleet>>): Promise<Outcome>;
  /** What the collector would visit. */
  items(collector: Collector<Palette<Fleet>>): readonly Item[];
  /** Requests that the collector expects of a round. */
  planned(collector: Collector<Palette<Fleet>>): number;
}

export type Settings = Partial<
  Pick<
    PaletteParts,
    'fleet' | 'projects' | 'clusterTags' | 'detailed' | 'brief' | 'virtualMachineNamespaces' | 'clock'
  >
>;

export function testPalette(answer: Answer, settings: Settings = {}): TestPalette {
  const parts: PaletteParts = {
    name: 'pma',
    client: clientOf(answer),
    fleet: createFleet(settings.clock ?? { now: () => NOW }),
    projects: 'all',
    clusterTags: [],
    detailed: new Set(),
    clock: { now: () => NOW },
    ...settings,
  };
  const open = (stats: RunStats) => openPalette(parts, { stats, signal: new AbortController().signal });
  return {
    fleet: parts.fleet,
    items: (collector) => collector.items?.(open({ requests: 0, dropped: 0 })) ?? [],
    planned: (collector) => requestsOf(collector, open({ requests: 0, dropped: 0 })),
    async run(collector) {
      const stats: RunStats = { requests: 0, dropped: 0 };
      const palette = open(stats);
      const writer = createRows({ palette: 'pma' });
      const items = collector.items?.(palette) ?? [undefined];
      for (const item of items) await collector.collect(palette, writer.emit, item);
      const rows = writer.finish();
      return { text: textOf(rows), dropped: stats.dropped + rows.duplicates, requests: stats.requests };
    },
  };
}

/** Answers as to an object that is there and was never given what is asked for, such as a backup schedule. */
export const unset: Answer = ({ path }) => {
  throw new SourceError('not_found', `${path} answered 404`, undefined, true);
};

/** Tells who the key belongs to (user `u1` of tenant `t1`), and answers anything else with the same. */
export function asUser(answer: unknown): Answer {
  return ({ path }) =>
    path === '/v1/users/info' ? { orgName: 'acme', tenantUid: 't1', userUid: 'u1' } : answer;
}

/** The samples of one family. */
export function linesOf({ text }: Outcome, name: string): string[] {
  return text.split('\n').filter((line) => line.startsWith(`${name}{`));
}

/** A list as Palette answers it, on one page. */
export function listOf(...items: readonly unknown[]) {
  return { items, listmeta: { continue: '', count: items.length, limit: 50, offset: 0 } };
}

/** An edge cluster of the project Default whose names and UIDs all follow from its name. */
export function clusterRef(name: string, more: Partial<ClusterRef> = {}): ClusterRef {
  return {
    key: name,
    version: '1',
    uid: name,
    name,
    project: 'Default',
    projectUid: 'p1',
    cloudType: 'edge-native',
    configUid: `${name}-config`,
    profiles: [],
    updateAvailable: false,
    repave: '',
    ...more,
  };
}

/** Answers of a running simulator to who logs in with these headers. */
export function answersOf(
  { palette }: Simulator,
  login: Readonly<Record<string, string>> = { apikey: palette.apiKey },
): Answer {
  return async ({ method, path }, { path: values = {}, query = {}, project, body }) => {
    const filled = path.replace(/\{(\w+)\}/g, (_, name: string) => encodeURIComponent(values[name] ?? ''));
    const parameters = new URLSearchParams();
    for (const [name, value] of Object.entries(query)) parameters.set(name, String(value));
    const { status, body: told } = await ask(`${palette.url}${filled}?${parameters}`, {
      method,
      headers: { ...login, ...(project !== undefined && { projectuid: project }) },
      ...(method === 'POST' && { body: body ?? {} }),
    });
    return status >= 200 && status <= 299 ? told : undefined;
  };
}

/** As long as the world stands still, the same question has the same answer. */
export function askedOnce(live: Answer): Answer {
  const answers = new Map<string, unknown>();
  return async (endpoint, options) => {
    const question = JSON.stringify([endpoint.method, endpoint.path, options]);
    if (!answers.has(question)) answers.set(question, await live(endpoint, options));
    return answers.get(question);
  };
}

export function clientOf(answer: Answer): PaletteClient {
  return {
    async call(run, endpoint, schema, options = {}) {
      run.stats.requests += 1;
      const body = await answer(endpoint, options);
      if (body === undefined) throw new SourceError('not_found', `${endpoint.path} answered 404`);
      const { parsed, leftOut } = parseCounting(schema, body, run.stats);
      if (!parsed.success) throw new SourceError('parse', `${endpoint.path} has an unexpected shape`);
      run.stats.dropped += leftOut;
      return parsed.data;
    },
    certificate: () => undefined,
    clockOffset: () => undefined,
    close: async () => {},
  };
}
