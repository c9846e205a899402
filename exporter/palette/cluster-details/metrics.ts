import { gauge } from '../../metric/metric.ts';
import { clusterLabels } from '../parts/labels.ts';

const ofCluster = { labels: clusterLabels, per: 'cluster' };
const ofPack = { labels: [...clusterLabels, 'profile_uid', 'pack'], per: 'pack of a cluster' } as const;

/** What the document of a single cluster tells. */
export const clusterDetailsMetrics = {
  condition: gauge('palette_cluster_condition', 'A condition of a cluster, 1 for its current status.', {
    labels: [...clusterLabels, 'type', 'status'],
    per: 'condition of a cluster',
  }),
  conditionChanged: gauge(
    'palette_cluster_condition_last_transition_timestamp_seconds',
    'When a condition of a cluster last changed its status.',
    { labels: [...clusterLabels, 'type'], per: 'condition of a cluster' },
  ),
  profileInfo: gauge(
    'palette_cluster_profile_info',
    'A profile that is attached to a cluster; every version of a profile has a UID of its own.',
    {
      labels: [...clusterLabels, 'profile', 'profile_uid', 'profile_type', 'profile_scope', 'version'],
      per: 'profile of a cluster',
    },
  ),
  packDesired: gauge('palette_cluster_pack_info', 'A pack that the profiles of a cluster ask for.', {
    labels: [...clusterLabels, 'profile', 'profile_uid', 'pack', 'version', 'layer'],
    per: 'pack of a cluster',
  }),
  packInvalid: gauge(
    'palette_cluster_pack_invalid',
    'A pack of a cluster whose version is gone from its registry; no series while it is there.',
    { ...ofPack, per: 'invalid pack of a cluster' },
  ),
  packDeployed: gauge('palette_cluster_pack_deployed_info', 'A pack that a cluster runs.', {
    labels: [...clusterLabels, 'profile_uid', 'pack', 'version', 'pack_type'],
    per: 'pack of a cluster',
  }),
  packState: gauge('palette_cluster_pack_state', 'How far a pack of a cluster is, 1 for the current state.', {
    labels: [...clusterLabels, 'profile_uid', 'pack', 'state'],
    per: 'pack of a cluster',
  }),
  packReady: gauge(
    'palette_cluster_pack_ready',
    'Whether a pack of a cluster is deployed and ready.',
    ofPack,
  ),
  packManifests: gauge(
    'palette_cluster_pack_manifests',
    'Manifests of a pack of a cluster by how far they are; no series for a pack without manifests.',
    { labels: [...clusterLabels, 'profile_uid', 'pack', 'state'], per: 'pack of a cluster with manifests' },
  ),
  packDuration: gauge(
    'palette_cluster_pack_deploy_duration_seconds',
    'How long the last deployment of a pack to a cluster took; no series before it ended.',
    ofPack,
  ),
  packsDrifted: gauge(
    'palette_cluster_packs_drifted',
    'Packs that a cluster runs in another version than its profiles ask for, or not at all.',
    ofCluster,
  ),
  packDrift: gauge(
    'palette_cluster_pack_drift_info',
    'A pack that a cluster runs in another version than its profiles ask for; no running version when it is missing.',
    {
      labels: [...clusterLabels, 'profile', 'pack', 'desired_version', 'running_version'],
      per: 'drifted pack of a cluster',
    },
  ),
  updatePhase: gauge(
    'palette_cluster_update_phase',
    'Where a cluster is between two versions of its profiles, 1 for the current phase: settled, available, repave_pending or rolling_out.',
    { labels: [...clusterLabels, 'phase'], per: 'cluster' },
  ),
  lastUpgrade: gauge(
    'palette_cluster_last_upgrade_timestamp_seconds',
    'When a cluster was last upgraded; no series before the first upgrade.',
    ofCluster,
  ),
  applyReleased: gauge(
    'palette_cluster_profile_apply_released',
    'Whether changes of the profiles of a cluster are released to its agent.',
    ofCluster,
  ),
  applyDeferred: gauge(
    'palette_cluster_profile_apply_deferred',
    'Whether the agent of a cluster downloads profile changes but installs them later.',
    ofCluster,
  ),
  applyModified: gauge(
    'palette_cluster_profile_apply_modified_timestamp_seconds',
    'When the profiles of a cluster were last changed.',
    ofCluster,
  ),
  applyApplied: gauge(
    'palette_cluster_profile_apply_applied_timestamp_seconds',
    'When the agent of a cluster last applied a profile change.',
    ofCluster,
  ),
  applyLag: gauge(
    'palette_cluster_profile_apply_lag_seconds',
    'Time from the last change of the profiles of a cluster until its agent applied it; no series before that.',
    ofCluster,
  ),
  patchScheduled: gauge(
    'palette_cluster_os_patch_scheduled',
    'Whether the operating system of the nodes of a cluster is patched on a schedule.',
    ofCluster,
  ),
  patchAfter: gauge(
    'palette_cluster_os_patch_after_timestamp_seconds',
    'When the operating system of the nodes of a cluster is patched once, on demand.',
    { labels: clusterLabels, per: 'cluster with a patch on demand' },
  ),
  patchOnBoot: gauge(
    'palette_cluster_os_patch_on_boot',
    'Whether nodes of a cluster patch their operating system when they boot.',
    ofCluster,
  ),
  patchReboots: gauge(
    'palette_cluster_os_patch_reboot_if_required',
    'Whether nodes of a cluster reboot when a patch of their operating system asks for it.',
    ofCluster,
  ),
  parallelPools: gauge(
    'palette_cluster_worker_pools_update_in_parallel',
    'Whether the worker pools of a cluster are updated at the same time rather than one after the other.',
    ofCluster,
  ),
  paused: gauge('palette_cluster_paused', 'Whether a cluster is paused.', ofCluster),
  inTemplate: gauge('palette_cluster_in_template', 'The cluster template that a cluster was launched from.', {
    labels: [...clusterLabels, 'template_uid'],
    per: 'cluster of a template',
  }),
};
