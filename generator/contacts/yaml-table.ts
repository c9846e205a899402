import { isScalar, parseDocument } from 'yaml';
import { z } from 'zod';
import { anyChannel, type Channel } from '../channels/any-channel.ts';
import { ROUTED, secretFile } from '../channels/channel.ts';
import { isAddress } from '../channels/email.ts';
import { checkedYaml, type InputFile } from '../kit/input-file.ts';
import { quote } from '../kit/problem.ts';
import { readAvailability } from './availability.ts';
import { calendarRows } from './calendar-rows.ts';
import type { Workspace } from './chat-names.ts';
import type { Duty } from './duty.ts';
import type { ReadRows } from './markdown-table.ts';
import { phoneText } from './phone-number.ts';
import { rosterRows } from './roster-rows.ts';
import {
  calendarSchema,
  date,
  hours,
  one,
  overrideSchema,
  rank,
  rotationSchema,
  text,
  timeZone,
  without,
} from './roster-schema.ts';
import { horizonAt } from './rotation.ts';
import type { NamedRow } from './table-row.ts';
import type { Addition } from './table-rows.ts';
import { type Unused, unusedRest } from './unused.ts';
import { dutyOf, holidaysFault } from './written-duty.ts';
import { readHours } from './written-hours.ts';

const mail = z.string().refine(isAddress, {
  error: ({ input }) => `${quote(String(input))} is not a mail address; write it like name@example.com`,
});
const reach = {
  email: mail.optional().describe('Mail address.').meta({ example: 'ada@example.com' }),
  // Digits alone are a number to YAML.
  phone: z
    .union([text, z.number()], 'must be a text or a number')
    .optional()
    .describe('Phone number, for people to call: nothing is sent there.')
    .meta({ example: '+1 555 010 0142' }),
  channels: z
    .array(anyChannel)
    .default([])
    .describe('Further ways to be told; each has a `type`.')
    .meta({ example: [{ type: 'slack', channel: '#ops', urlFile: '/etc/alertmanager/slack-url' }] }),
  hours: hours
    .optional()
    .describe('Hours of duty; without it all.')
    .meta({ example: ['Mon-Thu 07:30-15:30', 'Fri 07:30-12:00'] }),
  timeZone: timeZone
    .optional()
    .describe('Time zone of hours, holidays and dates.')
    .meta({ example: 'Europe/Berlin' }),
  holidays: one(z.string())
    .superRefine(without(holidaysFault))
    .optional()
    .describe('Days and vacations without duty, in rotations too; without a year every year.')
    .meta({ example: ['12-25', '2026-07-01..2026-07-14'] }),
  validFrom: date.optional().describe('First day of duty.').meta({ example: '2026-01-15' }),
  validTo: date.optional().describe('Last day of duty.').meta({ example: '2026-12-31' }),
  notes: text.optional().describe('For people.').meta({ example: 'speaks German' }),
};

const roleSchema = z.strictObject({
  role: text.describe('Name of the role.').meta({ example: 'Platform' }),
  rank: rank.optional().describe('Whether the person is told at once in this role, or as backup.'),
  severities: z
    .array(z.enum(ROUTED))
    .min(1)
    .optional()
    .describe('Severities for which this holds; without it all.')
    .meta({ example: ['critical'] }),
  hours: reach.hours.describe('Hours in this role, instead of those of the contact.'),
  timeZone: reach.timeZone.describe('Time zone of these hours, where it is not that of the contact.'),
  channels: reach.channels.describe('Channels in this role only, such as its pager.'),
});

const contact = z
  .strictObject({
    name: text.describe('Name of the person, team or service.').meta({ example: 'Ada Example' }),
    roles: one(z.union([text, roleSchema], 'must be the name of a role, or role with hours'))
      .default([])
      .describe(
        'Roles, each a name, or a `role` with what holds in it alone; none for people of rotations only.',
      )
      .meta({ example: ['Platform', { role: 'Storage', rank: 'backup' }] }),
    rank: rank
      .optional()
      .describe(
        'Whether the person is told at once, or as backup of the role; `primary` if nothing says otherwise.',
      ),
    availability: z
      .string()
      .default('')
      .describe('The words of a table: rank and hours are read from it where no other key says them.')
      .meta({ example: 'backup, Mon-Fri 09:00-17:00 Europe/Berlin' }),
    ...reach,
  })
  .transform(({ roles, ...row }, context) => {
    const memberships = roles.map((role, index) =>
      typeof role === 'string' ? { role } : membershipOf(row, role, [index], context),
    );
    const reached = reachable(row, context);
    return reached === z.NEVER ? z.NEVER : { ...reached, memberships };
  });

