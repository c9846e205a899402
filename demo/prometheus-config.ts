import { parse } from 'yaml';
import { z } from 'zod';
import { toYaml } from '../generator/kit/serialise.ts';
import { clusterRules } from './cluster-rules.ts';
import { type Pace, shortened, USUAL_PACE } from './pace.ts';

const generated = z.looseObject({
  rule_files: z.array(z.string()),
  scrape_configs: z.array(z.looseObject({})),
});

/** Where the bundle and the rules of the clusters lie, seen from the configuration. */
const BUNDLE_RULES = 'bundle/prometheus/rules/*.yaml';
export const CLUSTER_RULES = 'cluster-rules.yaml';

/**
 * The configuration of the demo's Prometheus: that of the bundle, and besides it what a Prometheus has that federates the
 * one of the clusters.
 *
 * @param text the configuration in the bundle
 * @param clusters URL of the server that tells what is federated
 */
export function prometheusText(text: string, clusters: string): string {
  const config = generated.parse(parse(text));
  const federation = {
    job_name: 'clusters',
    // The labels are those of the clusters' own targets.
    honor_labels: true,
    metrics_path: '/federate',
    static_configs: [{ targets: [new URL(clusters).host] }],
  };
  return toYaml({
    ...config,
    rule_files: [BUNDLE_RULES, CLUSTER_RULES],
    scrape_configs: [...config.scrape_configs, federation],
  });
}

/** The rules that the clusters have anyway, as fast as the rest of the demo. */
export function clusterRulesText(pace: Pace = USUAL_PACE): string {
  const rules = clusterRules.map((rule) => ({ ...rule, for: shortened(rule.for, pace) }));
  return toYaml({ groups: [{ name: 'node-exporter', rules }] });
}
