import type { Collector } from '../collection/collector.ts';
import { selfMetrics } from '../collection/telemetry.ts';
import { clusterCollectors, hostCollectors } from '../local-ui/index.ts';
import type { Metric } from '../metric/metric.ts';
import { paletteCollectors } from '../palette/index.ts';
import { systemCollectors } from '../system-console/index.ts';

/** What a collector is in the reference, in the configuration and in the catalogue; its API does not matter there. */
export type CollectorInfo = Omit<Collector<never>, 'collect' | 'always' | 'requests' | 'items'>;

/** All collectors by the kind of source that they read. */
export const collectors = {
  palette: paletteCollectors,
  systemConsole: systemCollectors,
  localUiHost: hostCollectors,
  localUiCluster: clusterCollectors,
} as const satisfies Record<string, readonly CollectorInfo[]>;

/** A metric with the collector that fills it (none: the exporter itself) and the labels its source adds. */
export interface CatalogueEntry extends Metric {
  readonly collector: CollectorInfo | undefined;
  readonly sourceLabels: readonly string[];
}

const SOURCE_LABELS = {
  palette: ['palette'],
  systemConsole: ['palette'],
  localUiHost: ['edge_host'],
  localUiCluster: [],
} as const;

/** Every metric of the exporter, by name. */
export const catalogue: readonly CatalogueEntry[] = [
  ...Object.values(selfMetrics).map((metric) => ({
    ...metric,
    collector: undefined,
    sourceLabels: ['shard'],
  })),
  ...(['palette', 'systemConsole', 'localUiHost', 'localUiCluster'] as const).flatMap((kind) =>
    collectors[kind].flatMap((collector: CollectorInfo) =>
      Object.values(collector.metrics).map((metric) => ({
        ...metric,
        collector,
        sourceLabels: SOURCE_LABELS[kind],
      })),
    ),
  ),
].sort((a, b) => (a.name < b.name ? -1 : 1));
