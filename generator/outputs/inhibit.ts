import { inhibitions } from '../../alerts/inhibition.ts';
import type { Matcher } from './routes.ts';

/** An inhibition as matchers on both sides. */
export interface InhibitRule {
  readonly why: string;
  readonly source: readonly Matcher[];
  readonly target: readonly Matcher[];
  readonly equal: readonly string[];
}

/**
 * The topology as inhibition rules. Sources and targets name our alerts and components, so nothing else is muted; and
 * since no alert name comes in two severities, the default rule of kube-prometheus-stack finds no pair among ours.
 */
export function inhibitRules(): readonly InhibitRule[] {
  return inhibitions.map(({ why, source, targets, equal }) => ({
    why,
    source: [{ label: 'alertname', operator: '=', value: source }],
    target: [
      'alerts' in targets
        ? { label: 'alertname', operator: '=~', value: targets.alerts.join('|') }
        : { label: 'component', operator: '=~', value: targets.components.join('|') },
    ],
    equal,
  }));
}
