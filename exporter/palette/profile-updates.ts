import { z } from 'zod';
import { defineItemCollector } from '../collection/collector.ts';
import { gauge } from '../metric/metric.ts';
import { list, object, text } from '../sources/wire.ts';
import { derived } from './api/derived.ts';
import { endpoints } from './api/endpoints.ts';
import type { ClusterRef, DesiredProfile, Reads } from './api/fleet.ts';
import type { Palette } from './api/palette.ts';
import { clusterLabels, labelsOfCluster } from './parts/labels.ts';

const metrics = {
  profiles: gauge(
    'palette_cluster_pending_profile_updates',
    'Profiles of a cluster with an update that waits to be applied.',
    { labels: clusterLabels, per: 'cluster with an update' },
  ),
  packs: gauge(
    'palette_cluster_pending_pack_updates',
    'Packs that an update waiting to be applied would bring to a cluster in another version.',
    { labels: clusterLabels, per: 'cluster with an update' },
  ),
  profileInfo: gauge(
    'palette_cluster_pending_profile_info',
    'A version of a profile that waits to be applied to a cluster.',
    { labels: [...clusterLabels, 'profile', 'profile_uid', 'version'], per: 'pending profile of a cluster' },
  ),
  packInfo: gauge(
    'palette_cluster_pending_pack_info',
    'A pack that an update waiting to be applied would bring in another version; no current version when it is new.',
    {
      labels: [...clusterLabels, 'profile', 'pack', 'current_version', 'target_version'],
      per: 'pending pack of a cluster',
    },
  ),
};

/** `v1SpectroClusterProfileUpdates`; its packs carry values, which are not read. */
const pendingUpdates = object({
  profiles: list(
    object({
      uid: text,
      name: text,
      profileVersion: text,
      packs: list(object({ name: z.string(), version: text, tag: text })),
    }),
  ),
});

/** What applying the pending updates of a cluster would change. Only clusters with an update are asked for. */
export const profileUpdates = defineItemCollector<Palette<Reads<'clusters'>>, ClusterRef>({
  name: 'profile_updates',
  describes: 'Profile and pack versions that wait to be applied to clusters.',
  every: '10m',
  metrics,
  reads: [endpoints.clusterProfileUpdates],
  items: ({ fleet }) => outdated(fleet.clusters),
  async collect(palette, emit, cluster) {
    const { profiles } = await palette.get(endpoints.clusterProfileUpdates, pendingUpdates, {
      path: { uid: cluster.uid },
      project: cluster.projectUid,
    });
    const of = emit.with(labelsOfCluster(cluster));
    let changes = 0;
    for (const { packs, ...profile } of profiles) {
      const current = currentPacks(profile, profiles, cluster.profiles);
      of(metrics.profileInfo, 1, {
        profile: profile.name,
        profile_uid: profile.uid,
        version: profile.profileVersion,
      });
      for (const { name, version, tag } of packs) {
        const target = version || tag;
        if (current.get(name) === target) continue;
        changes += 1;
        of(metrics.packInfo, 1, {
          profile: profile.name,
          pack: name,
          current_version: current.get(name),
          target_version: target,
        });
      }
    }
    of(metrics.profiles, profiles.length);
    of(metrics.packs, changes);
  },
});

/**
 * Versions of the packs that an update would replace: those of the same profile, whose new version has a UID of its own.
 * A profile by another name can only replace one that no other update is for.
 */
function currentPacks(
  profile: Named,
  pending: readonly Named[],
  attached: readonly DesiredProfile[],
): ReadonlyMap<string, string> {
  const same = counterpart(profile, attached);
  const taken = pending.map((other) => counterpart(other, attached));
  const replaced = same ? [same] : attached.filter((one) => !taken.includes(one));
  return new Map(replaced.flatMap(({ packs }) => packs.map(({ name, version }) => [name, version])));
}

type Named = Pick<DesiredProfile, 'uid' | 'name'>;

function counterpart({ uid, name }: Named, attached: readonly DesiredProfile[]): DesiredProfile | undefined {
  return attached.find((one) => one.uid === uid) ?? attached.find((one) => one.name === name);
}

const outdated = derived((clusters: readonly ClusterRef[]) =>
  clusters.filter(({ updateAvailable }) => updateAvailable),
);
