import { slice, struct } from '../../go-json.ts';
import type { Profile, ProfileVersion } from '../../world/model/profile.ts';
import type { World } from '../../world/model/world.ts';
import { page } from '../paging.ts';
import { post, type Route } from '../palette-route.ts';
import { objectMeta, projectScope, reference } from '../parts/object-meta.ts';
import { packSummary } from '../parts/pack-references.ts';

/** Cluster profiles (API reference, section 3.5). A project sees its own and those of the tenant. */
export const profileRoutes: readonly Route[] = [
  post('/v1/dashboard/clusterprofiles', 'project', ({ world, project, query }) => {
    const visible = world.profiles.filter(
      (profile) => profile.project === undefined || project === undefined || profile.project === project,
    );
    return page(visible, query, (profile) => profileSummary(world, profile));
  }),
];

/** `v1ClusterProfileSummary` */
function profileSummary(world: World, profile: Profile) {
  const newest = profile.versions.at(-1);
  const users = world.clusters.filter(({ profiles }) => profiles.some((one) => one.profile === profile));
  const templates = world.templates.filter(({ profiles }) => profiles.includes(profile));
  const annotations = profile.project === undefined ? { scope: 'tenant' } : projectScope(profile.project);
  return struct({
    metadata: objectMeta(profile, { annotations }),
    specSummary: struct({
      version: newest?.version,
      versions: slice(profile.versions, ({ uid, version }) => struct({ uid, version })),
      published: newest && templateSummary(profile, newest),
      draft: profile.draft && templateSummary(profile, profile.draft),
    }),
    status: struct(
      {
        fips: struct({ mode: 'none' }),
        inUseClusterUids: slice(users, ({ uid }) => uid),
        inUseClusters: slice(users, reference),
        inUseClusterTemplates: slice(templates, reference),
        pack: struct(
          {},
          {
            deleted: newest?.packs.filter(({ invalidReason }) => invalidReason !== undefined).length ?? 0,
            deprecated: 0,
            disabled: 0,
          },
        ),
      },
      { isPublished: newest !== undefined },
    ),
  });
}

/** `v1ClusterProfileTemplateSummary` */
function templateSummary({ type, cloudType }: Profile, { packs }: ProfileVersion) {
  return struct({ type, cloudType, packs: slice(packs, packSummary) });
}
