import { defineAlerts } from '../../kit/alert.ts';
import { maxBy, minBy, ours } from '../../kit/promql.ts';
import { turns } from '../../kit/proof.ts';
import { CLUSTER, PALETTE, POOL } from '../../kit/subjects.ts';

const PROFILE = PALETTE.with({ profile: 'edge-portworx', project: 'Default' });
const TEMPLATE = PALETTE.with({ template: 'edge-standard', project: 'Default' });
const ofPool = (phase: string) => POOL.of('palette_machine_pool_rollout_nodes', { phase });

export const profileRolloutAlerts = defineAlerts('profile', {
  PaletteRolloutSlow: {
    severity: 'warning',
    expr: (settings) =>
      `${maxBy(settings, CLUSTER.identity, ours(settings, 'palette_cluster_update_phase', 'phase="rolling_out"'))} == 1`,
    for: '2h',
    summary: 'A rollout has been going on for hours.',
    description: 'The rollout to cluster {{ $labels.cluster_name }} has been going on for two hours.',
    runbook: {
      meaning:
        'The cluster has been between two versions of its profiles for longer than its nodes and packs need.',
      impact: 'Nodes or packs of old and new version run side by side; the next change waits.',
      diagnosis: `1. Packs: \`palette_cluster_pack_ready{cluster_name="<cluster>"} == 0\` and
   \`palette_cluster_pack_drift_info{cluster_name="<cluster>"}\`
2. Nodes: \`palette_machine_pool_rollout_nodes{cluster_name="<cluster>"}\` (done, working, waiting).
3. A node that drains: \`palette_node_maintenance{cluster_name="<cluster>"}\`
4. Tenant console, the cluster, **Events**: which message repeats?`,
      mitigation:
        'Follow the runbook of the pack or node that holds it up. A large cluster may simply need longer: raise `for`.',
    },
    console: 'cluster',
    tests: turns(CLUSTER, '2h', {
      [CLUSTER.of('palette_cluster_update_phase', { phase: 'rolling_out' })]: ['_', 1],
      [CLUSTER.of('palette_cluster_update_phase', { phase: 'settled' })]: [1, '_'],
    }),
  },

  PaletteRolloutNodeStuck: {
    severity: 'warning',
    thresholds: ['rolloutNode'],
    expr: (settings) => {
      const labels = POOL.identity;
      const nodes = (phase: string) =>
        ours(settings, 'palette_machine_pool_rollout_nodes', `phase="${phase}"`);
      const window = settings.thresholds.rolloutNode;
      return (
        `${minBy(settings, labels, `min_over_time(${nodes('working')}[${window}])`)} > 0 ` +
        `and on (${labels.join(', ')}) ${maxBy(settings, labels, `changes(${nodes('done')}[${window}])`)} == 0`
      );
    },
    for: '15m',
    summary: 'A rollout hangs at a node.',
    description:
      'The rollout to pool {{ $labels.machine_pool }} of cluster {{ $labels.cluster_name }} does not get any further.',
    runbook: {
      meaning:
        'A node of the pool has been in work for a long time, and no node was finished in the meantime.',
      impact:
        'The pool stays with a node less, at a control plane without reserve. The rollout does not go on to the other nodes.',
      diagnosis: `1. Which node? \`palette_node_maintenance{cluster_name="<cluster>"}\`, \`palette_node_ready{cluster_name="<cluster>"} == 0\`
2. It drains: see PaletteNodeDrainStuck. It reboots and does not return: console of the server.
3. It returned with the old image: Local UI of the host, or \`kairos-agent state get boot\` on it; see KairosPassiveBoot.
4. Upgrade job: \`kubectl get jobs --all-namespaces | grep apply-\`, log of its pod.`,
      mitigation:
        'Help this one node over the step at which it hangs. Do not start the next node by hand before it is ready.',
    },
    console: 'cluster',
    tests: {
      firing: {
        series: { [ofPool('working')]: '0x4 1x80', [ofPool('done')]: '0x84' },
        at: '66m',
        labels: POOL.labels,
      },
      quiet: [
        { series: { [ofPool('working')]: '0x4 1x80', [ofPool('done')]: '0x84' }, at: '63m' },
        // A node is finished every 30 minutes.
        { series: { [ofPool('working')]: '1x90', [ofPool('done')]: '0x29 1x29 2x29' }, at: '85m' },
      ],
      resolved: { series: { [ofPool('working')]: '1x70 0x20', [ofPool('done')]: '0x70 1x20' }, at: '75m' },
    },
  },

  PaletteProfilePacksWithdrawn: {
    severity: 'warning',
    expr: (settings) => {
      const labels = [...PROFILE.identity, 'state'];
      const withdrawn = ours(settings, 'palette_cluster_profile_packs', 'state=~"deleted|disabled"');
      const used = `${ours(settings, 'palette_cluster_profile_clusters')} > 0`;
      return `${maxBy(settings, labels, `${withdrawn} and on (palette, profile_uid) ${used}`)} > 0`;
    },
    for: '1h',
    summary: 'A profile in use contains packs that its registry has withdrawn.',
    description:
      'Profile {{ $labels.profile }} contains {{ $value }} packs that are {{ $labels.state }} in their registry.',
    runbook: {
      meaning: 'The registry marks packs of the profile as deleted or disabled; clusters use the profile.',
      impact: 'Running clusters go on. New clusters, new nodes and repairs with this profile fail.',
      diagnosis: `1. Tenant console, **Profiles**, the profile: packs marked with a warning.
2. **Tenant Settings > Registries**: was the registry replaced, or content deleted?`,
      mitigation:
        'Publish a version of the profile with packs that are available, and apply it to its clusters.',
    },
    console: 'palette',
    tests: turns(
      PROFILE.with({ state: 'deleted' }),
      '1h',
      {
        [PROFILE.of('palette_cluster_profile_packs', { profile_uid: 'u1', state: 'deleted' })]: [0, 2],
        [PROFILE.of('palette_cluster_profile_clusters', { profile_uid: 'u1' })]: [3, 3],
      },
      {
        value: 2,
        silent: [
          {
            [PROFILE.of('palette_cluster_profile_packs', { profile_uid: 'u1', state: 'deleted' })]: [2, 2],
            [PROFILE.of('palette_cluster_profile_clusters', { profile_uid: 'u1' })]: [0, 0],
          },
        ],
      },
    ),
  },

  PaletteTemplateClustersFailed: {
    severity: 'warning',
    expr: (settings) =>
      `${maxBy(settings, TEMPLATE.identity, ours(settings, 'palette_cluster_template_clusters', 'state="failed"'))} > 0`,
    for: '30m',
    summary: 'Clusters could not take over a change of their template.',
    description:
      '{{ $value }} clusters could not take over the last change of template {{ $labels.template }}.',
    runbook: {
      meaning: 'A cluster template was changed, and Palette reports clusters on which the change failed.',
      impact: 'These clusters differ from their siblings until the change is repeated.',
      diagnosis: `1. Tenant console, **Cluster Configurations > Templates**, the template: the clusters marked failed, with the reason.
2. The cluster, **Events** and **Profile**: mostly a variable without value or a pack that fails.`,
      mitigation: 'Repair the cause on the cluster and apply the template again.',
    },
    console: 'palette',
    tests: turns(
      TEMPLATE,
      '30m',
      {
        [TEMPLATE.of('palette_cluster_template_clusters', { template_uid: 't1', state: 'failed' })]: [0, 1],
      },
      { value: 1 },
    ),
  },

  PaletteTemplateVariablesPending: {
    severity: 'warning',
    expr: (settings) =>
      `${maxBy(settings, CLUSTER.identity, ours(settings, 'palette_cluster_template_variables_pending'))} == 1`,
    for: '1h',
    summary: 'A cluster waits for the values of new template variables.',
    description: 'Cluster {{ $labels.cluster_name }} waits for values of variables of its template.',
    runbook: {
      meaning: 'A new version of the template has variables that have no value for this cluster yet.',
      impact: 'The change does not reach the cluster, also not in its maintenance window.',
      diagnosis: `1. Tenant console, the cluster: the banner names the variables.
2. \`palette_cluster_template_variables\` counts them for each template.`,
      mitigation: 'Set the values for the cluster, or give the variable a default in the profile.',
    },
    console: 'cluster',
    tests: turns(CLUSTER, '1h', { [CLUSTER.of('palette_cluster_template_variables_pending')]: [0, 1] }),
  },

  PaletteProfileApplyDeferred: {
    severity: 'info',
    expr: (settings) => {
      const modified = ours(settings, 'palette_cluster_profile_apply_modified_timestamp_seconds');
      const applied = ours(settings, 'palette_cluster_profile_apply_applied_timestamp_seconds');
      const deferred = maxBy(
        settings,
        CLUSTER.identity,
        ours(settings, 'palette_cluster_profile_apply_deferred'),
      );
      return (
        `${deferred} == 1 and on (palette, cluster_uid) ` +
        `(${maxBy(settings, CLUSTER.identity, modified)} > ${maxBy(settings, CLUSTER.identity, applied)})`
      );
    },
    for: '1h',
    summary: 'A profile change is downloaded and waits to be installed.',
    description: 'Cluster {{ $labels.cluster_name }} has downloaded a profile change and installs it later.',
    runbook: {
      meaning: 'Somebody chose to download the change now and install it later.',
      impact: 'None. It is shown so that nobody wonders why the cluster is behind.',
      diagnosis: `1. Tenant console, the cluster, **Profile**: the change that waits, and since when.
2. \`palette_cluster_profile_apply_modified_timestamp_seconds{cluster_name="<cluster>"}\``,
      mitigation: 'Install it in the planned window; there is nothing else to do.',
    },
    dashboard: 'palette-cluster',
    console: 'cluster',
    tests: turns(CLUSTER, '1h', {
      [CLUSTER.of('palette_cluster_profile_apply_modified_timestamp_seconds')]: [100, 300],
      [CLUSTER.of('palette_cluster_profile_apply_applied_timestamp_seconds')]: [200, 200],
      [CLUSTER.of('palette_cluster_profile_apply_deferred')]: [1, 1],
    }),
  },
});
