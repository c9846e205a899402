import { COMPONENTS } from '../../../alerts/kit/components.ts';
import { channelText } from '../../channels/any-channel.ts';
import type { Person } from '../../contacts/contact.ts';
import type { Plan, PlanRule } from '../../contacts/escalation-plan.ts';
import { beyondHours, handoverText, list, narrowingText, stepText } from '../../contacts/plan-text.ts';
import { grouped } from '../../kit/grouped.ts';
import { renderMarkdown, verbatim } from '../../kit/markdown.ts';
import type { Site } from '../../site.ts';

const NOTHING = 'Nothing is sent to this person.';

/** The page for people: what is told to whom, when, and what each person can expect. */
export function contactsPage({ plan, notes }: Pick<Site, 'plan' | 'notes'>): string {
  const rules = visible(plan);
  const linesOf = linesByPerson(rules);
  const membersOf = grouped(plan.contacts.members, ({ person }) => person.id);
  return renderMarkdown('contacts', {
    file: verbatim(plan.contacts.file),
    notices: plan.notices.map(({ text }) => verbatim(text)),
    notes: notes.map(verbatim),
    rules: rules.map((rule) => ({
      title: verbatim(`${rule.name}: ${rule.severity}`),
      about: verbatim(aboutText(rule)),
      steps: [...rule.steps.map(stepText), ...handover(rule)].map(verbatim),
    })),
    people: plan.contacts.people.map((person) => ({
      name: verbatim(person.id),
      roles: verbatim(rolesText(membersOf.get(person.id) ?? [], person)),
      lines: (linesOf.get(person.id) ?? [NOTHING]).map(verbatim),
    })),
  });
}

// Alerts of kube-prometheus-stack go the same way as ours and would only repeat each line.
function visible({ rules }: Plan): readonly PlanRule[] {
  return rules.filter(
    ({ conditions }) => !conditions.some(({ label, values }) => label === 'component' && values[0] === ''),
  );
}

function aboutText(rule: PlanRule): string {
  const components = rule.components.length === Object.keys(COMPONENTS).length ? [] : rule.components;
  const about =
    components.length === 0 ? 'Anything' : list(components.map((component) => COMPONENTS[component]));
  const narrowing = narrowingText(rule);
  return narrowing === '' ? `${about}.` : `${about}; only ${narrowing}.`;
}

function handover(rule: PlanRule): readonly string[] {
  const text = handoverText(rule);
  return text === undefined ? [] : [text];
}

function rolesText(members: Plan['contacts']['members'], person: Person): string {
  const roles = members.map(
    ({ role, rank, availability }) => `${role} (${availability === '' ? rank : availability})`,
  );
  const reach =
    person.channels.length === 0
      ? 'No address: cannot be told.'
      : `Told by ${list(person.channels.map(channelText))}.`;
  const phone = person.phone === undefined ? '' : ` Phone ${person.phone}, for people to call.`;
  const beyond = beyondHours({ person, channels: person.channels });
  const hours =
    person.duty === undefined ? '' : ` On duty ${person.duty.text}${beyond === '' ? '' : `; ${beyond}`}.`;
  const notes = person.notes === undefined ? '' : ` ${person.notes}`;
  return `${list(roles)}. ${reach}${hours}${phone}${notes}`;
}

/** What each person by id can expect, each thing once. */
function linesByPerson(rules: readonly PlanRule[]): ReadonlyMap<string, readonly string[]> {
  const lines = new Map<string, Set<string>>();
  for (const rule of rules)
    for (const { after, tell } of rule.steps)
      for (const { person, whileOff, because } of tell) {
        const when = after === '0s' ? 'at once' : `after ${after} without a silence`;
        const only =
          whileOff.length === 0 ? '' : `, only while ${list(whileOff.map(({ id }) => id))} are off duty`;
        const reason = because === undefined || whileOff.length > 0 ? '' : `, because ${because}`;
        const line = `${rule.severity}, ${rule.name}: ${when}${only}${reason}`;
        lines.set(person.id, (lines.get(person.id) ?? new Set()).add(line));
      }
  return new Map([...lines].map(([id, own]) => [id, [...own]]));
}
