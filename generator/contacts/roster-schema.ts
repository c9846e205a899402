import { z } from 'zod';
import { DAY, midnight } from './calendar-duty.ts';
import { WEEKDAYS } from './duty.ts';
import type { Rotation } from './rotation.ts';
import { isTimeZone } from './time-zone.ts';
import { dateFault, dutyOf, hoursFault, parseDate } from './written-duty.ts';

/** A text without spaces around it. */
export const text = z
  .string()
  .transform((value) => value.replace(/\s+/g, ' ').trim())
  .refine((value) => value !== '', 'must not be empty');

/** One of something, or a list. */
export const one = <Item extends z.ZodType>(item: Item) =>
  z.union([z.array(item), item.transform((single) => [single])], 'must be a text or a list of texts');

/** Adds an issue for each fault that a reader of texts finds. */
export const without =
  (fault: (text: string) => string | undefined) =>
  (value: string | readonly string[], context: z.RefinementCtx) => {
    for (const message of [value].flat().flatMap((single) => fault(single) ?? []))
      context.addIssue({ code: 'custom', message });
  };

export const hours = one(z.string()).superRefine(without(hoursFault));
export const timeZone = z.string().refine(isTimeZone, 'is not a time zone; write it like Europe/Berlin');
export const date = z.string().superRefine(without(dateFault));
export const rank = z.enum(['primary', 'backup']);

const MOST_DAYS = 366;
const EVERY = /^(?:(\d{1,2})\s+)?(day|week)s?$/;
const HANDOVER = /^(?:([A-Za-z]{2,})\s+)?(\d{1,2}):(\d{2})$/;
const MOMENT = /^(\d{4}-\d{2}-\d{2})(?:[T ](\d{1,2}):(\d{2}))?$/;

/** People who take turns. */
export const rotationSchema = z
  .strictObject({
    role: one(text).describe('Role in which they take turns, or several.').meta({ example: 'Platform' }),
    rank: rank.default('primary').describe('Whether they are told at once, or as backup.'),
    people: z
      .array(text)
      .min(1, 'must list at least one person')
      .describe('Names of contacts in the order of their turns.')
      .meta({ example: ['Ada Example', 'Bea Example'] }),
    every: z
      .string()
      .refine((value) => daysOf(value) !== undefined, 'must be day, week, 2 days, 2 weeks and so on')
      .default('week')
      .describe('How long a turn is: `day`, `week`, `2 weeks`.'),
    start: date.describe('Day on which the first turn begins.').meta({ example: '2026-01-05' }),
    end: date.optional().describe('Last day of the rotation.').meta({ example: '2026-12-31' }),
    handover: z
      .string()
      .superRefine(without(handoverFault))
      .default('00:00')
      .describe('When one hands over to the next; the weekday is that of `start` unless it is named.')
      .meta({ example: 'Mon 09:00' }),
    timeZone: timeZone
      .describe('Time zone of the handover and the hours.')
      .meta({ example: 'Europe/Berlin' }),
    hours: hours
      .optional()
      .describe('Hours in which there is duty; without it all.')
      .meta({ example: 'Mon-Fri 09:00-17:00' }),
  })
  .superRefine((written, context) => {
    for (const message of faultsOf(written)) context.addIssue({ code: 'custom', message });
  })
  .transform(({ role, rank: ofAll, every, start, end, handover, ...rest }) => {
    const [weekday, minute] = handoverOf(handover);
    const days = daysOf(every) ?? 7;
    const unit = { 1: 'daily', 7: 'weekly' }[days] ?? `every ${every}`;
    const rotation: Rotation = {
      ...rest,
      days,
      start: dayOf(start),
      end: end === undefined ? undefined : dayOf(end),
      handover: { minute, weekday },
      text: `${unit} at ${handover}`,
    };
    return { roles: role, rank: ofAll, rotation };
  });

/** A calendar file as the source of turns. */
export const calendarSchema = z.strictObject({
  role: one(text).describe('Role whose duty it is, or several.').meta({ example: 'Platform' }),
  rank: rank.default('primary').describe('Whether its people are told at once, or as backup.'),
  file: z
    .string()
    .min(1)
    .describe(
      'iCalendar file (`.ics`), beside this one: an event is a turn of who attends it, or whom its words name.',
    )
    .meta({ example: 'platform.ics' }),
  timeZone: timeZone
    .describe('Time zone of whole days, and of times that name none.')
    .meta({ example: 'Europe/Berlin' }),
});

const span = {
  role: text.describe('Role whose duty it changes.').meta({ example: 'Platform' }),
  from: z
    .string()
    .superRefine(without(momentFault))
    .describe('Beginning: a day, or a day and a time.')
    .meta({ example: '2026-12-24 09:00' }),
  to: z
    .string()
    .superRefine(without(momentFault))
    .describe('End; a day without a time is included.')
    .meta({ example: '2026-12-27' }),
  timeZone: timeZone
    .optional()
    .describe('Time zone of both; needed only where the duty that it changes has none.')
    .meta({ example: 'Europe/Berlin' }),
};

