import type { Collector } from '../collection/collector.ts';
import type { HostFacts, LocalUiCluster, LocalUiHost } from './api/local-ui.ts';
import { localuiCertificates } from './localui-certificates.ts';
import { localuiCluster } from './localui-cluster.ts';
import { localuiClusterEvents } from './localui-cluster-events.ts';
import { localuiConfiguration } from './localui-configuration.ts';
import { localuiErrorLog } from './localui-error-log.ts';
import { localuiFeatures } from './localui-features.ts';
import { localuiFiles } from './localui-files.ts';
import { localuiHost } from './localui-host/index.ts';
import { localuiHostLifecycle } from './localui-host-lifecycle.ts';
import { localuiLifecycle } from './localui-lifecycle.ts';
import { localuiLink } from './localui-link.ts';
import { localuiMachinePools } from './localui-machine-pools.ts';
import { localuiMembership } from './localui-membership.ts';
import { localuiNetwork } from './localui-network.ts';
import { localuiNodes } from './localui-nodes.ts';
import { localuiPacks } from './localui-packs.ts';
import { localuiPairing } from './localui-pairing.ts';
import { localuiRegistry } from './localui-registry.ts';
import { localuiRegistryCertificate } from './localui-registry-certificate.ts';
import { localuiRegistryContent } from './localui-registry-content.ts';
import { localuiRegistrySync } from './localui-registry-sync.ts';
import { localuiStagedUpdate } from './localui-staged-update.ts';
import { localuiUploadedContent } from './localui-uploaded-content.ts';

/** The collectors of each Local UI host. */
export const hostCollectors: readonly Collector<LocalUiHost<HostFacts>>[] = [
  localuiHost,
  localuiMembership,
  localuiLink,
  localuiConfiguration,
  localuiFeatures,
  localuiUploadedContent,
  localuiNetwork,
  localuiFiles,
  localuiErrorLog,
  localuiHostLifecycle,
  localuiRegistryCertificate,
];

/** The collectors of each locally managed cluster, asked through one of its control plane hosts. */
export const clusterCollectors: readonly Collector<LocalUiCluster>[] = [
  localuiCluster,
  localuiNodes,
  localuiPacks,
  localuiRegistry,
  localuiRegistrySync,
  localuiLifecycle,
  localuiMachinePools,
  localuiCertificates,
  localuiRegistryContent,
  localuiStagedUpdate,
  localuiClusterEvents,
  localuiPairing,
];
