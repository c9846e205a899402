import { z } from 'zod';
import { anyChannel, type Channel } from '../channels/any-channel.ts';
import { mailAddress } from '../channels/email.ts';
import { checkedYaml, type InputFile } from '../kit/input-file.ts';
import { type Addition, rankOf, type TableRow } from './table-rows.ts';
import { dutyOf, isTimeZone } from './written-duty.ts';

const text = z
  .string()
  .transform((value) => value.replace(/\s+/g, ' ').trim())
  .refine((value) => value !== '', 'must not be empty');
const one = <Item extends z.ZodType>(item: Item) =>
  z.union([z.array(item), item.transform((single) => [single])], 'must be a text or a list of texts');

const reach = {
  email: mailAddress.optional(),
  phone: text.optional(),
  channels: z.array(anyChannel).default([]),
  hours: one(z.string()).optional(),
  timeZone: z.string().refine(isTimeZone, 'is not a time zone; write it like Europe/Berlin').optional(),
  holidays: z.array(z.string()).optional(),
  validFrom: z.string().optional(),
  validTo: z.string().optional(),
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

const channelsSchema = z.strictObject({
  people: z.record(z.string(), z.strictObject(reach).transform(reachable)),
});

/** The contact table as YAML, for those who need channels, hours or validity. */
export function yamlRows(file: InputFile): readonly TableRow[] {
  const { content, placeOf } = checkedYaml(file, contactsSchema);
  return content.contacts.map(({ rank, ...row }, index) => ({
    at: placeOf(['contacts', index]),
    rank: rank ?? rankOf(row.availability),
    ...row,
  }));
}

/** What a channels file adds to people of the table, by name. */
export function channelAdditions(file: InputFile): readonly Addition[] {
  const { content, placeOf } = checkedYaml(file, channelsSchema);
  return Object.entries(content.people).map(([name, row]) => ({
    at: placeOf(['people', name]),
    name,
    ...row,
  }));
}

type Reach = z.output<z.ZodObject<typeof reach>>;

/** The row with its ways to be reached as people of a table have them. */
function reachable<Row extends Reach>(row: Row, context: z.RefinementCtx) {
  const { email, channels, hours, timeZone, holidays, validFrom, validTo, ...rest } = row;
  const mail: readonly Channel[] = email === undefined ? [] : [{ type: 'email', to: email }];
  try {
    const duty = dutyOf({ hours, timeZone, holidays, validFrom, validTo });
    return { ...rest, channels: [...mail, ...channels], duty };
  } catch (error) {
    if (!(error instanceof RangeError)) throw error;
    context.addIssue({ code: 'custom', message: error.message });
    return z.NEVER;
  }
}
