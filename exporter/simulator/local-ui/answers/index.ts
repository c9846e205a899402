import type { LocalUiRoute } from '../local-ui-route.ts';
import { applicationRoutes } from './applications.ts';
import { clusterRoutes } from './cluster-and-nodes.ts';
import { certificateRoutes } from './control-plane-certificates.ts';
import { forbiddenRoutes } from './forbidden-reads.ts';
import { hostRoutes } from './host.ts';
import { hostFileRoutes } from './host-files.ts';
import { registryRoutes } from './internal-registry.ts';
import { linkRoutes } from './linked-hosts.ts';
import { networkRoutes } from './network.ts';
import { pairingRoutes } from './pairing.ts';
import { stagedUpdateRoutes } from './staged-update.ts';
import { lifecycleRoutes } from './stages-and-events.ts';

/** Everything a Local UI answers, apart from its sessions. */
export const localUiRoutes: readonly LocalUiRoute[] = [
  ...hostRoutes,
  ...hostFileRoutes,
  ...networkRoutes,
  ...linkRoutes,
  ...clusterRoutes,
  ...applicationRoutes,
  ...certificateRoutes,
  ...registryRoutes,
  ...lifecycleRoutes,
  ...stagedUpdateRoutes,
  ...pairingRoutes,
  ...forbiddenRoutes,
];
