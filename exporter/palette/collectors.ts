import type { Collector } from '../collection/collector.ts';
import { agentUpgrades } from './agent-upgrades.ts';
import { alertChannels } from './alert-channels.ts';
import { api } from './api.ts';
import { clusterDetails } from './cluster-details.ts';
import { clusterKubernetes } from './cluster-kubernetes.ts';
import { clusterProfiles } from './cluster-profiles.ts';
import { clusterTemplateDetails } from './cluster-template-details.ts';
import { clusterTemplates } from './cluster-templates.ts';
import { clusters } from './clusters.ts';
import { edgeHosts } from './edge-hosts.ts';
import { nodes } from './nodes.ts';
import type { Palette } from './palette.ts';
import { profileUpdates } from './profile-updates.ts';
import { projects } from './projects.ts';
import { repaves } from './repaves.ts';

/** The collectors of a Palette. */
export const paletteCollectors: readonly Collector<Palette>[] = [
  api,
  clusters,
  nodes,
  clusterDetails,
  clusterKubernetes,
  profileUpdates,
  repaves,
  edgeHosts,
  projects,
  alertChannels,
  agentUpgrades,
  clusterProfiles,
  clusterTemplates,
  clusterTemplateDetails,
];
