import { existsSync, readdirSync, readFileSync } from 'node:fs';
import { join } from 'node:path';
import { describe, expect, test } from 'vitest';
import { parseAllDocuments, stringify } from 'yaml';
import { z } from 'zod';
import { packageFile } from '../../../exporter/package.ts';
import { ROUTED } from '../../../generator/channels/channel.ts';
import type { Membership } from '../../../generator/contacts/contact.ts';
import { planOf } from '../../../generator/contacts/escalation.ts';
import type { Plan } from '../../../generator/contacts/escalation-plan.ts';
import { readContacts } from '../../../generator/contacts/read-contacts.ts';
import { readRouting } from '../../../generator/contacts/routing.ts';
import { toldAt } from '../../../generator/contacts/timeline.ts';
import type { InputFile } from '../../../generator/kit/input-file.ts';

const person = z.strictObject({
  name: z.string().optional(),
  email: z.string().optional(),
  phone: z.string().optional(),
  rank: z.enum(['primary', 'backup']).optional(),
  /** `always`, or the hours as they are on duty or told in the report; other words are told in the report. */
  hours: z.string().optional(),
  zone: z.string().optional(),
  slack: z.string().optional(),
  handle: z.string().optional(),
});
const caseSchema = z.strictObject({
  case: z.string(),
  table: z.string().optional(),
  roster: z.string().optional(),
  /** When the roster is read; turns are written out around it. */
  now: z.string().default('2026-11-23T09:00:00Z'),
  /** The people of each role, in the order of the table. */
  people: z.record(z.string(), z.array(person)).optional(),
  /** Who of the first role is told at once at a moment. */
  told: z.record(z.string(), z.string()).optional(),
  /** The same of warnings. */
  toldWarning: z.record(z.string(), z.string()).default({}),
  /** Whether people are called as in the plan, where somebody may be several contacts. */
  ids: z.boolean().default(false),
  /** Texts of the report. */
  report: z.array(z.string()).default([]),
  /** Texts that the report must not have. */
  silent: z.array(z.string()).default([]),
  /** Texts of the refusal. */
  refuse: z.array(z.string()).optional(),
});
type Case = z.output<typeof caseSchema>;

const OWN = join(import.meta.dirname, 'cases');
// Tables and rosters that others keep; they need not be there.
const SHARED = process.env.CONTACT_CASES ?? packageFile('..', 'shared', 'cases', 'contacts.yaml');

describe.each(readdirSync(OWN).map((name) => join(OWN, name)))('%s', (file) => {
  test.each(casesOf(file))('$case', check);
});

describe('shared', () => {
  if (existsSync(SHARED)) test.each(casesOf(SHARED))('$case', check);
  else test('cases', ({ skip }) => skip(`there are none at ${SHARED}; CONTACT_CASES can name another place`));
});

function casesOf(file: string): readonly Case[] {
  return parseAllDocuments(readFileSync(file, 'utf8'))
    .map((document) => document.toJS())
    .filter((content) => content !== null)
    .map((content) => caseSchema.parse(content));
}

function check(wanted: Case): void {
  const file: InputFile =
    wanted.table === undefined
      ? { name: 'contacts.yaml', text: wanted.roster ?? '' }
      : { name: 'contacts.md', text: wanted.table };
  if (wanted.refuse !== undefined) {
    const refusal = refusalOf(file, wanted.now);
    for (const text of wanted.refuse) expect(refusal).toContain(text);
    return;
  }
  const plan = planFor(file, wanted.now);
  const report = plan.notices.map(({ text }) => text).join('\n');

  if (wanted.people !== undefined) expect(peopleOf(plan, wanted.people, report)).toEqual(wanted.people);
  for (const text of wanted.report) expect(report.toLowerCase()).toContain(text.toLowerCase());
  for (const text of wanted.silent) expect(report).not.toContain(text);
  expect(toldIn(plan, 0, wanted.told ?? {}, wanted.ids)).toEqual(wanted.told ?? {});
  expect(toldIn(plan, 1, wanted.toldWarning, wanted.ids)).toEqual(wanted.toldWarning);
}

function planFor(file: InputFile, now: string): Plan {
  const contacts = readContacts(file, undefined, {}, new Date(now));
  const routes = contacts.roles.map((role) => ({ tell: role, escalate: [{ after: '30m', to: 'backup' }] }));
  const text = stringify({ fallback: contacts.roles[0], routes });
  return planOf(contacts, readRouting({ name: 'routing.yaml', text }, contacts));
}

function refusalOf(file: InputFile, now: string): string {
  try {
    planFor(file, now);
    return 'nothing is refused';
  } catch (error) {
    return error instanceof Error ? error.message : String(error);
  }
}

/** The people of the plan, with no more of each than is wished. */
function peopleOf(plan: Plan, wished: NonNullable<Case['people']>, report: string): unknown {
  const found = new Map<string, Membership[]>();
  for (const member of plan.contacts.members) {
    found.set(member.role, [...(found.get(member.role) ?? []), member]);
  }
  return Object.fromEntries(
    [...found].map(([role, members]) => [
      role,
      members.map((member, index) => shown(member, wished[role]?.[index] ?? {}, report)),
    ]),
  );
}

function shown(member: Membership, wish: z.output<typeof person>, report: string): object {
  const { name, channels, phone, duty, notes = '' } = member.person;
  const all = {
    name,
    email: channels.flatMap((channel) => (channel.type === 'email' ? [channel.to] : [])).join(', '),
    phone,
    rank: member.rank,
    hours: hoursOf(member, wish.hours ?? '', report),
    zone: duty?.timeZone,
    slack: notes.includes(wish.slack ?? '?') ? wish.slack : undefined,
    handle: notes.includes(wish.handle ?? '?') ? wish.handle : undefined,
  };
  return Object.fromEntries(Object.entries(all).filter(([key]) => key in wish));
}

function hoursOf({ person: { duty } }: Membership, wished: string, report: string): string {
  if (wished === 'always') return duty === undefined ? 'always' : duty.text;
  return duty?.text.includes(wished) || (duty === undefined && report.includes(wished))
    ? wished
    : (duty?.text ?? 'always');
}

function toldIn({ rules }: Plan, severity: 0 | 1, moments: object, areIds: boolean): object {
  const step = rules.filter((rule) => rule.severity === ROUTED[severity])[0]?.steps[0];
  return Object.fromEntries(
    Object.keys(moments).map((moment) => [
      moment,
      step === undefined
        ? ''
        : toldAt(step, new Date(moment))
            .map(({ person }) => (areIds ? person.id : person.name))
            .join(', '),
    ]),
  );
}
