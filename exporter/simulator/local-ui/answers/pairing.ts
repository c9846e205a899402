import { failure } from '../../error-answer.ts';
import { struct } from '../../go-json.ts';
import { SECRET_MARK } from '../../world/build/marked-secret.ts';
import { get, type LocalUiRoute, localCluster } from '../local-ui-route.ts';

/** The hand-over of the cluster to a Palette (Local UI reference, section 3). */
export const pairingRoutes: readonly LocalUiRoute[] = [
  get('/v1/edge-mgmt/cluster/pair/details', (request) => {
    const { pairing } = localCluster(request);
    if (pairing === undefined) throw failure(404, 'NotFound', 'the cluster was never paired');
    return struct({
      status: pairing,
      paletteEndpoint: 'https://palette.example.com',
      pairingUid: 'pairing-1',
      registrationToken: `${SECRET_MARK}registration`,
    });
  }),
];
