import { applicationRoutes } from './applications.ts';
import { clusterRoutes } from './cluster.ts';
import { hostRoutes } from './host.ts';
import { linkRoutes } from './link.ts';
import type { LocalUiRoute } from './route.ts';

/** Everything a Local UI answers, apart from its sessions. */
export const localUiRoutes: readonly LocalUiRoute[] = [
  ...hostRoutes,
  ...linkRoutes,
  ...clusterRoutes,
  ...applicationRoutes,
];
