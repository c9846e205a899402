import { type GoStruct, struct } from '../../go-json.ts';
import { SECRET_MARK } from '../../world/build/marked-secret.ts';
import type { LocalPack, LocalProfile } from '../../world/model/local-cluster.ts';
import { get, type LocalUiRoute, localCluster } from '../local-ui-route.ts';

/** Profiles and packs of the locally managed cluster (Local UI reference, section 3). */
export const applicationRoutes: readonly LocalUiRoute[] = [
  get('/v1/edge-mgmt/cluster/applications', (request) =>
    struct({ clusterProfileTemplates: localCluster(request).profiles.map(profileTemplate) }),
  ),
];

const VARIABLE = struct({ name: 'password', isSensitive: true, value: `${SECRET_MARK}variable` });

/** `v1ClusterProfileTemplate` */
function profileTemplate({ uid, name, type, version, packs }: LocalProfile) {
  return struct({ uid, name, type, version, packs: packs.map(packInfo), variables: [VARIABLE] });
}

/** `v1PackInfo`; start and end are plain strings. */
function packInfo(pack: LocalPack): GoStruct {
  const isRunning = pack.status === 'Running';
  return struct({
    name: pack.name,
    version: pack.version,
    layer: pack.layer,
    type: 'spectro',
    status: pack.status,
    startTime: new Date(pack.startedAt).toISOString(),
    endTime: pack.endedAt === undefined ? undefined : new Date(pack.endedAt).toISOString(),
    conditions: [
      struct({ type: 'Ready', status: isRunning ? 'True' : 'False', reason: isRunning ? '' : 'Progressing' }),
    ],
    contents: pack.contents.map(({ kind, name, synced }) =>
      struct({ contentType: kind, name, syncStatus: synced ? 'completed' : 'pending' }),
    ),
    logo: `${SECRET_MARK}logo`,
    values: `adminPassword: ${SECRET_MARK}${pack.name}\n`,
  });
}
