import { parseDuration } from '../../exporter/time/duration.ts';
import type { Configuration } from '../alertmanager/read-configuration.ts';
import { type ContactPoint, grafanaContacts } from '../outputs/grafana/contact-points.ts';
import { type GrafanaRule, grafanaRuleGroups } from '../outputs/grafana/grafana-rules.ts';
import type { Site } from '../site.ts';
import { type Finding, failed, fine, some } from './finding.ts';
import { grafanaConfiguration } from './grafana-configuration.ts';
import { deviationFindings } from './route-deviations.ts';
import { places } from './routing-checks.ts';

/** What runs in a Grafana that alerts by itself. */
export interface RunningGrafana {
  /** Policies, contact points and mute timings, read as Alertmanager has them. */
  readonly configuration: Configuration;
  readonly points: readonly RunningPoint[];
  readonly rules: readonly RunningRule[];
  /** What went wrong with the evaluation of a rule, by its title. */
  readonly errors: ReadonlyMap<string, string>;
}

/** One integration of a contact point. Secrets in its settings are not shown. */
export interface RunningPoint {
  readonly uid: string;
  readonly name: string;
  readonly type: string;
  readonly settings: Readonly<Record<string, unknown>>;
  readonly disableResolveMessage: boolean;
}

export interface RunningRule {
  readonly uid: string;
  readonly title: string;
  /** As Go writes a duration. */
  readonly for: string;
  readonly isPaused: boolean;
  readonly labels: Readonly<Record<string, string>>;
  readonly data: readonly {
    readonly refId: string;
    readonly datasourceUid: string;
    readonly model: { readonly expr?: string | undefined };
  }[];
  /** Where a rule names its contact point by itself, past the policies. */
  readonly notification_settings?: { readonly receiver?: string | undefined } | null | undefined;
}

const INSTALL = 'run "palette-bundle grafana --merge" again';

/** Holds what runs in a Grafana against the plan of a site, for the week that begins at `from`. */
export function grafanaFindings(site: Site, running: RunningGrafana, from: Date): readonly Finding[] {
  return [
    ...ruleFindings(site, running),
    ...pointFindings(site, running),
    ...routingFindings(site, running, from),
  ];
}

function ruleFindings(site: Site, { rules, errors }: RunningGrafana): readonly Finding[] {
  const planned = grafanaRuleGroups(site).flatMap((group) => group.rules);
  const byUid = new Map(rules.map((rule) => [rule.uid, rule]));
  const titles = (kind: (rule: GrafanaRule, present: RunningRule) => boolean) =>
    planned.filter((rule) => {
      const present = byUid.get(rule.uid);
      return present !== undefined && kind(rule, present);
    });
  const missing = planned.filter(({ uid }) => !byUid.has(uid));
  const paused = titles((_, present) => present.isPaused);
  const past = titles((_, present) => Boolean(present.notification_settings?.receiver));
  const broken = titles(({ title }) => errors.has(title));
  const stale = planned.flatMap((rule) => {
    const what = difference(rule, byUid.get(rule.uid));
    return what === undefined ? [] : [`${rule.title} (${what})`];
  });
  const names = (found: readonly GrafanaRule[]) => some(found.map(({ title }) => title));
  const said = (is: boolean, what: string, remedy: string) =>
    is ? [failed('grafana rules', what, remedy)] : [];
  const findings = [
    ...said(
      missing.length > 0,
      `${missing.length} of ${planned.length} are not there: ${names(missing)}`,
      INSTALL,
    ),
    ...said(stale.length > 0, `${stale.length} are not those of the plan: ${some(stale)}`, INSTALL),
    ...said(
      paused.length > 0,
      `${names(paused)} ${paused.length === 1 ? 'is' : 'are'} paused`,
      'resume evaluation',
    ),
    ...said(
      past.length > 0,
      `${names(past)} name${past.length === 1 ? 's' : ''} a contact point past the policies`,
      'let the rule be routed by policies',
    ),
    ...said(
      broken.length > 0,
      `${broken.length} cannot be evaluated: ${names(broken)} (${errors.get(broken[0]?.title ?? '')})`,
      'mend what the error says; until then these alerts cannot fire',
    ),
  ];
  return findings.length > 0
    ? findings
    : [fine('grafana rules', `all ${planned.length} are there and evaluated`)];
}

