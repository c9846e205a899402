import { z } from 'zod';
import { defineItemCollector } from '../collection/collector.ts';
import { gauge } from '../metric/metric.ts';
import { tally } from '../metric/tally.ts';
import { lengthOf, list, member, object, part, text, time } from '../sources/wire.ts';
import { derived } from './api/derived.ts';
import { endpoints } from './api/endpoints.ts';
import type { ClusterRef, Reads, Writes } from './api/fleet.ts';
import type { Palette } from './api/palette.ts';
import { clusterLabels, labelsOfCluster } from './parts/labels.ts';
import { updateKind } from './parts/update-kind.ts';

const metrics = {
  reasons: gauge(
    'palette_cluster_repave_reasons',
    'Why a cluster asks for a repave: reasons by their code.',
    {
      labels: [...clusterLabels, 'code'],
      per: 'reason code of a repave',
    },
  ),
  source: gauge('palette_cluster_repave_source', 'Who caused the repave that a cluster asks for.', {
    labels: [...clusterLabels, 'source'],
    per: 'cluster with a repave',
  }),
  transition: gauge(
    'palette_cluster_repave_transition_timestamp_seconds',
    'When the repave of a cluster entered its current state.',
    { labels: clusterLabels, per: 'cluster with a repave' },
  ),
  packInfo: gauge(
    'palette_cluster_repave_pack_info',
    'A pack whose change makes a cluster ask for a repave; its kind is the one of palette_cluster_pending_pack_info.',
    {
      labels: [...clusterLabels, 'pack', 'current_version', 'target_version', 'kind'],
      per: 'changed pack of a repave',
    },
  ),
  changedKeys: gauge(
    'palette_cluster_repave_changed_config_keys',
    'Configuration keys of a pack that a repave changes.',
    { labels: [...clusterLabels, 'pack'], per: 'changed pack of a repave' },
  ),
};

/** `v1PackRef`, without its values. */
const pack = part({ name: text, version: text, layer: text });

/** `v1SpectroClusterPackDiff` */
const packDiff = part({ current: pack, target: pack, diffConfigKeys: list(z.unknown()) });

/** `v1SpectroClusterRepave` */
const repaveStatus = object({
  spec: part({
    source: member('user', 'hubble', 'palette', 'stylus'),
    reasons: list(object({ code: text, pack: packDiff })),
  }),
  status: part({ state: member('Pending', 'Approved', 'Reverted'), repaveTransitionTime: time }),
});

/** What waits for approval before nodes are rebuilt, and since when an approved repave goes through the nodes. */
export const repaves = defineItemCollector<Palette<Reads<'clusters'> & Writes<'repaves'>>, ClusterRef>({
  name: 'repaves',
  describes: 'Repaves that are pending or approved: reasons, changed packs, since when.',
  every: '10m',
  metrics,
  reads: [endpoints.clusterRepave],
  items: ({ fleet }) => repaved(fleet.clusters),
  async collect(palette, emit, cluster) {
    const { spec, status } = await palette.get(endpoints.clusterRepave, repaveStatus, {
      path: { uid: cluster.uid },
      project: cluster.projectUid,
    });
    const { repavesApproved } = palette.fleet;
    if (status.state === 'Approved' && status.repaveTransitionTime !== undefined) {
      repavesApproved.set(cluster.uid, status.repaveTransitionTime);
    } else {
      repavesApproved.delete(cluster.uid);
    }
    const of = emit.with(labelsOfCluster(cluster));
    of(metrics.transition, status.repaveTransitionTime);
    if (spec.source) of(metrics.source, 1, { source: spec.source });
    for (const [[code], count] of tally(spec.reasons.map(({ code }) => [code]))) {
      of(metrics.reasons, count, { code });
    }
    for (const { name, current, target, layer, keys } of changedPacks(spec.reasons.map(({ pack }) => pack))) {
      of(metrics.packInfo, 1, {
        pack: name,
        current_version: current,
        target_version: target,
        kind: updateKind(layer, current, target),
      });
      of(metrics.changedKeys, keys, { pack: name });
    }
  },
});

/** A reverted repave changes nothing any more. */
const repaved = derived((clusters: readonly ClusterRef[]) =>
  clusters.filter(({ repave }) => repave === 'Pending' || repave === 'Approved'),
);

interface ChangedPack {
  readonly name: string;
  current: string;
  target: string;
  layer: string;
  keys: number;
}

/** A pack may be the reason several times over; not every reason concerns a pack. */
function changedPacks(diffs: readonly z.output<typeof packDiff>[]): Iterable<ChangedPack> {
  const packs = new Map<string, ChangedPack>();
  for (const { current, target, diffConfigKeys } of diffs) {
    const name = target.name || current.name;
    if (name === '') continue;
    const pack = packs.get(name) ?? { name, current: '', target: '', layer: '', keys: 0 };
    pack.current ||= current.version;
    pack.target ||= target.version;
    pack.layer ||= target.layer || current.layer;
    pack.keys += lengthOf(diffConfigKeys);
    packs.set(name, pack);
  }
  return packs.values();
}
