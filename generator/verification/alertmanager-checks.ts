import { basename, dirname } from 'node:path/posix';
import { type AlertLabels, allFit, isInhibited } from '../alertmanager/evaluate.ts';
import type { Configuration } from '../alertmanager/read-configuration.ts';
import { inhibitRules } from '../outputs/alertmanager/inhibit-rules.ts';
import type { Site } from '../site.ts';
import { type Finding, failed, fine, some } from './finding.ts';
import type { PlannedRule } from './rule-checks.ts';
import type { Running } from './running.ts';

const TEXTS = 'palette.tmpl';

/** Whether Prometheus reaches this Alertmanager. */
export function deliveryFindings({ prometheus, alertmanager }: Running): readonly Finding[] {
  const { alertmanagers, firing } = prometheus;
  if (alertmanagers.length === 0)
    return [
      failed(
        'delivery',
        'Prometheus sends its alerts to no Alertmanager',
        'name it under alerting.alertmanagers, or in spec.alerting of the Prometheus object',
      ),
    ];
  const { host } = new URL(alertmanager.url);
  if (alertmanagers.some((url) => new URL(url).host === host))
    return [fine('delivery', `Prometheus sends to ${host}`)];
  // Inside a cluster it has another address than from outside: what it holds proves that it is the one.
  const names = (alerts: readonly AlertLabels[]) => alerts.map(({ alertname }) => alertname ?? '');
  const held = new Set(names(alertmanager.alerts));
  if (firing.length > 0 && !names(firing).some((name) => held.has(name)))
    return [
      failed(
        'delivery',
        `Prometheus sends to ${some(alertmanagers)}, and ${host} holds none of the alerts that fire (${some(names(firing))})`,
        'give --alertmanager the one that Prometheus sends to, or correct alerting.alertmanagers',
      ),
    ];
  return [fine('delivery', `Prometheus sends to ${some(alertmanagers)}`)];
}

/** Whether the texts that receivers name are loaded. */
export function templateFindings({ alertmanager }: Running): readonly Finding[] {
  const { receivers, templates } = alertmanager.configuration;
  const users = [...receivers.values()].filter(({ integrations }) =>
    /template \\?"palette\./.test(JSON.stringify([...integrations])),
  );
  if (users.length === 0) return [fine('templates', 'each message carries its text')];
  const loaded = templates.filter((path) => isGlobFor(basename(path), TEXTS));
  const lost = loaded.filter((path) => dirname(path).endsWith('/config_out'));
  if (loaded.length > lost.length) return [fine('templates', `the texts come from ${some(loaded)}`)];
  const what =
    lost.length > 0 ? `${lost[0]} is where the operator puts no files` : `templates name no ${TEXTS}`;
  return [
    failed(
      'templates',
      `${what}: the mails to ${some(users.map(({ name }) => name))} arrive empty`,
      `name ${TEXTS} under templates, under the operator as /etc/alertmanager/config/*.tmpl`,
    ),
  ];
}

/** Whether what lies behind an alert stays silent, and nothing else does. */
export function inhibitionFindings(
  site: Site,
  planned: Configuration,
  { running, rules }: { readonly running: Running; readonly rules: readonly PlannedRule[] },
): readonly Finding[] {
  const { inhibitions } = running.alertmanager.configuration;
  const labelsOf = new Map(
    rules.map(({ forms, loaded }) => [forms[0]?.alert ?? '', loaded?.labels ?? forms[0]?.labels ?? {}]),
  );
  const alertOf = (alertname: string, own: AlertLabels): AlertLabels => ({
    ...own,
    ...labelsOf.get(alertname),
    alertname,
  });
  const switchedOn = new Set(site.alerts.map(({ name }) => name));
  const missing = inhibitRules().filter(({ source, target, equal }) => {
    const same = Object.fromEntries(equal.map((label) => [label, 'same']));
    const [from = ''] = source.map(({ value }) => value);
    const targets = target.flatMap(({ value }) => value.split('|')).filter((name) => switchedOn.has(name));
    if (!switchedOn.has(from)) return false;
    return targets.some((name) => !isInhibited(inhibitions, alertOf(name, same), [alertOf(from, same)]));
  });
  const unrelated = strangeMutes(site, planned, { running, alertOf });
  const findings: Finding[] = [];
  if (missing.length > 0)
    findings.push(
      failed(
        'inhibitions',
        `${missing.length} of ${inhibitRules().length} are not there: ${some(missing.map(({ why }) => why))}`,
        'install inhibit_rules of the bundle again: without them one outage sends a mail for everything behind it',
      ),
    );
  if (unrelated.length > 0)
    findings.push(
      failed(
        'inhibitions',
        `alerts about something else mute ${some(unrelated)}`,
        'narrow the inhibit_rules that are not of the bundle, or name in "equal" what tells objects apart',
      ),
    );
  return findings.length > 0 ? findings : [fine('inhibitions', `all ${inhibitRules().length} are there`)];
}

/** Pairs of alerts about different objects of which one mutes the other against the plan. */
function strangeMutes(
  { alerts }: Site,
  planned: Configuration,
  {
    running,
    alertOf,
  }: { readonly running: Running; readonly alertOf: (name: string, own: AlertLabels) => AlertLabels },
): readonly string[] {
  const about = (object: string) =>
    alerts.map(({ name, alert }) =>
      alertOf(name, Object.fromEntries(alert.identity.map((label) => [label, `${label} of ${object}`]))),
    );
  const [sources, targets] = [about('one'), about('another')];
  const { inhibitions } = running.alertmanager.configuration;
  return inhibitions.flatMap((inhibition) => {
    // Few alerts are named by an inhibition, so most pairs need no look.
    const heard = sources.filter((source) =>
      inhibition.sources.some(({ matchers }) => allFit(matchers, source)),
    );
    return targets
      .filter((target) => allFit(inhibition.target, target))
      .flatMap((target) => {
        const source = heard.find(
          (one) =>
            one.alertname !== target.alertname &&
            isInhibited([inhibition], target, [one]) &&
            !isInhibited(planned.inhibitions, target, [one]),
        );
        return source === undefined ? [] : [`${target.alertname} (by ${source.alertname})`];
      });
  });
}

/** True where a glob of Go's `filepath.Match` fits a name. */
function isGlobFor(glob: string, name: string): boolean {
  const pattern = glob
    .replace(/[.+^${}()|\\]/g, '\\$&')
    .replaceAll('*', '.*')
    .replaceAll('?', '.');
  return new RegExp(`^${pattern}$`).test(name);
}
