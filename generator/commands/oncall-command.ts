import type { Command } from 'commander';
import { channelText } from '../channels/any-channel.ts';
import type { Membership } from '../contacts/contact.ts';
import { isTimeZone } from '../contacts/time-zone.ts';
import { toIcalendar } from '../kit/icalendar.ts';
import { Problem, quote } from '../kit/problem.ts';
import { toJson } from '../kit/serialise.ts';
import { type RoleShifts, roleShifts, type Shift } from '../reports/oncall.ts';
import { isCalled, oncallCalendar } from '../reports/oncall-calendar.ts';
import { shiftText, wallClock } from '../reports/shift-text.ts';
import { loadSite, type Site, type Sources } from '../site.ts';
import type { Output } from './kit/command.ts';
import { tellMismatch } from './kit/matched-site.ts';
import { momentOf, withSiteOptions } from './kit/site-options.ts';

/** `palette-bundle oncall` */
export function addOncall(program: Command, output: Output): void {
  withSiteOptions(
    program
      .command('oncall')
      .description('Say who of each role is on duty now, next and in the coming weeks.'),
  )
    .option('--role <role>', 'only this role')
    .option('--person <name>', 'only the duty of this person')
    .option('--weeks <number>', 'how far to look ahead', '4')
    .option('--at <time>', 'the moment that counts as now, for example 2026-12-24T22:00Z')
    .option('--time-zone <zone>', 'zone of the times, for example Europe/Berlin; default that of the role')
    .option('--json', 'answer as JSON')
    .option('--ics', 'answer as a calendar (iCalendar), for programs that show it')
    .action((options: OncallOptions) => {
      const at = minuteOf(momentOf(options.at, output));
      const until = new Date(at.getTime() + weeksOf(options) * WEEK);
      checkOptions(options);
      const site = loadSite(options, at);
      // A calendar keeps its events while a shift goes on, so it begins in the past.
      const from = options.ics ? new Date(Math.floor(at.getTime() / DAY) * DAY - LOOKING_BACK) : at;
      const roles = rolesOf(site, options, from, until);
      output.out(answerOf(roles, options, { from, to: until }, at));
      tellLimits(site, until, output);
      tellMismatch(site, output);
    });
}

interface OncallOptions extends Sources {
  readonly role?: string;
  readonly person?: string;
  readonly weeks: string;
  readonly at?: string;
  readonly timeZone?: string;
  readonly json?: true;
  readonly ics?: true;
}

type Span = Pick<Shift, 'from' | 'to'>;

const MINUTE = 60_000;
const DAY = 24 * 60 * MINUTE;
const WEEK = 7 * DAY;
const LOOKING_BACK = 4 * WEEK;
const MOST_WEEKS = 104;

function minuteOf(at: Date): Date {
  return new Date(Math.floor(at.getTime() / MINUTE) * MINUTE);
}

function weeksOf({ weeks }: OncallOptions): number {
  const count = Number(weeks);
  if (Number.isInteger(count) && count >= 1 && count <= MOST_WEEKS) return count;
  throw new Problem(
    `--weeks ${weeks}`,
    'is no number of weeks',
    `give a whole number from 1 to ${MOST_WEEKS}`,
  );
}

function checkOptions({ json, ics, timeZone }: OncallOptions): void {
  if (json && ics) throw new Problem('--json', 'contradicts --ics', 'leave one of them out');
  if (timeZone !== undefined && !isTimeZone(timeZone))
    throw new Problem(`--time-zone ${timeZone}`, 'is not a time zone', 'write it like Europe/Berlin');
}

function rolesOf(site: Site, { role, person }: OncallOptions, from: Date, to: Date): readonly RoleShifts[] {
  const { members, file } = site.plan.contacts;
  if (person !== undefined && !members.some((member) => isCalled(member, person))) {
    const names = [...new Set(members.map((member) => quote(member.person.name)))];
    throw new Problem(
      '--person',
      `${file} has nobody called ${quote(person)}`,
      `use one of ${names.join(', ')}`,
    );
  }
  const roles = roleShifts(site, role, { from, to });
  return roles.filter(({ role: name }) =>
    members.some((member) => person === undefined || (member.role === name && isCalled(member, person))),
  );
}

function answerOf(roles: readonly RoleShifts[], options: OncallOptions, span: Span, now: Date): string {
  const { person, timeZone } = options;
  if (options.ics) return toIcalendar(oncallCalendar(roles, now, person));
  const chosen = roles.map((one) => ({ ...one, shifts: shiftsWith(one.shifts, person) }));
  if (options.json) return toJson(shiftsJson(chosen, span));
  return chosen.map((one) => tableText({ ...one, timeZone: timeZone ?? one.timeZone }, span)).join('\n');
}

function shiftsWith(shifts: readonly Shift[], person: string | undefined): readonly Shift[] {
  return shifts.filter(
    ({ primary, backup }) =>
      person === undefined || [...primary, ...backup].some((one) => isCalled(one, person)),
  );
}

type Chosen = Omit<RoleShifts, 'shifts'> & { readonly shifts: readonly Shift[] };

function tableText({ role, timeZone, shifts }: Chosen, span: Span): string {
  const rows = shifts.map((shift): readonly [string, string, string] => {
    const isNow = shift.from.getTime() === span.from.getTime();
    const isLast = shift.to.getTime() === span.to.getTime();
    const from = isNow ? 'now' : wallClock(shift.from, timeZone);
    return [from, isLast ? '' : `to ${wallClock(shift.to, timeZone)}`, shiftText(shift)];
  });
  const width = (column: 0 | 1) => Math.max(...rows.map((row) => row[column].length));
  const lines = rows.map(([from, to, who]) => `  ${from.padEnd(width(0))}  ${to.padEnd(width(1))}  ${who}\n`);
  return `${role} (${timeZone})\n${lines.length === 0 ? '  no duty in this time\n' : lines.join('')}`;
}

function shiftsJson(roles: readonly Chosen[], { from, to }: Span): object {
  return {
    from: from.toISOString(),
    to: to.toISOString(),
    roles: roles.map(({ role, timeZone, shifts }) => ({
      role,
      timeZone,
      shifts: shifts.map((shift) => ({
        from: shift.from.toISOString(),
        to: shift.to.toISOString(),
        primary: shift.primary.map(memberJson),
        backup: shift.backup.map(memberJson),
      })),
    })),
  };
}

function memberJson(member: Membership): object {
  const { person, severities } = member;
  return {
    person: person.name,
    channels: person.channels.map(channelText),
    phone: person.phone ?? null,
    severities: severities ?? null,
  };
}

function tellLimits({ plan: { contacts } }: Site, to: Date, output: Output): void {
  const { until } = contacts.roster ?? {};
  if (until === undefined || until >= to) return;
  const end = until.toISOString().slice(0, 16);
  output.err(
    `palette-bundle: note: turns are written out until ${end}Z, afterwards all people of a rotation stand there; weeksAhead in ${contacts.file} says how far\n`,
  );
}