/** Somebody who stands in for somebody else for a while, or two who swap. */
export const overrideSchema = z
  .union(
    [
      z.strictObject({
        ...span,
        who: text
          .describe('Name of the contact who is on duty instead; this or `swap` must be there.')
          .meta({ example: 'Bea Example' }),
        insteadOf: text
          .optional()
          .describe('Whose duty it is; without it the duty of everybody who is told at once.')
          .meta({ example: 'Ada Example' }),
      }),
      z.strictObject({
        ...span,
        swap: z
          .tuple([text, text])
          .describe('Names of two contacts who exchange their duties, instead of `who`.')
          .meta({ example: ['Ada Example', 'Bea Example'] }),
      }),
    ],
    'must have role, from, to, and either who (with insteadOf) or swap: [one, another]',
  )
  .superRefine(({ from, to }, context) => {
    const minutes = wallTime(to, DAY) - wallTime(from, 0);
    const remedy =
      minutes > 0
        ? 'lasts more than a year; change the roles instead'
        : 'ends before it begins; exchange them';
    if (minutes <= 0 || minutes > MOST_DAYS * DAY)
      context.addIssue({ code: 'custom', message: `from ${from} to ${to} ${remedy}` });
  })
  .transform(({ from, to, ...override }) => ({
    ...override,
    span: { from: wallTime(from, 0), to: wallTime(to, DAY) },
    when: `from ${from} to ${to}`,
  }));

export type WrittenCalendar = z.output<typeof calendarSchema>;
export type WrittenRotation = z.output<typeof rotationSchema>;
export type Override = z.output<typeof overrideSchema>;

interface Checked {
  readonly hours?: readonly string[] | undefined;
  readonly timeZone: string;
  readonly every: string;
  readonly handover: string;
  readonly start: string;
  readonly end?: string | undefined;
}

function faultsOf({
  hours: written,
  timeZone: zone,
  every,
  handover,
  start,
  end,
}: Checked): readonly string[] {
  const faults: string[] = [];
  if (handoverOf(handover)[0] !== undefined && (daysOf(every) ?? 7) % 7 !== 0)
    faults.push('handover names a weekday, but a turn is no whole weeks; leave the weekday out');
  if (end !== undefined && end < start) faults.push(`end ${end} is before start ${start}; exchange them`);
  if (written?.some((hour) => hoursFault(hour) !== undefined)) return faults;
  try {
    dutyOf({ hours: written, timeZone: zone });
  } catch (error) {
    if (!(error instanceof RangeError)) throw error;
    faults.push(error.message);
  }
  return faults;
}

function daysOf(every: string): number | undefined {
  const [, count = '1', unit] = EVERY.exec(every.trim().toLowerCase()) ?? [];
  if (unit === undefined || Number(count) === 0) return undefined;
  return Number(count) * (unit === 'week' ? 7 : 1);
}

function handoverOf(written: string): readonly [weekday: number | undefined, minute: number] {
  const [, name, hour = 0, minute = 0] = HANDOVER.exec(written.trim()) ?? [];
  const weekday = name === undefined ? -1 : WEEKDAYS.findIndex((day) => day.startsWith(name.toLowerCase()));
  return [weekday < 0 ? undefined : weekday, Number(hour) * 60 + Number(minute)];
}

function handoverFault(written: string): string | undefined {
  const [, name, hour, minute] = HANDOVER.exec(written.trim()) ?? [];
  const isDay = name === undefined || WEEKDAYS.some((day) => day.startsWith(name.toLowerCase()));
  if (hour !== undefined && isDay && Number(hour) < 24 && Number(minute) < 60) return undefined;
  return `"${written}" is no handover; write it like Mon 09:00, or 09:00`;
}

function momentFault(written: string): string | undefined {
  const [, day, hour = 0, minute = 0] = MOMENT.exec(written.trim()) ?? [];
  if (day !== undefined && dateFault(day) === undefined && Number(hour) < 24 && Number(minute) < 60)
    return undefined;
  return `"${written}" is no time; write it like 2026-12-24 09:00, or 2026-12-24`;
}

// Zod transforms what has a fault too, so a fault counts as the beginning of time here.
function dayOf(written: string) {
  return dateFault(written) === undefined ? parseDate(written) : { year: 1970, month: 1, day: 1 };
}

function wallTime(written: string, withoutTime: number): number {
  const [, day = '', hour, minute = 0] = MOMENT.exec(written.trim()) ?? [];
  return midnight(dayOf(day)) + (hour === undefined ? withoutTime : Number(hour) * 60 + Number(minute));
}
