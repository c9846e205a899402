import { parseDocument } from 'yaml';
import { z } from 'zod';
import { Problem } from '../kit/problem.ts';
import { type LabelMatcher, labelMatcher, parseMatchers } from './parse-matchers.ts';
import { intervalProblem, type TimeInterval } from './time-intervals.ts';

/** What of a configuration of Alertmanager decides who is told. */
export interface Configuration {
  readonly route: Route;
  readonly receivers: ReadonlyMap<string, Receiver>;
  readonly intervals: ReadonlyMap<string, readonly TimeInterval[]>;
  readonly inhibitions: readonly Inhibition[];
  readonly templates: readonly string[];
}

/** A node of the tree with what it has from its parents. */
export interface Route {
  readonly matchers: readonly LabelMatcher[];
  readonly receiver: string;
  readonly continue: boolean;
  /** Labels; `...` alone stands for all of them. */
  readonly groupBy: readonly string[];
  /** As durations of Alertmanager; undefined for its defaults. */
  readonly groupWait: string | undefined;
  readonly groupInterval: string | undefined;
  readonly repeatInterval: string | undefined;
  readonly muteTimes: readonly string[];
  readonly activeTimes: readonly string[];
  readonly routes: readonly Route[];
}

/** A receiver, whose integrations stay as they are written. */
export interface Receiver {
  readonly name: string;
  /** List to entries, such as `email_configs`. */
  readonly integrations: ReadonlyMap<string, readonly Readonly<Record<string, unknown>>[]>;
}

/** An alert of every source mutes the targets that agree with it in the labels of `equal`. */
export interface Inhibition {
  readonly sources: readonly {
    readonly matchers: readonly LabelMatcher[];
    readonly equal: readonly string[];
  }[];
  readonly target: readonly LabelMatcher[];
}

/**
 * Reads a configuration: a file, or what `/api/v2/status` shows as `config.original`.
 *
 * @param name how messages call it
 * @throws Problem that names what is not understood: guessing who is told would be worse than no answer
 */
export function readConfiguration(name: string, text: string): Configuration {
  const document = parseDocument(text, {
    schema: 'failsafe',
    customTags: ['null', 'merge'],
    prettyErrors: false,
  });
  const [broken] = document.errors;
  if (broken !== undefined) throw new Problem(name, 'is not valid YAML', 'check it with amtool check-config');
  return configurationFrom(name, document.toJS());
}

/**
 * The same for a configuration that is data: what {@link readConfiguration} says of its text.
 *
 * @throws Problem as above
 */
export function dataAsConfiguration(name: string, data: object): Configuration {
  return configurationFrom(name, JSON.parse(JSON.stringify(data), scalarAsText));
}

function scalarAsText(_: string, value: unknown): unknown {
  return typeof value === 'number' || typeof value === 'boolean' ? String(value) : value;
}

function configurationFrom(name: string, data: unknown): Configuration {
  const read = configurationSchema.safeParse(data);
  if (!read.success) throw notUnderstood(name, read.error.issues);
  try {
    return configurationOf(read.data);
  } catch (error) {
    throw new Problem(name, error instanceof Error ? error.message : String(error), REMEDY);
  }
}

const REMEDY = 'use a newer palette-bundle, or take it out of the configuration';

function notUnderstood(name: string, issues: readonly z.core.$ZodIssue[]): Problem {
  const unknown = issues.flatMap((issue) =>
    issue.code === 'unrecognized_keys' ? issue.keys.map((key) => [...issue.path, key].join('.')) : [],
  );
  if (unknown.length > 0) {
    const what = `has ${unknown.join(', ')}, which this version of palette-bundle does not know`;
    return new Problem(name, what, REMEDY);
  }
  const places = issues.map(({ path }) => path.join('.') || 'the whole').join(', ');
  return new Problem(name, `is not as a configuration of Alertmanager is (${places})`, REMEDY);
}

// Everything is text here: whether a word is a number or not, Alertmanager takes it for what the field wants.
const list = <Schema extends z.ZodType>(item: Schema) =>
  z
    .array(item)
    .nullish()
    .transform((items) => items ?? []);
const texts = list(z.string());
const pairs = z
  .record(
    z.string(),
    z
      .string()
      .nullable()
      .transform((text) => text ?? ''),
  )
  .nullish()
  .transform((found) => found ?? {});
const yes = z
  .string()
  .nullish()
  .transform((text) => ['true', 'yes', 'on', 'y'].includes((text ?? '').toLowerCase()));
const optionalText = z
  .string()
  .nullish()
  .transform((text) => text || undefined);
const optionalTexts = z
  .array(z.string())
  .nullish()
  .transform((found) => found ?? undefined);

