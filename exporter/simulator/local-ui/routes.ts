import { applicationRoutes } from './applications.ts';
import { certificateRoutes } from './certificates.ts';
import { clusterRoutes } from './cluster.ts';
import { forbiddenRoutes } from './forbidden.ts';
import { hostRoutes } from './host.ts';
import { hostFileRoutes } from './host-files.ts';
import { lifecycleRoutes } from './lifecycle.ts';
import { linkRoutes } from './link.ts';
import { networkRoutes } from './network.ts';
import { registryRoutes } from './registry.ts';
import type { LocalUiRoute } from './route.ts';
import { updateRoutes } from './updates.ts';

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
  ...updateRoutes,
  ...forbiddenRoutes,
];
