import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { paletteCollectors } from '../exporter/palette/index.ts';
import { type Simulator, startSimulator } from '../exporter/simulator/simulator.ts';
import { SourceError } from '../exporter/sources/failures.ts';
import { systemCollectors } from '../exporter/system-console/index.ts';
import { fakeClock } from './kit/fake-clock.ts';
import { parseSamples, type Sample } from './kit/parse-samples.ts';
import { consoleAnswersOf, testConsole } from './kit/test-console.ts';
import { type Answer, answersOf, askedOnce, type Outcome, testPalette } from './kit/test-palette.ts';

/** Counters go on from run to run, so that two runs never give the same. */
const isComparable = ({ keeps }: { readonly keeps?: boolean }) => keeps !== true;

let simulator: Simulator;
let palette: Answer;
let systemConsole: Answer;
beforeAll(async () => {
  simulator = await startSimulator({ clock: fakeClock(), palette: { rateLimit: false } });
  palette = askedOnce(answersOf(simulator));
  systemConsole = askedOnce(await consoleAnswersOf(simulator));
});
afterAll(() => simulator.close());

describe.each(paletteCollectors.filter(isComparable).map((one) => ({ name: one.name, one })))(
  'the collector $name of Palette',
  ({ one }) => {
    it('says nothing of what a parent object that is null would have told', async () => {
      await checkNulls(await paletteBench(one));
    });

    it('loses a field of another type alone', async () => {
      await checkTypes(await paletteBench(one));
    });
  },
);

describe.each(systemCollectors.filter(isComparable).map((one) => ({ name: one.name, one })))(
  'the collector $name of the system console',
  ({ one }) => {
    it('says nothing of what a parent object that is null would have told', async () => {
      await checkNulls(await consoleBench(one));
    });

    it('loses a field of another type alone', async () => {
      await checkTypes(await consoleBench(one));
    });
  },
);

/** A collector on recorded answers, of which any may be replaced. */
interface Bench {
  readonly recorded: ReadonlyMap<string, unknown>;
  /** Undefined when the collector gives up. */
  run(answers: ReadonlyMap<string, unknown>): Promise<Outcome | undefined>;
}

async function paletteBench(collector: (typeof paletteCollectors)[number]): Promise<Bench> {
  const play = player(palette);
  const source = testPalette(play.answer, { detailed: new Set(paletteCollectors.map(({ name }) => name)) });
  for (const other of paletteCollectors) await source.run(other).catch(orderly);
  const known = { ...source.fleet };
  return play.bench(async () => {
    Object.assign(source.fleet, known);
    return source.run(collector);
  });
}

async function consoleBench(collector: (typeof systemCollectors)[number]): Promise<Bench> {
  const play = player(systemConsole);
  const source = testConsole(play.answer);
  for (const other of systemCollectors) await source.run(other).catch(orderly);
  const known = { ...source.facts };
  return play.bench(async () => {
    Object.assign(source.facts, known);
    return source.run(collector);
  });
}

/** Records what is answered, then answers from the record, or from a changed one. */
function player(live: Answer) {
  const recorded = new Map<string, unknown>();
  let played: ReadonlyMap<string, unknown> | undefined;
  const answer: Answer = async (endpoint, options) => {
    const { path, query, project } = options;
    const key = JSON.stringify([endpoint.method, endpoint.path, path, query?.mode, query?.continue, project]);
    if (played?.has(key)) return played.get(key);
    const body = await live(endpoint, options);
    recorded.set(key, body);
    return body;
  };
  return {
    answer,
    async bench(run: () => Promise<Outcome>): Promise<Bench> {
      recorded.clear();
      await run().catch(orderly);
      return {
        recorded,
        run(answers) {
          played = answers;
          return run().catch(orderly);
        },
      };
    },
  };
}

function orderly(error: unknown): undefined {
  if (!(error instanceof SourceError)) throw error;
}

async function checkNulls(bench: Bench): Promise<void> {
  const before = samplesOf(await bench.run(bench.recorded));
  for (const { where, answers } of changes(bench.recorded, isObject, () => null)) {
    const after = samplesOf(await bench.run(answers));
    const made = after.filter((sample) => !before.some((other) => tellsAsMuch(other, sample)));
    expect([where, made.map(textOf)]).toEqual([where, []]);
  }
}

