import { reliedOn } from '../../alerts/kit/relied-on.ts';
import { routingLabels, siteAlerts } from '../catalogue.ts';
import type { Site } from '../load.ts';
import { channelText, type Person, ROUTED } from './contact.ts';
import { expired } from './duty.ts';
import type { Labels } from './match.ts';
import type { Plan, PlanRule } from './plan.ts';
import { type Stretch, weekOf, yearGaps } from './week.ts';
import { worldsOf } from './worlds.ts';

/** What becomes of one kind of alert in the hours of a week. */
export interface Covered {
  readonly alert: string;
  /** One of ours; else one of kube-prometheus-stack. */
  readonly own: boolean;
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
  readonly missingRoles: readonly string[];
  /** False when an alert at some hour reaches nobody, or the routing names a role that the table lacks. */
  readonly complete: boolean;
}

/** Works out the coverage of a site for the week that begins at `from`, and for holidays and validity a year ahead. */
export function coverageOf({ plan, settings }: Site, from: Date): Coverage {
  const known = new Map<PlanRule['steps'], Pick<Covered, 'hours' | 'week' | 'gaps'>>();
  const hoursOf = (rule: PlanRule) => {
    const found = known.get(rule.steps) ?? { ...weekOf(rule, from), gaps: yearGaps(rule, from) };
    known.set(rule.steps, found);
    return found;
  };

  const ours = siteAlerts(settings).map(routingLabels);
  const others = Object.values(reliedOn).flat();
  const foreign = others.flatMap((alertname) =>
    ROUTED.map((severity) => ({ alertname, severity, component: '' })),
  );
  const alerts = [...ours, ...foreign].flatMap((labels) =>
    worldsOf(plan, labels).map(({ rule, where }) => ({
      alert: text(labels, 'alertname'),
      own: text(labels, 'component') !== '',
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

/** The report for a terminal. */
export function coverageText(coverage: Coverage): string {
  const rows = summarised(coverage.alerts).map(({ alert, severity, where, rule, hours }) => [
    alert,
    severity,
    where === '' ? 'anywhere' : where,
    firstNames(rule),
    laterNames(rule),
    `${hours}/168`,
  ]);
  const gaps = summarised(coverage.alerts)
    .filter(({ gaps: found }) => found.length > 0)
    .map(({ alert, severity, where, gaps: found }) => {
      const what = `${alert} (${severity}${where === '' ? '' : `, ${where}`})`;
      return `${what}: nobody ${found.join('; ')}`;
    });
  return [
    `Week from ${coverage.from.toISOString().slice(0, 16)}Z; holidays and validity a year ahead.`,
    '',
    ...columns([['Alert', 'Severity', 'Where', 'At once', 'Later', 'Hours'], ...rows]),
    ...section('Shifts', shifts(coverage)),
    ...section('Gaps', gaps),
    ...section('Never told', coverage.neverTold),
    ...section('Expired rows', coverage.expired),
    ...section('To be mended', coverage.notices),
    '',
    gaps.length === 0 ? 'Every alert reaches somebody at every hour.' : 'Some alerts reach nobody, see Gaps.',
    '',
  ].join('\n');
}

// The alerts of kube-prometheus-stack that go the same way share a line.
function summarised(alerts: readonly Covered[]): readonly Covered[] {
  const others = new Map<PlanRule, Covered[]>();
  for (const covered of alerts) {
    if (!covered.own) others.set(covered.rule, [...(others.get(covered.rule) ?? []), covered]);
  }
  const lines = [...others.values()].flatMap((group): readonly Covered[] => {
    const [first] = group;
    return first === undefined
      ? []
      : [{ ...first, alert: `${group.length} of kube-prometheus-stack: ${first.rule.name}` }];
  });
  return [...alerts.filter(({ own }) => own), ...lines];
}

// Only where the hour makes a difference, and once for all alerts that go the same way.
function shifts({ alerts }: Coverage): readonly string[] {
  const texts = alerts
    .filter(({ week }) => week.length > 1)
    .map(({ rule, week }) =>
      [
        `${rule.name} (${rule.severity}):`,
        ...week.map(({ from, to, primary, backup }) => {
          const later = backup.length === 0 ? '' : `, later ${backup.join(', ')}`;
          return `  ${from} to ${to}: ${primary.length === 0 ? 'nobody' : primary.join(', ')}${later}`;
        }),
      ].join('\n  '),
    );
  return [...new Set(texts)];
}

function firstNames({ steps }: PlanRule): string {
  const names = steps[0].tell.map(({ person, whileOff }) =>
    whileOff.length === 0 ? person.id : `(${person.id})`,
  );
  return names.join(', ') || 'nobody';
}

function laterNames({ steps, handedOver }: PlanRule): string {
  if (handedOver !== undefined) return handedOver;
  const later = steps
    .slice(1)
    .map(({ after, tell }) => `${tell.map(({ person }) => person.id).join(', ')} ${after}`);
  return later.join('; ') || '-';
}

function section(title: string, lines: readonly string[]): readonly string[] {
  return lines.length === 0 ? ['', `${title}: none`] : ['', `${title}:`, ...lines.map((line) => `  ${line}`)];
}

function columns(rows: readonly (readonly string[])[]): readonly string[] {
  const widths = (rows[0] ?? []).map((_, column) =>
    Math.max(...rows.map((row) => (row[column] ?? '').length)),
  );
  return rows.map((row) =>
    row
      .map((cell, column) => cell.padEnd(widths[column] ?? 0))
      .join('  ')
      .trimEnd(),
  );
}

/** The report as data. */
export function coverageJson(coverage: Coverage): object {
  return {
    from: coverage.from.toISOString(),
    complete: coverage.complete,
    alerts: coverage.alerts.map(({ rule, ...rest }) => ({
      ...rest,
      route: rule.name,
      steps: rule.steps.map(({ after, tell }) => ({
        after,
        tell: tell.map(({ person, channels, whileOff, because }) => ({
          person: person.id,
          channels: channels.map(channelText),
          ...(whileOff.length > 0 && { whileOff: whileOff.map(({ id }) => id) }),
          ...(because !== undefined && { because }),
        })),
      })),
    })),
    neverTold: coverage.neverTold,
    expired: coverage.expired,
    notices: coverage.notices,
    missingRoles: coverage.missingRoles,
  };
}
