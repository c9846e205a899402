import { alerts } from '../../alerts/index.ts';
import { reliedOn } from '../../alerts/kit/relied-on.ts';
import type { Labels } from '../contacts/rule-matching.ts';
import { type Timeline, timelineOf } from '../contacts/timeline.ts';
import { Problem } from '../kit/problem.ts';
import type { Site } from '../site.ts';
import { routingLabels, siteAlerts } from '../site-alerts.ts';
import { seesOwnNamespaceOnly } from '../site-notes.ts';

/** Who is told about an alert, and when. */
export interface Who {
  readonly labels: Labels;
  readonly at: Date;
  readonly timeline: Timeline | undefined;
  /** Switched off in the settings: it never fires. */
  readonly disabled: boolean;
  /** Under the operator the AlertmanagerConfig does not see it: an alert of others, in a namespace of theirs. */
  readonly unseen: boolean;
}

/** Answers `who` with the same plan that the configurations are made from. */
export function whoIsTold(site: Site, alert: string, given: Labels, at: Date): Who {
  const labels = { ...labelsOf(site, alert), ...given };
  const disabled = site.settings.alerts[alert]?.enabled === false;
  const unseen = isReliedOn(alert) && seesOwnNamespaceOnly(site);
  return { labels, at, timeline: timelineOf(site.plan, labels, at), disabled, unseen };
}

function labelsOf({ settings, plan }: Site, name: string): Labels {
  const switchedOn = {
    ...settings,
    alerts: { ...settings.alerts, [name]: { enabled: true, ...on(settings, name) } },
  };
  const site = siteAlerts(switchedOn, plan.contacts.roster?.until);
  const own = site.find((alert) => alert.name === name);
  if (own !== undefined) return routingLabels(own);
  if (isReliedOn(name)) return { alertname: name, severity: 'critical' };
  const close = alerts
    .map((alert) => alert.name)
    .filter((known) => known.toLowerCase().includes(name.toLowerCase()));
  const remedy =
    close.length > 0 ? `did you mean ${close.join(' or ')}?` : 'docs/alerts.md of the bundle lists them';
  throw new Problem(`--alert ${name}`, 'there is no such alert', remedy);
}

function isReliedOn(name: string): boolean {
  return Object.values(reliedOn).flat().includes(name);
}

function on(settings: Site['settings'], name: string) {
  const { severity, for: held } = settings.alerts[name] ?? {};
  return { ...(severity !== undefined && { severity }), ...(held !== undefined && { for: held }) };
}