async function checkTypes(bench: Bench): Promise<void> {
  const before = await bench.run(bench.recorded);
  for (const { where, answers } of changes(bench.recorded, isLeaf, ofAnotherType)) {
    // What names an object cannot be done without, and neither can the cursor of a list.
    if (
      /(uid|id|name|key|type|kind|entity|continue|count|unit|lastUpdatedTime|certificate|content|latestVersion)$/i.test(
        where,
      )
    )
      continue;
    const after = await bench.run(answers);
    const names = new Set(samplesOf(after).map(({ name }) => name));
    const gone = [...new Set(samplesOf(before).map(({ name }) => name))].filter((name) => !names.has(name));
    expect([where, gone.length < 4 ? 'some' : gone]).toEqual([where, 'some']);
  }
}

/** Whether a series said the same, or more of the same, before. Numbers of objects lose those that are not known. */
function tellsAsMuch(before: Sample, after: Sample): boolean {
  if (before.name !== after.name) return false;
  const isSubset = Object.entries(after.labels).every(([name, value]) => before.labels[name] === value);
  return isSubset && (before.value === after.value || isCount(before.name));
}

/** Families that count rows, or tell of the newest row of a state: one that cannot be told apart changes a number. */
function isCount(name: string): boolean {
  return /^palette_(edge_hosts|edge_hosts_spare|edge_host_packs|machine_pool_nodes|(system_db|cluster|workspace)_backup(s|_requests|_last\w*|_expiry\w*)|virtual_machines(_requested_\w+|_snapshot\w+)?|virtual_machine_snapshot(s|_\w+)|users|users_idle|notifications|system_administrators|resource_used)$/.test(
    name,
  );
}

function textOf({ name, labels, value }: Sample): string {
  return `${name}${JSON.stringify(labels)} ${value}`;
}

function samplesOf(outcome: Outcome | undefined): readonly Sample[] {
  return parseSamples(outcome?.text ?? '');
}

type Replaceable = (value: unknown) => boolean;

/** All answers with one value replaced in one of them, once for each field that the answers have. */
function* changes(
  recorded: ReadonlyMap<string, unknown>,
  isMeant: Replaceable,
  replace: (value: unknown) => unknown,
) {
  const done = new Set<string>();
  for (const [key, body] of recorded) {
    const [, endpoint] = JSON.parse(key) as [string, string];
    for (const path of pathsIn(body, isMeant)) {
      const where = [endpoint, ...path.map((step) => (typeof step === 'number' ? '[]' : step))].join(' ');
      if (done.has(where)) continue;
      done.add(where);
      const changed = structuredClone(body);
      replaceAt(changed, path, replace);
      yield { where, answers: new Map(recorded).set(key, changed) };
    }
  }
}

type Path = readonly (string | number)[];

function* pathsIn(value: unknown, isMeant: Replaceable, path: Path = []): Generator<Path> {
  if (path.length > 0 && isMeant(value)) yield path;
  if (typeof value !== 'object' || value === null) return;
  if (Array.isArray(value)) {
    for (const [index, element] of value.entries()) yield* pathsIn(element, isMeant, [...path, index]);
  } else {
    for (const [name, field] of Object.entries(value)) yield* pathsIn(field, isMeant, [...path, name]);
  }
}

function replaceAt(body: unknown, path: Path, replace: (value: unknown) => unknown): void {
  const last = path.at(-1) ?? '';
  let parent = body as Record<string | number, unknown>;
  for (const step of path.slice(0, -1)) parent = parent[step] as Record<string | number, unknown>;
  parent[last] = replace(parent[last]);
}

function isObject(value: unknown): boolean {
  return typeof value === 'object' && value !== null && !Array.isArray(value);
}

function isLeaf(value: unknown): boolean {
  return ['string', 'number', 'boolean'].includes(typeof value);
}

/** A number for a text, as epochs come; a text for a number; an object for a flag. */
function ofAnotherType(value: unknown): unknown {
  if (typeof value === 'string') return 1_763_802_000;
  return typeof value === 'number' ? String(value) : { value };
}
