import { channelText, keepsIncident } from '../channels/any-channel.ts';
import type { Condition, PlanRule, Step, Told } from './escalation-plan.ts';

const LABELS: Readonly<Record<string, string>> = {
  project: 'project',
  cluster_name: 'cluster',
  palette: 'Palette',
  tag: 'tag',
};

/** A step in words: `after 30m: Kyle Jepson (e-mail kyle@example.com)`. */
export function stepText(step: Step): string {
  return `${whenText(step)}: ${step.tell.length === 0 ? 'nobody' : step.tell.map(toldText).join(', ')}`;
}

/** To which product a rule is handed over, and which steps of ours that replaces; undefined where it is not. */
export function handoverText({ handedOver }: PlanRule): string | undefined {
  if (handedOver === undefined) return undefined;
  const { to, insteadOf } = handedOver;
  const replaced = insteadOf.length === 0 ? '' : ` and replaces: ${insteadOf.map(stepText).join('; ')}`;
  return `handed over to ${to}, which escalates by itself${replaced}`;
}

/** When a step comes: `at once`, `after 30m without a silence`. */
export function whenText({ after }: Step): string {
  return after === '0s' ? 'at once' : `after ${after} without a silence`;
}

/** Somebody in words, with channels, hours, and why a stand-in is told. */
function toldText({ person, channels, whileOff, because }: Told): string {
  const notes = [
    channels.map(channelText).join(' and '),
    person.duty === undefined ? '' : person.duty.text,
    beyondHours({ person, channels }),
    whileOff.length === 0
      ? ''
      : `only while ${list(whileOff.map(({ id }) => id))} ${whileOff.length === 1 ? 'is' : 'are'} off duty`,
    because === undefined || whileOff.length > 0 ? '' : `because ${because}`,
  ];
  const said = notes.filter((note) => note !== '');
  return said.length === 0 ? person.id : `${person.id} (${said.join('; ')})`;
}

/** Which channels are told outside of the hours of their owner, too; empty where none is. */
export function beyondHours({ person, channels }: Pick<Told, 'person' | 'channels'>): string {
  const kept = channels.filter(keepsIncident);
  if (kept.length === 0 || person.duty?.parts.every(({ week }) => week === undefined) !== false) return '';
  return `${list(kept.map(channelText))} at every hour`;
}

/** What narrows a rule down besides component and severity: `project a or b`; empty when nothing does. */
export function narrowingText({ conditions }: PlanRule): string {
  return conditions
    .filter(({ label, values }) => LABELS[label] !== undefined && values.length > 0)
    .map(({ label, values }: Condition) => `${LABELS[label]} ${values.join(' or ')}`)
    .join(', ');
}

/** `a, b and c` */
export function list(items: readonly string[]): string {
  return items.length < 2 ? items.join('') : `${items.slice(0, -1).join(', ')} and ${items.at(-1)}`;
}
