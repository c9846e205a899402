import { alerts } from '../../alerts/index.ts';
import type { AlertSettings } from '../../alerts/kit/alert-settings.ts';
import { recordingGroups } from '../../alerts/kit/recordings.ts';
import { catalogue } from '../../exporter/catalogue/catalogue.ts';
import { externalMetrics, ruleMetrics, targetLabels } from './external-metrics.ts';
import { shapeOf } from './query-shape.ts';

/** Every metric that an expression may use, with the labels that its series may have. */
export function knownLabels(settings: AlertSettings): ReadonlyMap<string, ReadonlySet<string>> {
  const ofAlerts = [...alerts.flatMap(({ identity }) => identity), ...settings.keepLabels];
  const known = new Map<string, ReadonlySet<string>>([
    ...Object.values(externalMetrics).flatMap((metrics) =>
      Object.entries(metrics).map(([name, labels]) => [name, new Set([...labels, ...targetLabels])] as const),
    ),
    ...Object.entries(ruleMetrics).map(
      ([name, labels]) => [name, new Set([...labels, ...ofAlerts])] as const,
    ),
    ...catalogue.map(
      ({ name, labels, sourceLabels }) =>
        [name, new Set([...sourceLabels, ...labels, ...targetLabels])] as const,
    ),
  ]);
  for (const { record, expr, labels = {} } of recordingGroups.flatMap(({ recordings }) => recordings)) {
    const { shape } = shapeOf(expr(settings), (metric) => known.get(metric) ?? []);
    known.set(record, new Set([...(known.get(record) ?? []), ...Object.keys(labels), ...shape.labels]));
  }
  return known;
}
