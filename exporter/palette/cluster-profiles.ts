import { z } from 'zod';
import { defineCollector } from '../collection/collector.ts';
import { gauge } from '../metric/metric.ts';
import { flag, lengthOf, list, number, object, optional, part, said, text } from '../sources/wire.ts';
import { endpoints } from './api/endpoints.ts';
import { projectName, type Reads, type Writes } from './api/fleet.ts';
import { OLDEST_FIRST, pages } from './api/paging.ts';
import type { Palette } from './api/palette.ts';
import { scopedMeta } from './parts/scoped-meta.ts';

const labels = ['profile', 'profile_uid', 'project'] as const;
const ofProfile = { labels, per: 'cluster profile' };

const metrics = {
  latest: gauge('palette_cluster_profile_latest_info', 'A cluster profile and its latest version.', {
    labels: [...labels, 'profile_type', 'profile_scope', 'cloud_type', 'version', 'fips_mode'],
    per: 'cluster profile',
  }),
  version: gauge(
    'palette_cluster_profile_version_info',
    'A version of a cluster profile; clusters name the UID of the version that they use.',
    { labels: [...labels, 'version_uid', 'version'], per: 'version of a cluster profile' },
  ),
  packInfo: gauge(
    'palette_cluster_profile_pack_info',
    'A pack of the published version of a cluster profile.',
    { labels: [...labels, 'pack', 'version', 'layer'], per: 'pack of a cluster profile' },
  ),
  published: gauge('palette_cluster_profile_published', 'Whether a cluster profile is published.', ofProfile),
  draft: gauge(
    'palette_cluster_profile_draft',
    'Whether a cluster profile has a draft that is not published yet.',
    ofProfile,
  ),
  clusters: gauge('palette_cluster_profile_clusters', 'Clusters that use a cluster profile.', ofProfile),
  templates: gauge(
    'palette_cluster_profile_templates',
    'Cluster templates that use a cluster profile.',
    ofProfile,
  ),
  packs: gauge(
    'palette_cluster_profile_packs',
    'Packs of a cluster profile whose version its registry has deleted, deprecated or disabled.',
    { labels: [...labels, 'state'], per: 'cluster profile x state (3)' },
  ),
};

const templateSummary = object({
  type: text,
  cloudType: text,
  packs: list(object({ name: z.string(), version: text, layer: text })),
});

/** `v1ClusterProfileSummary` */
const profileSummary = object({
  metadata: scopedMeta,
  specSummary: part({
    version: text,
    versions: list(object({ uid: z.string(), version: text })),
    isSaid: said,
    published: optional(templateSummary),
    draft: optional(templateSummary),
  }),
  status: part({
    isPublished: flag,
    inUseClusters: list(z.unknown()),
    inUseClusterTemplates: list(z.unknown()),
    pack: part({ deleted: number, deprecated: number, disabled: number }),
    fips: part({ mode: text }),
  }),
}).transform(({ metadata, specSummary, status }) => ({ ...metadata, ...specSummary, ...status }));

/** The cluster profiles: versions, packs that their registry no longer offers, how many clusters use them. */
export const clusterProfiles = defineCollector<Palette<Reads<'projects'> & Writes<'cluster_profiles'>>>({
  name: 'cluster_profiles',
  describes: 'Cluster profiles: versions, drafts, usage, packs that are gone.',
  every: '5m',
  metrics,
  reads: [endpoints.clusterProfilesSearch],
  requests: ({ fleet }) => pages(fleet.clusterProfiles),
  async collect(palette, emit) {
    let count = 0;
    for await (const profile of palette.rows(endpoints.clusterProfilesSearch, profileSummary, {
      body: OLDEST_FIRST,
    })) {
      count += 1;
      const { published, draft } = profile;
      const of = emit.with({
        profile: profile.name,
        profile_uid: profile.uid,
        project: projectName(palette.fleet, profile.projectUid),
      });
      of(metrics.latest, 1, {
        profile_type: (published ?? draft)?.type,
        profile_scope: profile.scope,
        cloud_type: (published ?? draft)?.cloudType,
        version: profile.version,
        fips_mode: profile.fips.mode,
      });
      of(metrics.published, profile.isPublished);
      of(metrics.draft, profile.isSaid ? draft !== undefined : undefined);
      of(metrics.clusters, lengthOf(profile.inUseClusters));
      of(metrics.templates, lengthOf(profile.inUseClusterTemplates));
      for (const [state, packs] of Object.entries(profile.pack)) of(metrics.packs, packs, { state });
      for (const { uid, version } of profile.versions) of(metrics.version, 1, { version_uid: uid, version });
      for (const { name, version, layer } of published?.packs ?? []) {
        of(metrics.packInfo, 1, { pack: name, version, layer });
      }
    }
    palette.fleet.clusterProfiles = count;
  },
});
