import type { Collector } from '../collection/collector.ts';
import { cluster } from './cluster.ts';
import { host } from './host.ts';
import type { LocalUiCluster, LocalUiHost } from './local-ui.ts';
import { membership } from './membership.ts';

/** The collectors of each Local UI host. */
export const hostCollectors: readonly Collector<LocalUiHost>[] = [host, membership];

/** The collectors of each locally managed cluster, asked through one of its control plane hosts. */
export const clusterCollectors: readonly Collector<LocalUiCluster>[] = [cluster];
