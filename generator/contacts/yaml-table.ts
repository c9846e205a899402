import { z } from 'zod';
import { anyChannel, type Channel } from '../channels/any-channel.ts';
import { mailAddress } from '../channels/email.ts';
import { checkedYaml, type InputFile } from '../kit/input-file.ts';
import { Problem } from '../kit/problem.ts';
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
      z.strictObject({
        name: text,
        roles: one(text),
        rank: z.enum(['primary', 'backup']).optional(),
        availability: z.string().default(''),
        ...reach,
      }),
    )
    .min(1, 'must list at least one contact'),
});

const channelsSchema = z.strictObject({ people: z.record(z.string(), z.strictObject(reach)) });

/** The contact table as YAML, for those who need channels, hours or validity. */
export function yamlRows(file: InputFile): readonly TableRow[] {
  return checkedYaml(file, contactsSchema).contacts.map(
    ({ name, roles, rank, availability, ...row }, index) => ({
      at: `${file.name}: contacts[${index}]`,
      name,
      roles,
      rank: rank ?? rankOf(availability),
      availability,
      ...reached(`${file.name}: contacts[${index}]`, row),
    }),
  );
}

/** What a channels file adds to people of the table, by name. */
export function channelAdditions(file: InputFile): readonly Addition[] {
  return Object.entries(checkedYaml(file, channelsSchema).people).map(([name, row]) => ({
    at: `${file.name}: people.${name}`,
    name,
    ...reached(`${file.name}: people.${name}`, row),
  }));
}

type Reach = z.output<z.ZodObject<typeof reach>>;

function reached(
  at: string,
  { email, channels, phone, notes, ...written }: Reach,
): Omit<Addition, 'at' | 'name'> {
  try {
    const mail: readonly Channel[] = email === undefined ? [] : [{ type: 'email', to: email }];
    return { channels: [...mail, ...channels], phone, notes, duty: dutyOf(written) };
  } catch (error) {
    if (!(error instanceof RangeError)) throw error;
    const [what, remedy] = error.message.split('; ');
    throw new Problem(at, what ?? error.message, remedy ?? 'correct it');
  }
}
