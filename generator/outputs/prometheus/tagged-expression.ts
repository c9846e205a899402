import { ours } from '../../../alerts/kit/promql.ts';
import type { Plan } from '../../contacts/escalation-plan.ts';
import type { Site } from '../../site.ts';
import type { SiteAlert } from '../../site-alerts.ts';
import type { Settings } from '../../site-settings.ts';

/**
 * The expression of an alert, with the tag of its cluster as a label where the routing asks for tags. A cluster with
 * several of them gets the one that the routing names first. The exporter has to be configured to collect the tags.
 */
export function taggedExpression({ plan, settings }: Site, { alert, expr }: SiteAlert): string {
  const tags = known.get(plan) ?? tagsOf(plan);
  known.set(plan, tags);
  if (tags.length === 0 || !alert.identity.includes('cluster_uid')) return expr;
  const selectors = tags.map((tag) => selector(settings, tag));
  const tagged = tags.map((tag, index) => {
    const before = selectors.slice(0, index);
    const own = `(${expr}) and ${ON} ${selectors[index]}${without(before)}`;
    return `label_replace(${own}, "tag", ${JSON.stringify(tag)}, "", "")`;
  });
  return [`((${expr})${without(selectors)})`, ...tagged].join(' or ');
}

/** Of each plan, as it is asked for every alert. */
const known = new WeakMap<Plan, readonly string[]>();

const ON = 'on (palette, cluster_uid)';

function tagsOf({ rules }: Plan): readonly string[] {
  const conditions = rules.flatMap((rule) => rule.conditions).filter(({ label }) => label === 'tag');
  return [...new Set(conditions.flatMap(({ values }) => values))];
}

// `team:storage` is the tag team with the value storage; a tag may have no value.
function selector(settings: Settings, tag: string): string {
  const [name = '', ...value] = tag.split(':');
  const matchers = [`tag=${JSON.stringify(name)}`, `value=${JSON.stringify(value.join(':'))}`];
  return ours(settings, 'palette_cluster_tag', ...matchers);
}

function without(selectors: readonly string[]): string {
  return selectors.length === 0 ? '' : ` unless ${ON} (${selectors.join(' or ')})`;
}