/** The roster file. */
export const contactsSchema = z.strictObject({
  contacts: z.array(contact).min(1, 'must list at least one contact').describe('People, teams and services.'),
  rotations: z.array(rotationSchema).default([]).describe('People who take turns in a role.'),
  calendars: z
    .array(calendarSchema)
    .default([])
    .describe('Calendar files whose events are turns, as on-call tools export them.'),
  overrides: z
    .array(overrideSchema)
    .default([])
    .describe('Who stands in for whom for a while, and who swaps; the later one wins.'),
  weeksAhead: z
    .int()
    .min(4)
    .max(104)
    .default(26)
    .describe('How far ahead the turns are written out at least, as Alertmanager knows none.'),
});

/** The channels file. */
export const channelsSchema = z
  .strictObject({
    slack: z
      .strictObject({ urlFile: secretFile })
      .optional()
      .describe('Workspace whose `#names` and `@names` stand in the table.'),
    people: z
      .record(z.string(), z.strictObject(reach).transform(reachable))
      .default({})
      .describe('By name or mail address of the table: what it does not say. Hours hold for all roles.'),
  })
  .refine(
    ({ slack, people }) => slack !== undefined || Object.keys(people).length > 0,
    'must have people or slack',
  );

/**
 * The contact table as YAML, for those who need channels, hours, validity or rotations.
 *
 * @param now the moment around which the turns of a rotation are written out
 */
export function yamlRows(file: InputFile, now: Date): ReadRows {
  const { content, placeOf } = checkedYaml(file, contactsSchema);
  const phoneOf = phonesOf(file);
  const read = content.contacts.map((row, index) => {
    const path = ['contacts', index];
    return withAvailability({ ...row, at: placeOf(path), phone: phoneOf(path, row.phone) });
  });
  const horizon = horizonAt(now, content.weeksAhead);
  const contacts = read.flatMap((one) => one.rows);
  const { rows, unused, roster } = rosterRows(
    {
      contacts,
      calendars: content.calendars.map((one, index) =>
        calendarRows(file, { ...one, at: placeOf(['calendars', index]) }, contacts, horizon),
      ),
      rotations: content.rotations.map((one, index) => ({ ...one, at: placeOf(['rotations', index]) })),
      overrides: content.overrides.map((one, index) => ({ ...one, at: placeOf(['overrides', index]) })),
    },
    horizon,
  );
  return { rows, unused: [...read.flatMap((one) => one.unused), ...unused], roster };
}

/** What a channels file says. */
export interface ChannelsFile {
  /** What it adds to people of the table, by name. */
  readonly additions: readonly Addition[];
  readonly workspace: Workspace | undefined;
}

/** Reads a channels file. */
export function readChannels(file: InputFile): ChannelsFile {
  const { content, placeOf } = checkedYaml(file, channelsSchema);
  const phoneOf = phonesOf(file);
  return {
    additions: Object.entries(content.people).map(([name, row]) => {
      const path = ['people', name];
      return { at: placeOf(path), name, ...row, phone: phoneOf(path, row.phone) };
    }),
    workspace: content.slack && { at: placeOf(['slack']), urlFile: content.slack.urlFile },
  };
}

type Path = readonly (string | number)[];

// A number loses the zeros and the plus sign at its beginning, so it is taken as it stands in the file.
function phonesOf({
  text: yaml,
}: InputFile): (path: Path, phone: string | number | undefined) => string | undefined {
  const document = parseDocument(yaml);
  return (path, phone) => {
    const node = document.getIn([...path, 'phone'], true);
    const written = isScalar(node) && typeof phone === 'number' ? node.source : phone;
    return written === undefined ? undefined : phoneText(String(written));
  };
}

type YamlRow = z.output<typeof contact> & {
  readonly at: string;
  readonly phone: string | undefined;
};

