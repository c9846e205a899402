import { z } from 'zod';
import { defineItemCollector } from '../collection/collector.ts';
import { gauge } from '../metric/metric.ts';
import { list, object, part, text } from '../sources/wire.ts';
import { derived } from './api/derived.ts';
import { endpoints } from './api/endpoints.ts';
import type { ClusterRef, DesiredPack, DesiredProfile, Reads } from './api/fleet.ts';
import type { Palette } from './api/palette.ts';
import { clusterLabels, labelsOfCluster } from './parts/labels.ts';
import { fingerprint } from './parts/pack-values.ts';
import { updateKind } from './parts/update-kind.ts';

const metrics = {
  profiles: gauge(
    'palette_cluster_pending_profile_updates',
    'Profiles of a cluster with an update that waits to be applied.',
    { labels: clusterLabels, per: 'cluster with an update' },
  ),
  packs: gauge(
    'palette_cluster_pending_pack_updates',
    'Packs of a cluster that an update waiting to be applied would change: their version or their values.',
    { labels: clusterLabels, per: 'cluster with an update' },
  ),
  profileInfo: gauge(
    'palette_cluster_pending_profile_info',
    'A version of a profile that waits to be applied to a cluster.',
    { labels: [...clusterLabels, 'profile', 'profile_uid', 'version'], per: 'pending profile of a cluster' },
  ),
  packInfo: gauge(
    'palette_cluster_pending_pack_info',
    'A pack that an update waiting to be applied would change, by kind: os (another image: slot swap and reboot), kubernetes ' +
      '(drain and upgrade), pack_version, pack_values. No current version when it is new.',
    {
      labels: [...clusterLabels, 'profile', 'pack', 'layer', 'current_version', 'target_version', 'kind'],
      per: 'pending pack of a cluster',
    },
  ),
};

/** `v1SpectroClusterProfileUpdates`; its packs carry values, of which only a fingerprint is kept. */
const pendingUpdates = object({
  profiles: list(
    object({
      uid: text,
      name: text,
      profileVersion: text,
      packs: list(
        object({
          name: z.string(),
          version: text,
          tag: text,
          layer: text,
          values: text.transform(fingerprint),
        }),
      ),
    }),
  ),
});

/** `v1SpectroCluster`: of the values of its packs only whether they are the same as others. */
const currentValues = object({
  spec: part({
    clusterProfileTemplates: list(
      object({
        uid: text,
        packs: list(object({ name: z.string(), values: text.transform(fingerprint) })),
      }),
    ),
  }),
});

/** What applying the pending updates of a cluster would change. Only clusters with an update are asked for. */
export const profileUpdates = defineItemCollector<Palette<Reads<'clusters'>>, ClusterRef>({
  name: 'profile_updates',
  describes: 'Profile and pack versions that wait to be applied to clusters.',
  every: '10m',
  metrics,
  reads: [endpoints.clusterProfileUpdates, endpoints.cluster],
  items: ({ fleet }) => outdated(fleet.clusters),
  async collect(palette, emit, cluster) {
    const options = { path: { uid: cluster.uid }, project: cluster.projectUid };
    const { profiles } = await palette.get(endpoints.clusterProfileUpdates, pendingUpdates, options);
    const { spec } = await palette.get(endpoints.cluster, currentValues, options);
    const values = new Map(
      spec.clusterProfileTemplates.flatMap(({ uid, packs }) =>
        packs.map((pack) => [packKey(uid, pack.name), pack.values]),
      ),
    );
    const of = emit.with(labelsOfCluster(cluster));
    let changes = 0;
    for (const { packs, ...profile } of profiles) {
      const current = currentPacks(profile, profiles, cluster.profiles);
      of(metrics.profileInfo, 1, {
        profile: profile.name,
        profile_uid: profile.uid,
        version: profile.profileVersion,
      });
      for (const { name, version, tag, layer, values: wanted } of packs) {
        const now = current.get(name);
        const target = version || tag;
        const isSame =
          now?.version === target && !areOther(wanted, values.get(packKey(now?.profileUid, name)));
        if (isSame) continue;
        changes += 1;
        of(metrics.packInfo, 1, {
          profile: profile.name,
          pack: name,
          layer: layer || now?.layer,
          current_version: now?.version,
          target_version: target,
          kind: updateKind(layer || now?.layer, now?.version, target),
        });
      }
    }
    of(metrics.profiles, profiles.length);
    of(metrics.packs, changes);
  },
});

function packKey(profileUid: string | undefined, pack: string): string {
  return JSON.stringify([profileUid, pack]);
}

/**
 * Where one side tells no values, Go may have left them out for being empty, or Palette all of them: nothing follows. Values
 * that a cluster has of its own may count as a change of every update of their profile [?].
 */
function areOther(wanted: string, current: string | undefined): boolean {
  return wanted !== '' && current !== undefined && current !== '' && wanted !== current;
}

interface CurrentPack extends DesiredPack {
  readonly profileUid: string;
}

/**
 * The packs that an update would replace, by name: those of the same profile, whose new version has a UID of its own.
 * A profile by another name can only replace one that no other update is for.
 */
function currentPacks(
  profile: Named,
  pending: readonly Named[],
  attached: readonly DesiredProfile[],
): ReadonlyMap<string, CurrentPack> {
  const same = counterpart(profile, attached);
  const taken = pending.map((other) => counterpart(other, attached));
  const replaced = same ? [same] : attached.filter((one) => !taken.includes(one));
  return new Map(
    replaced.flatMap(({ uid, packs }) => packs.map((pack) => [pack.name, { ...pack, profileUid: uid }])),
  );
}

type Named = Pick<DesiredProfile, 'uid' | 'name'>;

function counterpart({ uid, name }: Named, attached: readonly DesiredProfile[]): DesiredProfile | undefined {
  return attached.find((one) => one.uid === uid) ?? attached.find((one) => one.name === name);
}

const outdated = derived((clusters: readonly ClusterRef[]) =>
  clusters.filter(({ updateAvailable }) => updateAvailable),
);
