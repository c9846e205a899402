/** A route of Alertmanager or a policy of Grafana, read from a generated file. */
export interface Route {
  readonly receiver: string;
  readonly matchers?: readonly string[];
  readonly object_matchers?: readonly (readonly [string, string, string])[];
  readonly continue?: boolean;
  readonly group_wait?: string;
  readonly group_by?: readonly string[];
  readonly mute_time_intervals?: readonly string[];
  readonly routes?: readonly Route[];
}

/** A time interval as the documentation of Alertmanager defines it. */
export interface TimeInterval {
  readonly times?: readonly { readonly start_time: string; readonly end_time: string }[];
  readonly weekdays?: readonly string[];
  readonly days_of_month?: readonly string[];
  readonly months?: readonly string[];
  readonly years?: readonly string[];
  readonly location?: string;
}

const DAYS = ['sunday', 'monday', 'tuesday', 'wednesday', 'thursday', 'friday', 'saturday'];

/**
 * The routes that take an alert, as the documentation describes it: the first child that matches wins unless it
 * continues, and a node whose children do not match takes the alert itself.
 */
export function takers(node: Route, labels: Readonly<Record<string, string>>): readonly Route[] {
  if (!matches(node, labels)) return [];
  const found: Route[] = [];
  for (const child of node.routes ?? []) {
    const below = takers(child, labels);
    found.push(...below);
    if (below.length > 0 && !child.continue) break;
  }
  return found.length > 0 ? found : [node];
}

/** True when one of the intervals contains the moment. */
export function within(intervals: readonly TimeInterval[], at: Date): boolean {
  return intervals.some((interval) => contains(interval, at));
}

function matches(
  { matchers = [], object_matchers = [] }: Route,
  labels: Readonly<Record<string, string>>,
): boolean {
  const parsed = matchers.map((text) => {
    const [, label = '', operator = '', value = ''] = /^(\w+)(=~|!=|=)"((?:[^"\\]|\\.)*)"$/s.exec(text) ?? [];
    return [label, operator, value.replace(/\\(.)/gs, (_, c: string) => (c === 'n' ? '\n' : c))] as const;
  });
  return [...parsed, ...object_matchers].every(([label, operator, value]) => {
    const actual = labels[label] ?? '';
    if (operator === '!=') return actual !== value;
    return operator === '=' ? actual === value : new RegExp(`^(?:${value})$`, 's').test(actual);
  });
}

function contains(interval: TimeInterval, at: Date): boolean {
  const { year, month, day, weekday, minute: now } = wallClock(interval.location ?? 'UTC', at);
  return (
    fits(interval.years, year) &&
    fits(interval.months, month) &&
    fits(interval.days_of_month, day) &&
    day <= lastDay(interval, year, month) &&
    fits(interval.weekdays?.map(numbered), weekday) &&
    (interval.times?.some((time) => minutes(time.start_time) <= now && now < minutes(time.end_time)) ?? true)
  );
}

// To Alertmanager a month has as many days as its hours by 24: where clocks go forward, one less.
function lastDay({ days_of_month, location = 'UTC' }: TimeInterval, year: number, month: number): number {
  if (days_of_month === undefined) return 31;
  const ahead = (at: number) => Date.parse(`${clockOf(location).format(at)}Z`) - at;
  const [begin, end] = [Date.UTC(year, month - 1), Date.UTC(year, month)];
  return Math.floor((end - ahead(end) - (begin - ahead(begin))) / 86_400_000);
}

interface WallClock {
  readonly year: number;
  readonly month: number;
  readonly day: number;
  /** 0 is Sunday. */
  readonly weekday: number;
  /** Of the day. */
  readonly minute: number;
}

const shown = new Map<string, { readonly at: number; readonly clock: WallClock }>();

// Many intervals are asked about one moment, and a clock of Intl is slow.
function wallClock(timeZone: string, at: Date): WallClock {
  const known = shown.get(timeZone);
  if (known?.at === at.getTime()) return known.clock;
  // The Swedish way to write a date is the ISO way.
  const text = clockOf(timeZone).format(at);
  const [year = 0, month = 0, day = 0, hour = 0, minute = 0] = text.split(/[- :]/).map(Number);
  const weekday = new Date(Date.UTC(year, month - 1, day)).getUTCDay();
  const clock = { year, month, day, weekday, minute: hour * 60 + minute };
  shown.set(timeZone, { at: at.getTime(), clock });
  return clock;
}

const clocks = new Map<string, Intl.DateTimeFormat>();

function clockOf(timeZone: string): Intl.DateTimeFormat {
  const known =
    clocks.get(timeZone) ??
    new Intl.DateTimeFormat('sv-SE', { timeZone, dateStyle: 'short', timeStyle: 'medium' });
  clocks.set(timeZone, known);
  return known;
}

function fits(ranges: readonly string[] | undefined, value: number): boolean {
  return (
    ranges?.some((range) => {
      const [from = 0, to = from] = range.split(':').map(Number);
      return from <= value && value <= to;
    }) ?? true
  );
}

function numbered(range: string): string {
  return range
    .split(':')
    .map((name) => String(DAYS.indexOf(name)))
    .join(':');
}

function minutes(clock: string): number {
  const [hour = 0, minute = 0] = clock.split(':').map(Number);
  return hour * 60 + minute;
}
