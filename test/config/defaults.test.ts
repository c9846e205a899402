import { expect, test } from 'vitest';
import { alerts } from '../../alerts/index.ts';
import { recordingGroups } from '../../alerts/kit/recordings.ts';
import { type CollectorInfo, collectors } from '../../exporter/catalogue/catalogue.ts';
import { readSettings } from '../../generator/site-settings.ts';
import { generated, labelValues, queriesOf, variableQuery } from '../kit/generated-dashboards.ts';
import { withoutGrafanaDurations } from '../kit/grafana-durations.ts';
import { parseQuery } from '../kit/parse-query.ts';

/** What is on although no alert and no dashboard uses its metrics, and why. */
const USED_OTHERWISE: Readonly<Record<string, string>> = {
  agent_target: 'edge_hosts measures the agents of hosts by it, and the alert about outdated ones needs that',
  usage: 'what is metered of hosts and machines is asked for, and nothing else tells it',
  system_features: 'feature flags are asked for by name',
  localui_features: 'feature flags are asked for by name',
  localui_host_lifecycle: 'during an upgrade of the appliance Local UI is the only window',
  localui_cluster_events: 'during an upgrade of the appliance Local UI is the only window',
};

const all: readonly CollectorInfo[] = Object.values(collectors).flat();

test('every collector that is on by default serves an alert or a dashboard', () => {
  const used = usedMetrics();

  const isUsed = ({ metrics }: CollectorInfo) => Object.values(metrics).some(({ name }) => used.has(name));
  const useless = all.filter((collector) => !collector.optional && !isUsed(collector));

  expect(useless.map(({ name }) => name).sort()).toEqual(Object.keys(USED_OTHERWISE).sort());
});

/** Names of the metrics that alerts, recordings and dashboards ask for. */
function usedMetrics(): ReadonlySet<string> {
  const settings = readSettings();
  const recordings = recordingGroups.flatMap((group) => group.recordings);
  const variables = generated.flatMap((dashboard) =>
    dashboard.variables.flatMap((one) => variableQuery(one) ?? []),
  );
  const queries = [
    ...[...alerts, ...recordings].map(({ expr }) => expr(settings)),
    ...generated.flatMap(queriesOf).map(({ expr }) => withoutGrafanaDurations(expr)),
    ...variables.map((query) => labelValues(query).selector),
  ];
  return new Set(queries.flatMap((query) => parseQuery(query).selectors.map(({ metric }) => metric)));
}