const routeSchema = z.strictObject({
  receiver: optionalText,
  group_by: optionalTexts,
  group_wait: optionalText,
  group_interval: optionalText,
  repeat_interval: optionalText,
  match: pairs,
  match_re: pairs,
  matchers: texts,
  continue: yes,
  mute_time_intervals: texts,
  active_time_intervals: texts,
  get routes() {
    return list(routeSchema);
  },
});

const intervalSchema = z.strictObject({
  times: z
    .array(z.strictObject({ start_time: z.string(), end_time: z.string() }))
    .nullish()
    .transform((times) => times ?? undefined),
  weekdays: optionalTexts,
  days_of_month: optionalTexts,
  months: optionalTexts,
  years: optionalTexts,
  location: optionalText,
});

const inhibitionSchema = z.strictObject({
  name: optionalText,
  source_match: pairs,
  source_match_re: pairs,
  source_matchers: texts,
  sources: list(z.strictObject({ matchers: texts, equal: texts })),
  target_match: pairs,
  target_match_re: pairs,
  target_matchers: texts,
  equal: texts,
});

const namedIntervals = list(z.strictObject({ name: z.string(), time_intervals: list(intervalSchema) }));

const configurationSchema = z.strictObject({
  global: z.unknown().optional(),
  tracing: z.unknown().optional(),
  event_recorder: z.unknown().optional(),
  templates: texts,
  route: routeSchema,
  inhibit_rules: list(inhibitionSchema),
  receivers: list(z.looseObject({ name: z.string() })),
  mute_time_intervals: namedIntervals,
  time_intervals: namedIntervals,
});

type Written = z.output<typeof configurationSchema>;
type WrittenRoute = z.output<typeof routeSchema>;

function configurationOf(written: Written): Configuration {
  const intervals = [...written.mute_time_intervals, ...written.time_intervals];
  for (const { name, time_intervals } of intervals) {
    const problem = time_intervals.map(intervalProblem).find((found) => found !== undefined);
    if (problem !== undefined) throw new Error(`the time interval ${JSON.stringify(name)}: ${problem}`);
  }
  return {
    route: routeOf(written.route, {}),
    receivers: new Map(written.receivers.map((receiver) => [receiver.name, receiverOf(receiver)])),
    intervals: new Map(intervals.map(({ name, time_intervals }) => [name, time_intervals])),
    inhibitions: written.inhibit_rules.map(inhibitionOf),
    templates: written.templates,
  };
}

type Inherited = Partial<
  Pick<Route, 'receiver' | 'groupBy' | 'groupWait' | 'groupInterval' | 'repeatInterval'>
>;

/** Intervals are not handed down, all the rest is. */
function routeOf(written: WrittenRoute, parent: Inherited): Route {
  const own = {
    receiver: written.receiver ?? parent.receiver ?? '',
    groupBy: written.group_by ?? parent.groupBy ?? [],
    groupWait: written.group_wait ?? parent.groupWait,
    groupInterval: written.group_interval ?? parent.groupInterval,
    repeatInterval: written.repeat_interval ?? parent.repeatInterval,
  };
  return {
    ...own,
    matchers: matchersOf(written.match, written.match_re, written.matchers),
    continue: written.continue,
    muteTimes: written.mute_time_intervals,
    activeTimes: written.active_time_intervals,
    routes: written.routes.map((route) => routeOf(route, own)),
  };
}

function receiverOf({ name, ...lists }: Written['receivers'][number]): Receiver {
  const integrations = Object.entries(lists).flatMap(([key, entries]) =>
    key.endsWith('_configs') && Array.isArray(entries) && entries.length > 0 ? [[key, entries] as const] : [],
  );
  return { name, integrations: new Map(integrations) };
}

function inhibitionOf(written: Written['inhibit_rules'][number]): Inhibition {
  const single = {
    matchers: matchersOf(written.source_match, written.source_match_re, written.source_matchers),
    equal: written.equal,
  };
  const several = written.sources.map(({ matchers, equal }) => ({
    matchers: matchersOf({}, {}, matchers),
    equal,
  }));
  return {
    sources: several.length > 0 ? several : [single],
    target: matchersOf(written.target_match, written.target_match_re, written.target_matchers),
  };
}

type Pairs = Readonly<Record<string, string>>;

function matchersOf(equal: Pairs, fitting: Pairs, lines: readonly string[]): readonly LabelMatcher[] {
  return [
    ...Object.entries(equal).map(([label, value]) => labelMatcher(label, '=', value)),
    ...Object.entries(fitting).map(([label, value]) => labelMatcher(label, '=~', value)),
    ...lines.flatMap(parseMatchers),
  ];
}
