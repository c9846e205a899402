import { reliedOn } from '../../alerts/kit/relied-on.ts';
import { ROUTED } from '../channels/channel.ts';
import type { Person } from '../contacts/contact.ts';
import { decidingRules } from '../contacts/deciding-rules.ts';
import { expired } from '../contacts/duty.ts';
import type { Plan, PlanRule } from '../contacts/escalation-plan.ts';
import type { Labels } from '../contacts/rule-matching.ts';
import type { Site } from '../site.ts';
import { routingLabels } from '../site-alerts.ts';
import { seesOwnNamespaceOnly } from '../site-notes.ts';
import { type Stretch, weekOf, yearGaps } from './week.ts';

/** What becomes of one kind of alert in the hours of a week. */
export interface Covered {
  readonly alert: string;
  /** One of ours; else one of kube-prometheus-stack. */
  readonly own: boolean;
  /** Under the operator the AlertmanagerConfig does not see it. */
  readonly unseen: boolean;
  readonly severity: string;
  /** `project north`; empty where the routing makes no difference. */
  readonly where: string;
  readonly rule: PlanRule;
  /** Of the 168 hours of the week, those in which somebody is told at once. */
  readonly hours: number;
  /** The week in stretches with the same people. */
  readonly week: readonly Stretch[];
  /** Moments within a year in which nobody is told at once, as text. */
  readonly gaps: readonly string[];
}

/** Who is told about everything, and who is not. */
export interface Coverage {
  readonly from: Date;
  readonly alerts: readonly Covered[];
  readonly neverTold: readonly string[];
  readonly expired: readonly string[];
  readonly notices: readonly string[];
  /** What the outputs cannot do as the plan says. */
  readonly notes: readonly string[];
  readonly missingRoles: readonly string[];
  /** False when an alert at some hour reaches nobody, or the routing names a role that the table lacks. */
  readonly complete: boolean;
}

/** Works out the coverage of a site for the week that begins at `from`, and for holidays and validity a year ahead. */
export function coverageOf(site: Site, from: Date): Coverage {
  const { plan, alerts: own, notes } = site;
  const unseen = seesOwnNamespaceOnly(site);
  const known = new Map<PlanRule['steps'], Pick<Covered, 'hours' | 'week' | 'gaps'>>();
  const hoursOf = (rule: PlanRule) => {
    const found = known.get(rule.steps) ?? { ...weekOf(rule, from), gaps: yearGaps(rule, from) };
    known.set(rule.steps, found);
    return found;
  };

  const ours = own.map(routingLabels);
  const others = Object.values(reliedOn).flat();
  const foreign = others.flatMap((alertname) =>
    ROUTED.map((severity) => ({ alertname, severity, component: '' })),
  );
  const alerts = [...ours, ...foreign].flatMap((labels) =>
    decidingRules(plan, labels).map(({ rule, where }) => ({
      alert: text(labels, 'alertname'),
      own: text(labels, 'component') !== '',
      unseen: unseen && text(labels, 'component') === '',
      severity: text(labels, 'severity'),
      where,
      rule,
      ...hoursOf(rule),
    })),
  );
  return {
    from,
    alerts,
    neverTold: neverTold(plan).map(({ id }) => id),
    expired: plan.contacts.people
      .filter(({ duty }) => expired(duty, from))
      .map(({ id, duty }) => `${id} (${duty?.text})`),
    notices: plan.notices.map(({ text: said }) => said),
    notes,
    missingRoles: plan.missingRoles,
    complete: plan.missingRoles.length === 0 && alerts.every(({ gaps }) => gaps.length === 0),
  };
}

function text(labels: Labels, name: string): string {
  return labels[name] ?? '';
}

function neverTold({ rules, contacts }: Plan): readonly Person[] {
  const told = new Set(
    rules.flatMap(({ steps }) => steps.flatMap(({ tell }) => tell.map(({ person }) => person.id))),
  );
  return contacts.people.filter(({ id }) => !told.has(id));
}
