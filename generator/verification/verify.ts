import { dataAsConfiguration } from '../alertmanager/read-configuration.ts';
import { alertmanagerConfig } from '../outputs/alertmanager/alertmanager-yaml.ts';
import type { Site } from '../site.ts';
import { deliveryFindings, inhibitionFindings, templateFindings } from './alertmanager-checks.ts';
import type { Finding } from './finding.ts';
import { routingFindings } from './routing-checks.ts';
import { metricFindings, plannedRules, ruleFindings } from './rule-checks.ts';
import type { Running } from './running.ts';

/** Holds what runs against the plan of a site, for the week that begins at `from`. */
export function verified(site: Site, running: Running, from: Date): readonly Finding[] {
  const planned = dataAsConfiguration('the plan', alertmanagerConfig(site));
  const rules = plannedRules(site, running.prometheus.rules);
  return [
    ...ruleFindings(rules, running),
    ...metricFindings(site.alerts, running),
    ...deliveryFindings(running),
    ...routingFindings({ site, planned, running, rules, from }),
    ...templateFindings(running),
    ...inhibitionFindings(site, planned, { running, rules }),
  ];
}
