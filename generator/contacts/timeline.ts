import { parseDuration } from '../../exporter/time/duration.ts';
import { type Channel, keepsIncident } from '../channels/any-channel.ts';
import { daysOfDuty, onDuty } from './duty.ts';
import type { Plan, PlanRule, Step, Told } from './escalation-plan.ts';
import { type Labels, ruleFor } from './rule-matching.ts';

/** Somebody who is told about an incident, and the moment. */
export interface Telling {
  readonly told: Told;
  readonly step: Step;
  /** Minutes of waiting are counted from the first mail. */
  readonly at: Date;
  /** The step came while the person was off duty, so the message waits for the next duty. */
  readonly delayed: boolean;
}

/** What happens with one incident that nobody silences. */
export interface Timeline {
  readonly rule: PlanRule;
  /** In the order of their moments. */
  readonly tellings: readonly Telling[];
}

const MINUTE = 60_000;
const HORIZON = 14 * 24 * 60 * MINUTE;

/** True while a step tells this person: on duty, and no one before them is where they only stand in. */
export function toldWhile({ person, whileOff }: Told, at: Date): boolean {
  return onDuty(person.duty, at) && !whileOff.some((other) => onDuty(other.duty, at));
}

/**
 * By which channels a step tells somebody at a moment. Hours do not hold for those that keep an incident open: the message
 * that it is over would be lost with the end of a shift.
 */
function channelsAt({ person, channels, whileOff }: Told, at: Date): readonly Channel[] {
  if (whileOff.some((other) => onDuty(other.duty, at))) return [];
  const days = () => person.duty && daysOfDuty(person.duty);
  return channels.filter((channel) => onDuty(keepsIncident(channel) ? days() : person.duty, at));
}

/** Everybody whom a step tells anything at a moment, by the channels that carry it then. */
export function heardAt({ tell }: Step, at: Date): readonly Told[] {
  return tell
    .map((told) => ({ ...told, channels: channelsAt(told, at) }))
    .filter(({ channels }) => channels.length > 0);
}

/** Everybody whom a step tells at a moment because of being on duty. */
export function toldAt(step: Step, at: Date): readonly Told[] {
  return step.tell.filter((told) => toldWhile(told, at));
}

/**
 * The timeline of an incident whose first mail is due at `start`; undefined when nothing is sent to people.
 *
 * @param end when the incident ends: what is due later is never sent
 */
export function timelineOf(plan: Plan, labels: Labels, start: Date, end?: Date): Timeline | undefined {
  const rule = ruleFor(plan, labels);
  if (rule === undefined) return undefined;
  const tellings = rule.steps.flatMap((step) => {
    const due = new Date(start.getTime() + parseDuration(step.after));
    return step.tell.flatMap((told): readonly Telling[] => {
      const at = nextMoment(told, due, end?.getTime());
      return at === undefined ? [] : [{ told, step, at, delayed: at.getTime() !== due.getTime() }];
    });
  });
  return { rule, tellings: tellings.sort((a, b) => a.at.getTime() - b.at.getTime()) };
}

// Alertmanager keeps what it may not send and tries again, so the message comes with the next duty.
function nextMoment(told: Told, due: Date, end = Number.POSITIVE_INFINITY): Date | undefined {
  if (due.getTime() > end) return undefined;
  if (toldWhile(told, due)) return due;
  const limit = Math.min(end, due.getTime() + HORIZON);
  let time = Math.ceil((due.getTime() + 1) / MINUTE) * MINUTE;
  for (; time <= limit; time += MINUTE) if (toldWhile(told, new Date(time))) return new Date(time);
  return undefined;
}
