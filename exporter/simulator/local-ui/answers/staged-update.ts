import { failure } from '../../error-answer.ts';
import { slice, struct } from '../../go-json.ts';
import { SECRET_MARK } from '../../world/build/marked-secret.ts';
import type { StagedProfile } from '../../world/model/local-cluster.ts';
import { get, type LocalUiRoute, localCluster } from '../local-ui-route.ts';

/** An update that waits for review (Local UI reference, section 3). */
export const stagedUpdateRoutes: readonly LocalUiRoute[] = [
  get('/v1/edge-mgmt/clusters/archive/update/details', (request) => {
    const { staged } = localCluster(request);
    if (staged.length === 0) throw failure(404, 'NotFound', 'no update was uploaded');
    return struct({ archiveUploadPath: '/opt/update.zip', clusterProfileDetails: staged.map(stagedProfile) });
  }),
];

/** `v1ClusterProfileDetail` */
function stagedProfile({ name, version, packs }: StagedProfile) {
  return struct({
    profileName: name,
    profileVersion: version,
    packs: slice(packs, (pack) =>
      struct({ ...pack, logo: `${SECRET_MARK}logo`, values: `password: ${SECRET_MARK}values\n` }),
    ),
    variables: [struct({ name: 'password', isSensitive: true, value: `${SECRET_MARK}variable` })],
  });
}
