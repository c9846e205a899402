import { ConfigError } from '../../exporter/config/config-error.ts';
import { Problem, quote } from '../kit/problem.ts';
import { cutDuty, partsFor, type WallSpan } from './calendar-duty.ts';
import type { CalendarRows } from './calendar-rows.ts';
import type { Duty, DutyPart } from './duty.ts';
import type { Horizon, Roster } from './roster.ts';
import type { Override, WrittenRotation } from './roster-schema.ts';
import { rotationDuties, writtenUntil } from './rotation.ts';
import { isCalled, isSame, mailOf, rowFor } from './row-names.ts';
import type { NamedRow } from './table-row.ts';
import type { Unused } from './unused.ts';

/** What a roster file says besides its contacts, each with its place in the file. */
export interface WrittenRoster {
  readonly contacts: readonly NamedRow[];
  readonly calendars: readonly CalendarRows[];
  readonly rotations: readonly (WrittenRotation & { readonly at: string })[];
  readonly overrides: readonly (Override & { readonly at: string })[];
}

const NEVER: Duty['parts'] = [{ holidays: [], only: [] }];

/**
 * The rows of contacts, of their turns, and of those who stand in for others.
 *
 * @throws ConfigError with a line for each name or role that the contacts lack
 */
export function rosterRows(
  { contacts, calendars, rotations, overrides }: WrittenRoster,
  horizon: Horizon,
): { readonly rows: readonly NamedRow[]; readonly unused: readonly Unused[]; readonly roster?: Roster } {
  checkNames({ contacts, calendars, rotations, overrides });
  const feeds = calendars.flatMap(({ rows: own }) => own);
  const turns = rotations.flatMap((rotation) => turnRows(rotation, contacts, horizon));
  const unused: Unused[] = [
    ...calendars.flatMap((calendar) => calendar.unused),
    ...contacts.flatMap((row) => idleIn(row, { rotations, feeds, overrides })),
  ];
  let rows: readonly NamedRow[] = [...contacts, ...turns, ...feeds];
  for (const override of overrides) {
    const changed = overridden(rows, override, contacts);
    rows = changed.rows;
    if (changed.isIdle) {
      const text = `the override of ${override.role} ${override.when} changes nothing, nobody of it has duty then`;
      unused.push({ at: override.at, kind: 'other', text });
    }
  }
  if (rotations.length + calendars.length === 0) return { rows, unused };
  const ends = [
    ...rotations.flatMap(({ rotation }) => writtenUntil(rotation, horizon) ?? []),
    ...calendars.map((calendar) => calendar.until),
  ];
  const until = ends.sort((a, b) => a.getTime() - b.getTime())[0];
  const roles = [...new Set([...rotations, ...feeds].flatMap((one) => one.roles))];
  return { rows, unused, roster: { horizon, roles, until } };
}

function checkNames({ contacts, calendars, rotations, overrides }: WrittenRoster): void {
  const feeds = calendars.flatMap(({ rows }) => rows);
  const roles = [...contacts, ...rotations, ...feeds].flatMap((one) => one.roles);
  const named = [
    ...rotations.flatMap(({ at, rotation }) => rotation.people.map((name) => ({ at, name }))),
    ...overrides.flatMap((override) => namesOf(override).map((name) => ({ at: override.at, name }))),
  ];
  const problems = [
    ...named.flatMap(({ at, name }) => nameProblem(contacts, at, name) ?? []),
    ...overrides
      .filter(({ role }) => !roles.some((known) => isSame(known, role)))
      .map(
        ({ at, role }) =>
          new Problem(at, `there is no role ${quote(role)}`, 'use a role of the contacts or rotations'),
      ),
    // Whom a calendar names changes from month to month.
    ...(calendars.length > 0 ? [] : contacts)
      .filter((row) => row.roles.length === 0 && !named.some(({ name }) => isCalled(row, name)))
      .map(
        ({ at, name }) =>
          new Problem(at, `${name} has no role`, 'add roles, or name the contact in a rotation'),
      ),
  ];
  if (problems.length > 0) throw new ConfigError(problems.map(({ message }) => message).join('\n'));
}

/** What a contact without a role of its own says that no turn obeys. */
function idleIn(
  row: NamedRow,
  {
    rotations,
    feeds,
    overrides,
  }: Pick<WrittenRoster, 'rotations' | 'overrides'> & { readonly feeds: readonly NamedRow[] },
): readonly Unused[] {
  if (row.roles.length > 0) return [];
  const told = (text: string): Unused => ({ at: row.at, kind: 'other', text });
  const turns = rotations.some(({ rotation }) => rotation.people.some((name) => isCalled(row, name)));
  const isInFeed = feeds.some(({ name }) => isCalled(row, name));
  const standsIn = overrides.some((override) => namesOf(override).some((name) => isCalled(row, name)));
  if (!turns && !isInFeed && !standsIn)
    return [told(`${row.name} has no role, and no event of a calendar names it`)];
  if (row.duty === undefined || row.duty === 'always') return [];
  if (!turns)
    return [
      told(`hours, dates and holidays of ${row.name} decide nothing where a calendar says who is there`),
    ];
  const hasHours = row.duty.parts.some(({ week }) => week !== undefined);
  return hasHours
    ? [told(`the hours of ${row.name} decide nothing in turns; give hours to the rotation`)]
    : [];
}

function namesOf(override: Override): readonly string[] {
  if ('swap' in override) return override.swap;
  return override.insteadOf === undefined ? [override.who] : [override.who, override.insteadOf];
}

