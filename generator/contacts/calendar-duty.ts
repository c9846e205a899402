import {
  type Duty,
  type DutyPart,
  dayNumber,
  dutyDay,
  type FullDay,
  mergedSpans,
  type Span,
} from './duty.ts';

/**
 * Time on the wall of a zone, in minutes since 1970-01-01 00:00 there, as if no clock were ever changed: the end is not
 * included.
 */
export interface WallSpan {
  readonly from: number;
  readonly to: number;
}

/** Minutes of a day on the wall. */
export const DAY = 24 * 60;

/** The calendar day of a wall time, with its weekday: 0 is Sunday. */
export function wallDay(minute: number): FullDay & { readonly weekday: number } {
  const date = new Date(Math.floor(minute / DAY) * DAY * 60_000);
  return {
    year: date.getUTCFullYear(),
    month: date.getUTCMonth() + 1,
    day: date.getUTCDate(),
    weekday: date.getUTCDay(),
  };
}

/** The wall time of the midnight at which a day begins. */
export function midnight({ year, month, day }: FullDay): number {
  return Date.UTC(year, month - 1, day) / 60_000;
}

/** Parts of a duty that hold in these spans and at no other time. Days with the same hours share one. */
export function partsFor(spans: readonly WallSpan[]): readonly DutyPart[] {
  const days = new Map<number, Span[]>();
  for (const { from, to } of spans) {
    for (let start = from; start < to; ) {
      const begin = Math.floor(start / DAY) * DAY;
      const end = Math.min(to, begin + DAY);
      days.set(begin, [...(days.get(begin) ?? []), [start - begin, end - begin]]);
      start = end;
    }
  }
  const byHours = new Map<string, { hours: readonly Span[]; only: number[] }>();
  for (const [begin, written] of [...days].sort(([a], [b]) => a - b)) {
    const hours = mergedSpans(written);
    const known = byHours.get(JSON.stringify(hours)) ?? { hours, only: [] };
    known.only.push(dayNumber(wallDay(begin)));
    byHours.set(JSON.stringify(hours), known);
  }
  return [...byHours.values()].map(({ hours, only }) => {
    const isWhole = hours.length === 1 && hours[0]?.[0] === 0 && hours[0][1] === DAY;
    return { ...(!isWhole && { week: Array.from({ length: 7 }, () => hours) }), holidays: [], only };
  });
}

/** The part of a duty within a span, and what is left of the duty; undefined where nothing is. */
export function cutDuty(
  { parts, ...duty }: Duty,
  span: WallSpan,
): { readonly rest: Duty | undefined; readonly taken: readonly WallSpan[] } {
  const taken: WallSpan[] = [];
  const left: WallSpan[] = [];
  const except: number[] = [];
  for (let begin = Math.floor(span.from / DAY) * DAY; begin < span.to; begin += DAY) {
    except.push(dayNumber(wallDay(begin)));
    for (const [start, end] of spansOn(parts, begin)) {
      const [from, to] = [begin + start, begin + end];
      taken.push({ from: Math.max(from, span.from), to: Math.min(to, span.to) });
      left.push({ from, to: Math.min(to, span.from) }, { from: Math.max(from, span.to), to });
    }
  }
  const kept = parts
    .map((part) => ({ ...part, except: [...(part.except ?? []), ...except] }))
    .filter(({ only, except: days }) => only === undefined || only.some((day) => !days.includes(day)));
  const [first, ...others] = [...kept, ...partsFor(left.filter(isSome))];
  return {
    rest: first === undefined ? undefined : { ...duty, parts: [first, ...others] },
    taken: taken.filter(isSome),
  };
}

function isSome({ from, to }: WallSpan): boolean {
  return from < to;
}

function spansOn(parts: readonly DutyPart[], begin: number): readonly Span[] {
  const day = wallDay(begin);
  const active = parts.filter((part) => dutyDay(part, day));
  return mergedSpans(
    active.flatMap(({ week }) => (week === undefined ? [[0, DAY] as const] : (week[day.weekday] ?? []))),
  );
}
