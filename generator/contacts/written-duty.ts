import { type Day, type Duty, type FullDay, type Span, WEEKDAYS } from './duty.ts';

const DAY = 24 * 60;
const HOURS = /^(?:([A-Za-z,\s-]+?)\s+)?(\d{1,2}):(\d{2})\s*[-–]\s*(\d{1,2}):(\d{2})$/;

/** What the columns about time say, as they were written. */
export interface WrittenDuty {
  readonly hours?: readonly string[] | undefined;
  readonly timeZone?: string | undefined;
  readonly holidays?: readonly string[] | undefined;
  readonly validFrom?: string | undefined;
  readonly validTo?: string | undefined;
}

/**
 * The duty that was written down; nothing written means any time.
 *
 * @throws RangeError that says which text is wrong and how it is written.
 */
export function dutyOf({
  hours,
  timeZone,
  holidays = [],
  validFrom,
  validTo,
}: WrittenDuty): Duty | undefined {
  const limited =
    hours !== undefined || holidays.length > 0 || validFrom !== undefined || validTo !== undefined;
  if (!limited) return undefined;
  if (hours !== undefined && timeZone === undefined) {
    throw new RangeError('hours without a time zone; add timeZone, for example Europe/Berlin');
  }
  const from = validFrom === undefined ? undefined : parseDate(validFrom);
  const to = validTo === undefined ? undefined : parseDate(validTo);
  if (validFrom !== undefined && validTo !== undefined && validFrom > validTo) {
    throw new RangeError(`validFrom ${validFrom} is after validTo ${validTo}; exchange them`);
  }
  return {
    timeZone: timeZone ?? 'UTC',
    text: dutyText({ hours, timeZone: timeZone ?? 'UTC', holidays, validFrom, validTo }),
    ...(hours !== undefined && { week: week(hours) }),
    ...(from !== undefined && { from }),
    ...(to !== undefined && { to }),
    holidays: holidays.map(parseDay),
  };
}

/** True for a time zone that both this machine and Go know by that name. */
export function isTimeZone(text: string): boolean {
  if (!/^(?:UTC|[A-Z][A-Za-z_]+(?:\/[A-Z][A-Za-z0-9_+-]+)+)$/.test(text)) return false;
  try {
    new Intl.DateTimeFormat('en', { timeZone: text });
    return true;
  } catch {
    return false;
  }
}

// `Mon-Fri 08:00-17:00`, `Sat,Sun 10:00-14:00`, `22:00-06:00` for every day; past midnight it continues on the next day.
function week(lines: readonly string[]): readonly (readonly Span[])[] {
  const days: Span[][] = WEEKDAYS.map(() => []);
  for (const line of lines) {
    const [, names, ...clock] = HOURS.exec(line.trim()) ?? [];
    if (clock.length === 0)
      throw new RangeError(`"${line}" are no hours; write them like Mon-Fri 08:00-17:00`);
    const [fromHour = 0, fromMinute = 0, toHour = 0, toMinute = 0] = clock.map(Number);
    const [start, end] = [fromHour * 60 + fromMinute, toHour * 60 + toMinute];
    if (fromMinute > 59 || toMinute > 59 || start >= DAY || end > DAY || start === end) {
      throw new RangeError(`"${line}" is not a span of a day; write it like Mon-Fri 08:00-17:00`);
    }
    for (const day of weekdays(names, line)) {
      if (start < end) days[day]?.push([start, end]);
      else {
        days[day]?.push([start, DAY]);
        if (end > 0) days[(day + 1) % 7]?.push([0, end]);
      }
    }
  }
  return days.map(merged);
}

function weekdays(names: string | undefined, line: string): readonly number[] {
  if (names === undefined) return [0, 1, 2, 3, 4, 5, 6];
  return names.split(',').flatMap((part) => {
    const [first = '', last = first] = part.split('-').map((name) => name.trim());
    const [from, to] = [weekday(first, line), weekday(last, line)];
    return Array.from({ length: ((to - from + 7) % 7) + 1 }, (_, step) => (from + step) % 7);
  });
}

function weekday(name: string, line: string): number {
  const index = name.length < 2 ? -1 : WEEKDAYS.findIndex((day) => day.startsWith(name.toLowerCase()));
  if (index < 0)
    throw new RangeError(`"${name}" in "${line}" is no weekday; write Mon, Tue, Wed, Thu, Fri, Sat or Sun`);
  return index;
}

function merged(spans: readonly Span[]): readonly Span[] {
  const result: Span[] = [];
  for (const span of [...spans].sort(([a], [b]) => a - b)) {
    const last = result.at(-1);
    if (last !== undefined && span[0] <= last[1])
      result[result.length - 1] = [last[0], Math.max(last[1], span[1])];
    else result.push(span);
  }
  return result;
}

// `2026-12-25`, or `12-25` for every year.
function parseDay(text: string): Day {
  if (/^\d{2}-\d{2}$/.test(text)) {
    const { month, day } = parseDate(`2024-${text}`);
    return { month, day };
  }
  return parseDate(text);
}

function parseDate(text: string): FullDay {
  const [year = 0, month = 0, day = 0] = text.split('-').map(Number);
  const date = new Date(`${text}T00:00:00Z`);
  if (!/^\d{4}-\d{2}-\d{2}$/.test(text) || Number.isNaN(date.getTime()) || date.getUTCDate() !== day) {
    throw new RangeError(`"${text}" is not a date; write it like 2026-12-25, or 12-25 for every year`);
  }
  return { year, month, day };
}

function dutyText({ hours, timeZone, holidays = [], validFrom, validTo }: WrittenDuty): string {
  return [
    hours === undefined ? 'at any hour' : `${hours.join(', ')} (${timeZone})`,
    validFrom === undefined ? '' : `from ${validFrom}`,
    validTo === undefined ? '' : `until ${validTo}`,
    holidays.length === 0 ? '' : `not on ${holidays.join(', ')}`,
  ]
    .filter((part) => part !== '')
    .join(', ');
}