function nameProblem(contacts: readonly NamedRow[], at: string, name: string): Problem | undefined {
  const found = contacts.filter((row) => isCalled(row, name));
  if (found.length === 0)
    return new Problem(at, `there is no contact ${quote(name)}`, 'write the name as in contacts');
  const mails = new Set(found.flatMap((row) => mailOf(row) ?? []));
  if (mails.size < 2) return undefined;
  return new Problem(
    at,
    `several contacts are called ${quote(name)}`,
    `write ${[...mails].map(quote).join(' or ')}`,
  );
}

function turnRows(
  { at, roles, rank, rotation }: WrittenRoster['rotations'][number],
  contacts: readonly NamedRow[],
  horizon: Horizon,
): readonly NamedRow[] {
  const absences = new Map(rotation.people.map((name) => [name, absencesOf(contacts, name)]));
  const duties = rotationDuties(rotation, horizon, absences);
  return roles.flatMap((role) =>
    [...duties].map(([name, duty]) => ({ ...rowFor(contacts, name, at), roles: [role], rank, duty })),
  );
}

// When somebody is not there at all: hours are those of other roles.
function absencesOf(contacts: readonly NamedRow[], name: string): readonly DutyPart[] {
  const parts = contacts
    .filter((row) => isCalled(row, name))
    .flatMap(({ duty }) => (duty === undefined || duty === 'always' ? [] : duty.parts));
  const holidays = parts.flatMap((part) => part.holidays);
  const [first] = parts;
  const isOnePeriod = parts.every(
    ({ from, to }) => JSON.stringify([from, to]) === JSON.stringify([first?.from, first?.to]),
  );
  return first === undefined ? [] : [{ holidays, ...(isOnePeriod && { from: first.from, to: first.to }) }];
}

function overridden(
  rows: readonly NamedRow[],
  override: Override & { readonly at: string },
  contacts: readonly NamedRow[],
): { readonly rows: readonly NamedRow[]; readonly isIdle: boolean } {
  const { role, span, when, at } = override;
  const targets = rows.filter(
    (row) => row.roles.some((known) => isSame(known, role)) && standInFor(override, row) !== undefined,
  );
  const added: NamedRow[] = [];
  const changed = new Map<NamedRow, readonly NamedRow[]>();
  let [isIdle, zone] = [true, override.timeZone];
  for (const row of targets) {
    const duty = dutyFor(row, rows, override.timeZone);
    if (override.timeZone !== undefined && duty.timeZone !== override.timeZone) {
      const what = `the duty of ${row.name} is in ${duty.timeZone}`;
      throw new Problem(at, what, 'write the times in that zone and leave timeZone out');
    }
    const { rest, taken } = cutDuty(duty, span);
    zone = duty.timeZone;
    if (taken.length === 0) continue;
    isIdle = false;
    const left: NamedRow = {
      ...row,
      isOfRole: true,
      duty: { ...(rest ?? { ...duty, parts: NEVER }), text: `${duty.text}, not ${when}` },
    };
    const each = row.roles.map((name) => ({ ...(isSame(name, role) ? left : row), roles: [name] }));
    changed.set(row, each);
    const name = standInFor(override, row);
    if (name === undefined || isOfAll(override)) continue;
    added.push({
      ...rowFor(contacts, name, at),
      roles: [spelled(row, role)],
      rank: row.rank,
      severities: row.severities,
      duty: dutyOfSpans(taken, zone, `instead of ${row.name} ${when}`),
    });
  }
  if (isOfAll(override)) {
    isIdle = false;
    const name = targets[0] === undefined ? role : spelled(targets[0], role);
    const row = { ...rowFor(contacts, override.who, at), roles: [name], rank: 'primary' as const };
    added.push({ ...row, duty: dutyOfSpans([span], zone ?? 'UTC', `for ${name} ${when}`) });
  }
  return { rows: [...rows.flatMap((row) => changed.get(row) ?? [row]), ...added], isIdle };
}

/** Who takes over the duty of a row; undefined where it stays. */
function standInFor(override: Override, row: NamedRow): string | undefined {
  if ('swap' in override) {
    const [one, another] = override.swap;
    if (isCalled(row, one)) return another;
    return isCalled(row, another) ? one : undefined;
  }
  const isMeant =
    override.insteadOf === undefined ? row.rank === 'primary' : isCalled(row, override.insteadOf);
  return isMeant ? override.who : undefined;
}

/** Whether it is about everybody who is told at once. */
function isOfAll(override: Override): override is Extract<Override, { readonly who: string }> {
  return 'who' in override && override.insteadOf === undefined;
}

/** A role as the row writes it. */
function spelled({ roles }: NamedRow, role: string): string {
  return roles.find((known) => isSame(known, role)) ?? role;
}

function dutyOfSpans(spans: readonly WallSpan[], timeZone: string, text: string): Duty {
  const [first, ...others] = partsFor(spans);
  return { timeZone, text, parts: first === undefined ? NEVER : [first, ...others] };
}

// A row that says nothing of time leaves it to the person's other rows.
function dutyFor(row: NamedRow, rows: readonly NamedRow[], timeZone = 'UTC'): Duty {
  const others = rows.filter((other) => isSame(other.name, row.name) && !other.isOfRole);
  const duty =
    row.duty ??
    (row.isOfRole ? 'always' : others.find((other) => other.duty !== undefined)?.duty) ??
    'always';
  return duty === 'always' ? { timeZone, text: 'at any hour', parts: [{ holidays: [] }] } : duty;
}
