import { expect, test } from 'vitest';
import { parse } from 'yaml';
import { routingText } from '../../demo/pace.ts';
import { clusterRulesText, prometheusText } from '../../demo/prometheus-config.ts';
import { packageFile } from '../../exporter/package.ts';
import { timelineOf } from '../../generator/contacts/timeline.ts';
import { prometheusFiles } from '../../generator/outputs/prometheus/prometheus-files.ts';
import { loadSite } from '../../generator/site.ts';
import { temporaryFile } from '../kit/temporary.ts';

const site = loadSite({
  contacts: packageFile('demo', 'site', 'contacts.md'),
  routing: temporaryFile(routingText(), 'routing.yaml'),
});

test('to what the bundle scrapes and evaluates come the targets and a rule of the clusters', () => {
  const generated = prometheusFiles(site).get('prometheus/prometheus.yaml') as string;

  const config = parse(prometheusText(generated, 'http://127.0.0.1:9878'));

  const { scrape_configs, rule_files, ...rest } = parse(generated);
  expect(config).toEqual({
    ...rest,
    rule_files: ['bundle/prometheus/rules/*.yaml', 'cluster-rules.yaml'],
    scrape_configs: [
      ...scrape_configs,
      {
        job_name: 'clusters',
        honor_labels: true,
        metrics_path: '/federate',
        static_configs: [{ targets: ['127.0.0.1:9878'] }],
      },
    ],
  });
  expect(rule_files).toEqual(['rules/*.yaml']);
});

test('the rule of the clusters is one that the routing knows, as fast as the others', () => {
  const [group] = parse(clusterRulesText()).groups;
  const labels = { alertname: 'NodeBondingDegraded', severity: 'warning' };
  const told = timelineOf(site.plan, labels, new Date('2026-11-23T09:00:00Z'))?.tellings ?? [];

  expect(group.rules).toMatchObject([
    { alert: 'NodeBondingDegraded', for: '10s', labels: { severity: 'warning' } },
  ]);
  expect(told[0]?.told).toMatchObject({ role: 'Site crew', person: { name: 'Juno Vasquez' } });
});
