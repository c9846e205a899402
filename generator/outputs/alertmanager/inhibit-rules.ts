import { alerts } from '../../../alerts/index.ts';
import { inhibitions, mutedBy } from '../../../alerts/kit/inhibition.ts';
import type { Matcher } from '../../route-tree.ts';

/** An inhibition as matchers on both sides. */
export interface InhibitRule {
  readonly why: string;
  readonly source: readonly Matcher[];
  readonly target: readonly Matcher[];
  readonly equal: readonly string[];
}

/**
 * The topology as inhibition rules. Sources and targets are our alerts by name, or those that we rely on, so nothing else
 * is muted; and since no alert name comes in two severities, the default rule of kube-prometheus-stack finds no pair
 * among ours.
 */
export function inhibitRules(): readonly InhibitRule[] {
  return inhibitions.map((inhibition) => ({
    why: inhibition.why,
    source: [{ label: 'alertname', operator: '=', value: inhibition.source }],
    target: [{ label: 'alertname', operator: '=~', value: mutedBy(inhibition, alerts).join('|') }],
    equal: inhibition.equal,
  }));
}
