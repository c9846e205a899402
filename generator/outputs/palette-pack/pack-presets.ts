import type { Settings } from '../../site-settings.ts';
import { CHART_NAME } from '../helm/chart-files.ts';

/** Values that a profile takes over by one choice. Of a group one is chosen. */
export interface Preset {
  readonly name: string;
  readonly displayName: string;
  readonly group: string;
  /** Paths of values that are taken out before. */
  readonly remove: readonly string[];
  /** Values that are laid over those of the pack. */
  readonly add: object;
}

/** Label `release` of the two ways in which the operator's Prometheus comes into a cluster. */
const RELEASES = {
  pack: { title: 'Pack Prometheus - Grafana', release: 'prometheus-operator-kube-prometheus-stack' },
  chart: { title: 'Chart kube-prometheus-stack', release: 'kube-prometheus-stack' },
} as const;

/** By which label Prometheus selects, for a pack of manifests whose values hold it. */
export function manifestPresets(
  manifests: readonly { readonly name: string; readonly values: Readonly<Record<string, unknown>> }[],
): readonly Preset[] {
  const selected = manifests.filter(({ values }) => 'release' in values);
  if (selected.length === 0) return [];
  return releasePresets((release) => ({
    manifests: Object.fromEntries(selected.map(({ name }) => [name, { release }])),
  }));
}

/** The same for a pack of the chart, how many exporters share the work, and whether boot slots are told. */
export function chartPresets({ prometheusLabels }: Settings['kubernetes']): readonly Preset[] {
  const values = (part: object) => ({ charts: { [CHART_NAME]: part } });
  const exporters = (shards: number) =>
    values({ exporter: { shards, podDisruptionBudget: { enabled: shards > 1 } } });
  return [
    ...('release' in prometheusLabels
      ? releasePresets((release) => values({ prometheusLabels: { release } }))
      : []),
    preset('Exporter', 'one', 'One exporter', exporters(1)),
    preset('Exporter', 'shards', 'Three exporters that share the work', exporters(3)),
    preset('BootSlots', 'unknown', 'Other hosts', values({ bootState: { enabled: false } })),
    preset(
      'Boot slots',
      'kairos',
      'Hosts of this cluster run Kairos',
      values({ bootState: { enabled: true } }),
    ),
  ];
}

/** The comment by which Palette knows what the values of a pack have taken over already. */
export function enabledPresets(presets: readonly Preset[], values: object): string {
  const enabled = presets.filter(({ add }) => isPartOf(values, add));
  return `spectrocloud.com/enabled-presets: ${enabled.map(({ group, name }) => `${group}:${name}`).join(',')}`;
}

function isPartOf(whole: unknown, part: unknown): boolean {
  if (typeof part !== 'object' || part === null) return whole === part;
  if (typeof whole !== 'object' || whole === null) return false;
  const entries = new Map(Object.entries(whole));
  return Object.entries(part).every(([key, inner]) => isPartOf(entries.get(key), inner));
}

function releasePresets(add: (release: string) => object): readonly Preset[] {
  return Object.entries(RELEASES).map(([name, { title, release }]) =>
    preset('Prometheus', name, title, add(release)),
  );
}

function preset(group: string, name: string, displayName: string, add: object): Preset {
  return { name, displayName, group, remove: [], add };
}
