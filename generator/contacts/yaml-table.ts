import { isScalar, parseDocument } from 'yaml';
import { z } from 'zod';
import { anyChannel, type Channel } from '../channels/any-channel.ts';
import { secretFile } from '../channels/channel.ts';
import { isAddress } from '../channels/email.ts';
import { checkedYaml, type InputFile } from '../kit/input-file.ts';
import { quote } from '../kit/problem.ts';
import { readAvailability } from './availability.ts';
import type { Workspace } from './chat-names.ts';
import { phoneText } from './phone-number.ts';
import type { TableRow } from './table-row.ts';
import type { Addition } from './table-rows.ts';
import { isTimeZone } from './time-zone.ts';
import { type Unused, unusedRest } from './unused.ts';
import { dateFault, dutyOf, holidaysFault, hoursFault } from './written-duty.ts';

const text = z
  .string()
  .transform((value) => value.replace(/\s+/g, ' ').trim())
  .refine((value) => value !== '', 'must not be empty');
const one = <Item extends z.ZodType>(item: Item) =>
  z.union([z.array(item), item.transform((single) => [single])], 'must be a text or a list of texts');

const mail = z.string().refine(isAddress, {
  error: ({ input }) => `${quote(String(input))} is not a mail address; write it like name@example.com`,
});
const without =
  (fault: (text: string) => string | undefined) =>
  (value: string | readonly string[], context: z.RefinementCtx) => {
    for (const message of [value].flat().flatMap((one) => fault(one) ?? []))
      context.addIssue({ code: 'custom', message });
  };
const date = z.string().superRefine(without(dateFault));

const reach = {
  email: mail.optional(),
  // Digits alone are a number to YAML.
  phone: z.union([text, z.number()], 'must be a text or a number').optional(),
  channels: z.array(anyChannel).default([]),
  hours: one(z.string()).superRefine(without(hoursFault)).optional(),
  timeZone: z.string().refine(isTimeZone, 'is not a time zone; write it like Europe/Berlin').optional(),
  holidays: one(z.string()).superRefine(without(holidaysFault)).optional(),
  validFrom: date.optional(),
  validTo: date.optional(),
  notes: text.optional(),
};

const contactsSchema = z.strictObject({
  contacts: z
    .array(
      z
        .strictObject({
          name: text,
          roles: one(text),
          rank: z.enum(['primary', 'backup']).optional(),
          availability: z.string().default(''),
          ...reach,
        })
        .transform(reachable),
    )
    .min(1, 'must list at least one contact'),
});

const channelsSchema = z
  .strictObject({
    slack: z.strictObject({ urlFile: secretFile }).optional(),
    people: z.record(z.string(), z.strictObject(reach).transform(reachable)).default({}),
  })
  .refine(
    ({ slack, people }) => slack !== undefined || Object.keys(people).length > 0,
    'must have people or slack',
  );

/** The contact table as YAML, for those who need channels, hours or validity. */
export function yamlRows(file: InputFile): {
  readonly rows: readonly TableRow[];
  readonly unused: readonly Unused[];
} {
  const { content, placeOf } = checkedYaml(file, contactsSchema);
  const phoneOf = phonesOf(file);
  const read = content.contacts.map((row, index) => {
    const path = ['contacts', index];
    return withAvailability({ ...row, at: placeOf(path), phone: phoneOf(path, row.phone) });
  });
  return { rows: read.map(({ row }) => row), unused: read.flatMap(({ unused }) => unused) };
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

type YamlRow = z.output<typeof contactsSchema>['contacts'][number] & {
  readonly at: string;
  readonly phone: string | undefined;
};

// The availability of a table in Markdown, which says what the other keys do not.
function withAvailability({ rank, timeZone, ...row }: YamlRow): {
  readonly row: TableRow;
  readonly unused: readonly Unused[];
} {
  const read = readAvailability(row.availability, row.roles.join(' '));
  const zone = read.hours.timeZone ?? timeZone;
  const hours = read.hours.lines;
  const isRead = row.duty === undefined && (read.hours.always || (hours.length > 0 && zone !== undefined));
  const duty = isRead ? (dutyOf({ hours, timeZone: zone }) ?? 'always') : row.duty;
  const ignored = isRead || (hours.length === 0 && !read.hours.always) ? read.rest : row.availability;
  const isZoneUsed =
    timeZone === undefined || (duty !== undefined && duty !== 'always' && duty.timeZone === timeZone);
  return {
    row: { ...row, rank: rank ?? read.rank ?? 'primary', duty },
    unused: [
      ...unusedRest(row.at, ignored),
      ...(isZoneUsed
        ? []
        : [
            {
              at: row.at,
              kind: 'other' as const,
              text: `timeZone of ${row.name} decides nothing, as there are no hours`,
            },
          ]),
    ],
  };
}

type Reach = z.output<z.ZodObject<typeof reach>>;

/** The row with its ways to be reached as people of a table have them. */
function reachable<Row extends Reach>(row: Row, context: z.RefinementCtx) {
  const { email, channels, hours, holidays, validFrom, validTo, ...rest } = row;
  const mails: readonly Channel[] = email === undefined ? [] : [{ type: 'email', to: email }];
  try {
    const written = dutyOf({ hours, timeZone: row.timeZone, holidays, validFrom, validTo });
    const duty = written ?? (hours === undefined ? undefined : ('always' as const));
    return { ...rest, channels: [...mails, ...channels], duty };
  } catch (error) {
    if (!(error instanceof RangeError)) throw error;
    context.addIssue({ code: 'custom', message: error.message });
    return z.NEVER;
  }
}