function difference(rule: GrafanaRule, present: RunningRule | undefined): string | undefined {
  if (present === undefined) return undefined;
  const [wanted, found] = [queryOf(rule.data), queryOf(present.data)];
  if (wanted?.model.expr !== found?.model.expr) return 'its expression differs';
  if (wanted?.datasourceUid !== found?.datasourceUid)
    return `it asks the data source ${found?.datasourceUid}`;
  if (seconds(rule.for) !== seconds(present.for)) return `for ${present.for} instead of ${rule.for}`;
  const odd = Object.entries(rule.labels).find(([name, value]) => present.labels[name] !== value);
  return odd && `${odd[0]} "${present.labels[odd[0]] ?? ''}" instead of "${odd[1]}"`;
}

function queryOf(data: readonly object[]): RunningRule['data'][number] | undefined {
  return (data as RunningRule['data']).find(({ refId }) => refId === 'A');
}

/** Grafana answers `1h30m0s` where `90m` was written. */
function seconds(duration: string): number {
  const parts = duration.match(/\d+(?:ms|[smhdwy])/g) ?? [];
  return parts.reduce((sum, part) => sum + parseDuration(part) / 1000, 0);
}

function pointFindings(site: Site, { points }: RunningGrafana): readonly Finding[] {
  const byUid = new Map(points.map((point) => [point.uid, point]));
  const planned = grafanaContacts(site).contactPoints.filter(({ name }) => toldBy(site).has(name));
  const wrong = planned.flatMap((point) => {
    const what = point.receivers.map((receiver) => fault(receiver, byUid.get(receiver.uid)));
    const [first] = what.filter((one) => one !== undefined);
    return first === undefined ? [] : [`${point.name} (${first})`];
  });
  if (wrong.length === 0) return [fine('grafana contacts', `all ${planned.length} contact points are there`)];
  return [failed('grafana contacts', `not as planned: ${some(wrong)}`, INSTALL)];
}

/** The contact points that rules of ours lead to; the heartbeat is of Prometheus, and left out beside policies of others. */
function toldBy(site: Site): ReadonlySet<string> {
  return new Set(site.routes.receivers.filter(({ sendResolved }) => sendResolved).map(({ name }) => name));
}

function fault(
  wanted: ContactPoint['receivers'][number],
  present: RunningPoint | undefined,
): string | undefined {
  if (present === undefined) return `its ${wanted.type} is missing`;
  if (present.type !== wanted.type) return `${present.type} instead of ${wanted.type}`;
  if (present.disableResolveMessage !== wanted.disableResolveMessage)
    return 'it is not told that an alert is over';
  const odd = Object.entries(wanted.settings).find(
    ([key, value]) => !String(value).startsWith('$__file{') && present.settings[key] !== value,
  );
  return odd && `another ${odd[0]}`;
}

function routingFindings(site: Site, running: RunningGrafana, from: Date): readonly Finding[] {
  const check = 'grafana routing';
  const { root, contactPoints, muteTimings } = grafanaContacts(site);
  const planned = grafanaConfiguration('the plan', {
    root: { ...root },
    points: contactPoints.flatMap(({ name, receivers }) =>
      receivers.map((receiver) => ({ ...receiver, name })),
    ),
    timings: [...muteTimings].map(([name, time_intervals]) => ({ name, time_intervals })),
  });
  const loaded = new Map(running.rules.map((rule) => [rule.uid, rule]));
  const journeys = grafanaRuleGroups(site)
    .flatMap(({ rules, folder }) => rules.map((rule) => ({ rule, folder })))
    .flatMap(({ rule, folder }) =>
      places(site.plan, { alertname: rule.title, ...rule.labels }).map((leaves) => ({
        alert: rule.title,
        leaves,
        arrives: { grafana_folder: folder, ...leaves, ...loaded.get(rule.uid)?.labels },
      })),
    );
  const findings = deviationFindings(journeys, {
    check,
    planned,
    running: running.configuration,
    from,
    ownName: ownName(contactPoints, running.points),
    remedy: INSTALL,
  });
  const said = [...findings];
  if (said.some(({ outcome }) => outcome === 'failed')) return said;
  return [
    fine(
      check,
      `whoever should be told is told, at every hour of the week from ${from.toISOString().slice(0, 10)}`,
    ),
    ...said,
  ];
}

/** Contact points are known by the identifiers of their integrations: beside others that are called alike they have another name. */
function ownName(
  planned: readonly ContactPoint[],
  present: readonly RunningPoint[],
): (name: string) => string {
  return (name) => {
    const uids = new Set(present.filter((point) => point.name === name).map(({ uid }) => uid));
    return planned.find(({ receivers }) => receivers.some(({ uid }) => uids.has(uid)))?.name ?? name;
  };
}
