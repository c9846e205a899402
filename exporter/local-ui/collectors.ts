import type { Collector } from '../collection/collector.ts';
import { certificates } from './certificates.ts';
import { cluster } from './cluster.ts';
import { clusterEvents } from './cluster-events.ts';
import { configuration } from './configuration.ts';
import { errorLog } from './error-log.ts';
import { features } from './features.ts';
import { files } from './files.ts';
import { host } from './host.ts';
import { hostLifecycle } from './host-lifecycle.ts';
import { lifecycle } from './lifecycle.ts';
import { link } from './link.ts';
import type { LocalUiCluster, LocalUiHost } from './local-ui.ts';
import { machinePools } from './machine-pools.ts';
import { membership } from './membership.ts';
import { network } from './network.ts';
import { nodes } from './nodes.ts';
import { packs } from './packs.ts';
import { pairing } from './pairing.ts';
import { registry } from './registry.ts';
import { registryContent } from './registry-content.ts';
import { registrySync } from './registry-sync.ts';
import { stagedUpdate } from './staged-update.ts';
import { uploadedContent } from './uploaded-content.ts';

/** The collectors of each Local UI host. */
export const hostCollectors: readonly Collector<LocalUiHost>[] = [
  host,
  membership,
  link,
  configuration,
  features,
  uploadedContent,
  network,
  files,
  errorLog,
  hostLifecycle,
];

/** The collectors of each locally managed cluster, asked through one of its control plane hosts. */
export const clusterCollectors: readonly Collector<LocalUiCluster>[] = [
  cluster,
  nodes,
  packs,
  registry,
  registrySync,
  lifecycle,
  machinePools,
  certificates,
  registryContent,
  stagedUpdate,
  clusterEvents,
  pairing,
];