// The availability of a table in Markdown, which says what the other keys do not.
function withAvailability({ rank: written, timeZone: zoneKey, memberships, ...row }: YamlRow): {
  readonly rows: readonly NamedRow[];
  readonly unused: readonly Unused[];
} {
  const names = memberships.map(({ role }) => role);
  const read = readAvailability(row.availability, names.join(' '));
  const zone = read.hours.timeZone ?? zoneKey;
  const lines = read.hours.lines;
  const isRead = row.duty === undefined && (read.hours.always || (lines.length > 0 && zone !== undefined));
  const duty = isRead ? (dutyOf({ hours: lines, timeZone: zone }) ?? 'always') : row.duty;
  const ignored = isRead || (lines.length === 0 && !read.hours.always) ? read.rest : row.availability;
  const ownRank = written ?? read.rank ?? 'primary';
  const [plain, special] = [memberships.filter(isPlain), memberships.filter((one) => !isPlain(one))];
  const rows = [
    ...(plain.length > 0 || special.length === 0
      ? [{ ...row, roles: plain.map(({ role }) => role), rank: ownRank, duty }]
      : []),
    ...special.map((one) => ({
      ...row,
      roles: [one.role],
      rank: one.rank ?? ownRank,
      duty: one.hasHours ? (one.duty ?? 'always') : duty,
      ...(one.hasHours && { isOfRole: true as const }),
      severities: one.severities,
      ownChannels: one.channels,
    })),
  ];
  const isZoneUsed = zoneKey === undefined || rows.some((one) => isIn(one.duty, zoneKey));
  const idle = `timeZone of ${row.name} decides nothing, as there are no hours`;
  return {
    rows,
    unused: [
      ...unusedRest(row.at, ignored),
      ...(isZoneUsed ? [] : [{ at: row.at, kind: 'other' as const, text: idle }]),
    ],
  };
}

function isIn(duty: NamedRow['duty'], timeZone: string): boolean {
  return duty !== undefined && duty !== 'always' && duty.timeZone === timeZone;
}

/** A role of a contact, with what holds in it alone. */
interface InRole {
  readonly role: string;
  readonly rank?: NamedRow['rank'] | undefined;
  readonly severities?: NamedRow['severities'];
  readonly channels?: readonly Channel[] | undefined;
  readonly duty?: Duty | undefined;
  readonly hasHours?: boolean | undefined;
}

function isPlain({ role: _, ...extras }: InRole): boolean {
  return Object.keys(extras).length === 0;
}

function membershipOf(
  row: Omit<Reach, 'channels'>,
  { hours: own, timeZone: zone, ...membership }: z.output<typeof roleSchema>,
  path: readonly number[],
  context: z.RefinementCtx,
): InRole {
  const { holidays, validFrom, validTo } = row;
  const hasHours = own !== undefined;
  if (zone !== undefined && !hasHours) {
    const message = 'timeZone without hours decides nothing; add hours, or remove it';
    context.addIssue({ code: 'custom', message, path: ['roles', ...path, 'timeZone'] });
  }
  try {
    const named = { hours: own, holidays, validFrom, validTo };
    const duty = hasHours ? dutyOf({ ...named, timeZone: zone ?? zoneFor(own, row.timeZone) }) : undefined;
    return { ...membership, duty, hasHours };
  } catch (error) {
    if (!(error instanceof RangeError)) throw error;
    context.addIssue({ code: 'custom', message: error.message, path: ['roles', ...path, 'hours'] });
    return membership;
  }
}

// Hours that name their zone need no other.
function zoneFor(own: readonly string[], timeZone: string | undefined): string | undefined {
  return own.some((text) => readHours(text).timeZone !== undefined) ? undefined : timeZone;
}

type Reach = z.output<z.ZodObject<typeof reach>>;

/** The row with its ways to be reached as people of a table have them. */
function reachable<Row extends Reach>(row: Row, context: z.RefinementCtx) {
  const { email, channels, hours: written, holidays, validFrom, validTo, ...rest } = row;
  const mails: readonly Channel[] = email === undefined ? [] : [{ type: 'email', to: email }];
  try {
    const limited = dutyOf({ hours: written, timeZone: row.timeZone, holidays, validFrom, validTo });
    const duty = limited ?? (written === undefined ? undefined : ('always' as const));
    return { ...rest, channels: [...mails, ...channels], duty };
  } catch (error) {
    if (!(error instanceof RangeError)) throw error;
    context.addIssue({ code: 'custom', message: error.message });
    return z.NEVER;
  }
}
