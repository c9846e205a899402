import type { Collector } from '../collection/collector.ts';
import type { LocalUiCluster, LocalUiHost } from './api/local-ui.ts';
import { certificates } from './localui-certificates.ts';
import { cluster } from './localui-cluster.ts';
import { clusterEvents } from './localui-cluster-events.ts';
import { configuration } from './localui-configuration.ts';
import { errorLog } from './localui-error-log.ts';
import { features } from './localui-features.ts';
import { files } from './localui-files.ts';
import { host } from './localui-host/index.ts';
import { hostLifecycle } from './localui-host-lifecycle.ts';
import { lifecycle } from './localui-lifecycle.ts';
import { link } from './localui-link.ts';
import { machinePools } from './localui-machine-pools.ts';
import { membership } from './localui-membership.ts';
import { network } from './localui-network.ts';
import { nodes } from './localui-nodes.ts';
import { packs } from './localui-packs.ts';
import { pairing } from './localui-pairing.ts';
import { registry } from './localui-registry.ts';
import { registryContent } from './localui-registry-content.ts';
import { registrySync } from './localui-registry-sync.ts';
import { stagedUpdate } from './localui-staged-update.ts';
import { uploadedContent } from './localui-uploaded-content.ts';

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
