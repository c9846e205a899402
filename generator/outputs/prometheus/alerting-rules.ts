import type { Component } from '../../../alerts/kit/components.ts';
import { recordingGroups } from '../../../alerts/kit/recordings.ts';
import { TWIN } from '../../route-tree.ts';
import type { Site } from '../../site.ts';
import { byComponent, groupName, type SiteAlert, twinDelays, twinFor } from '../../site-alerts.ts';
import type { Settings } from '../../site-settings.ts';
import { alertAnnotations } from './annotations.ts';
import { taggedExpression } from './tagged-expression.ts';

/** One alerting rule as Prometheus and the operator write it. */
export interface Rule {
  readonly alert: string;
  readonly expr: string;
  readonly for: string;
  readonly keep_firing_for?: string;
  readonly labels: Readonly<Record<string, string>>;
  readonly annotations: Readonly<Record<string, string>>;
}

/** Rules that are evaluated one after the other. */
export interface RuleGroup<Kind = Rule> {
  readonly name: string;
  readonly rules: readonly Kind[];
}

/** A rule whose result is stored under a name of its own. */
export interface RecordingRule {
  readonly record: string;
  readonly expr: string;
  readonly labels?: Readonly<Record<string, string>>;
}

/** More rules in one group take longer to evaluate than is good, since they wait for each other. */
const GROUP_SIZE = 20;

/** File with the recording rules. */
const RECORDINGS = 'palette-recordings';

/** The groups of rules by the name of the file that they are in: one for each component, and the recording rules. */
export function ruleFiles(
  site: Site,
): readonly (readonly [name: string, groups: readonly RuleGroup<Rule | RecordingRule>[]])[] {
  return [
    [RECORDINGS, recordingRuleGroups(site.settings)],
    ...componentGroups(site).map(([component, groups]) => [groupName(component), groups] as const),
  ];
}

/** The alerting rules, one or more groups for each component. */
export function ruleGroups(site: Site): readonly RuleGroup[] {
  return componentGroups(site).flatMap(([, groups]) => groups);
}

/** What alerts and dashboards share, computed once. */
export function recordingRuleGroups(
  settings: Settings,
): readonly { readonly name: string; readonly rules: readonly RecordingRule[] }[] {
  return recordingGroups.map(({ name, recordings }) => ({
    name,
    rules: recordings.map(({ record, labels, expr }) => ({
      record,
      expr: expr(settings),
      ...(labels !== undefined && { labels }),
    })),
  }));
}

type ComponentGroups = readonly (readonly [Component, readonly RuleGroup[]])[];

// Many outputs of one site are made from its rules.
const known = new WeakMap<Site, ComponentGroups>();

function componentGroups(site: Site): ComponentGroups {
  const groups = known.get(site) ?? groupsOf(site);
  known.set(site, groups);
  return groups;
}

function groupsOf(site: Site): ComponentGroups {
  return byComponent(site.alerts).map(([component, alerts]) => {
    const groups: Rule[][] = [[]];
    for (const own of alerts.map((alert) => rulesOf(site, alert))) {
      // An alert and its twins stay together.
      if ((groups.at(-1)?.length ?? 0) + own.length > GROUP_SIZE) groups.push([]);
      groups.at(-1)?.push(...own);
    }
    return [
      component,
      groups.map((rules, index) => ({
        name: index === 0 ? groupName(component) : `${groupName(component)}-${index + 1}`,
        rules,
      })),
    ];
  });
}

/**
 * An alert, and for a critical one its twins: the same with a longer `for` and labels of their own, routed to those who
 * are told later. They only add labels, so a silence made from the first alert mutes them too.
 */
function rulesOf(site: Site, alert: SiteAlert): readonly Rule[] {
  const { component, severity } = alert;
  const first: Rule = {
    alert: alert.name,
    expr: taggedExpression(site, alert),
    for: alert.for,
    ...(alert.keepFiringFor !== undefined && { keep_firing_for: alert.keepFiringFor }),
    labels: { component, severity },
    annotations: alertAnnotations(alert, site.settings),
  };
  const twins = twinDelays(site.plan, alert).map((delay) => ({
    ...first,
    for: twinFor(alert, delay),
    labels: { ...first.labels, [TWIN.marker]: TWIN.value, [TWIN.after]: delay },
  }));
  return [first, ...twins];
}
