import { clusterDepthRoutes } from './cluster-depth.ts';
import { clusterRoutes } from './clusters.ts';
import { edgeHostRoutes } from './edge-hosts.ts';
import { healthRoutes } from './health.ts';
import { nodeRoutes } from './nodes.ts';
import { projectRoutes } from './projects.ts';
import type { Route } from './route.ts';
import { userRoutes } from './users.ts';

/** Everything Palette answers, apart from the logins. */
export const paletteRoutes: readonly Route[] = [
  ...healthRoutes,
  ...userRoutes,
  ...projectRoutes,
  ...clusterRoutes,
  ...clusterDepthRoutes,
  ...nodeRoutes,
  ...edgeHostRoutes,
];
