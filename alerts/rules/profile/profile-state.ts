import { defineAlerts } from '../../kit/alert.ts';
import { maxBy, olderThan, onSame, ours } from '../../kit/promql.ts';
import { ages, turns } from '../../kit/proof.ts';
import { CLUSTER } from '../../kit/subjects.ts';
import { heaviestKind, kindOfValue } from '../../kit/update-kinds.ts';

const PACK = CLUSTER.with({ pack: 'portworx' });
const WAITING = 'Cluster edge-1 of project Default has a profile update waiting';

export const profileStateAlerts = defineAlerts('profile', {
  PaletteProfileUpdatePending: {
    severity: 'warning',
    // The window bridges a restart of the exporter, which would else start the three days again. The kind of the update is
    // the value and no label, so that one that comes to it does not start them again either.
    expr(settings) {
      const available = ours(settings, 'palette_cluster_update_available');
      const waits = `${maxBy(settings, CLUSTER.identity, `max_over_time(${available}[15m])`)} == 1`;
      const kind = heaviestKind(settings, '15m');
      return `${kind} and ${onSame(settings, CLUSTER.identity)} ${waits} or ${waits}`;
    },
    for: '3d',
    summary: 'A profile update has been waiting for a cluster for days.',
    description: `Cluster {{ $labels.cluster_name }} of project {{ $labels.project }} has a profile update waiting${kindOfValue}.`,
    runbook: {
      meaning: 'A profile that the cluster uses has changed, and the cluster has not taken the change over.',
      impact:
        'The cluster runs older packs than its profile says: fixes are missing, and the next change carries this one along.',
      diagnosis: `1. Tenant console, the project, **Clusters**, the cluster: **Updates available** lists what would change; so does
   \`palette_cluster_pending_pack_info{cluster_name="<cluster>"}\`.
2. What will it do? Its label \`kind\`: \`pack_values\` restarts pods, \`pack_version\` rolls the pack out, \`kubernetes\` drains and
   upgrades one node after the other, \`os\` also reboots each into its other slot. Other values of the Kubernetes pack are
   \`pack_values\` and restart its services. The review says whether nodes are rebuilt (repave).
3. Is the update held back on purpose, by a maintenance window or an agent upgrade that is paused
   (**Settings > Platform settings**)?
4. Could it be rolled out now? \`palette:cluster_rollout_blockers{cluster_name="<cluster>"}\`, or
   \`palette-bundle preflight --cluster <cluster> --prometheus <url>\`.`,
      mitigation:
        'Review and apply the update in a maintenance window. If it is to wait, silence this alert until the window.',
    },
    dashboard: 'palette-cluster',
    console: 'cluster',
    tests: turns(
      CLUSTER,
      '3d',
      { [CLUSTER.of('palette_cluster_update_available')]: [0, 1] },
      {
        description: `${WAITING}.`,
        also: [
          {
            states: {
              [CLUSTER.of('palette_cluster_update_available')]: [0, 1],
              [CLUSTER.of('palette_cluster_pending_pack_info', { pack: 'nginx', kind: 'pack_values' })]: [
                '_',
                1,
              ],
              [CLUSTER.of('palette_cluster_pending_pack_info', { pack: 'byoi', kind: 'os' })]: ['_', 1],
            },
            alerts: [
              {
                labels: CLUSTER.labels,
                description: `${WAITING}: the operating system (slot swap and reboot of each node).`,
              },
            ],
          },
        ],
        silent: [
          {
            [CLUSTER.of('palette_cluster_update_available')]: [0, 0],
            [CLUSTER.of('palette_cluster_pending_pack_info', { pack: 'byoi', kind: 'os' })]: [1, 1],
          },
        ],
      },
    ),
  },

  PaletteProfileDrift: {
    severity: 'warning',
    expr: (settings) =>
      `${maxBy(settings, CLUSTER.identity, ours(settings, 'palette_cluster_packs_drifted'))} > 0`,
    for: '4h',
    summary: 'A cluster does not run what its profiles ask for.',
    description:
      'Cluster {{ $labels.cluster_name }} runs {{ $value }} packs in another version than its profiles ask for.',
    runbook: {
      meaning:
        'The packs that the agent reports differ from those of the attached profiles, for longer than a rollout takes: ' +
        'another version, or missing altogether.',
      impact:
        'What is tested and documented is not what runs. The next rollout starts from an unknown state.',
      diagnosis: `1. Which packs, and from which version to which?
   \`palette_cluster_pack_drift_info{cluster_name="<cluster>"}\`
2. Is a rollout under way or stuck? \`palette_cluster_update_phase{cluster_name="<cluster>"}\`
3. Tenant console, the cluster, **Profile**: a pack that is not green shows why.
4. On the cluster: \`helm list --all-namespaces\`, and whether somebody changed it by hand.`,
      mitigation:
        'Remove what keeps the pack from being installed (see PalettePackNotReady). A change by hand is undone by ' +
        'applying the profile again: change a value of the pack and save.',
    },
    console: 'cluster',
    tests: turns(CLUSTER, '4h', { [CLUSTER.of('palette_cluster_packs_drifted')]: [0, 2] }, { value: 2 }),
  },

  PalettePackFailed: {
    severity: 'critical',
    expr: (settings) =>
      `${maxBy(settings, PACK.identity, ours(settings, 'palette_cluster_pack_state', 'state="Error"'))} == 1`,
    for: '15m',
    summary: 'A pack of a cluster failed.',
    description: 'Pack {{ $labels.pack }} of cluster {{ $labels.cluster_name }} failed.',
    runbook: {
      meaning: 'The agent tried to deploy or update the pack and got an error; it keeps trying.',
      impact:
        'A rollout stops at this pack: layers above it wait. A failed network or storage pack takes workloads with it.',
      diagnosis: `1. Tenant console, the cluster, **Profile**: click the red pack, read the message.
2. \`helm list --all-namespaces --failed\`, \`helm history <release> --namespace <namespace>\`
3. Its pods: \`kubectl --namespace <namespace> get pods\`, \`kubectl describe pod <pod>\`: \`ImagePullBackOff\` is the
   registry, \`Pending\` is room or a volume, \`CrashLoopBackOff\` is the configuration.
4. What changed? \`palette_cluster_pack_drift_info{cluster_name="<cluster>"}\``,
      mitigation:
        'Correct the values or provide the image; the agent tries again by itself. If the new version is at fault, go back ' +
        'to the former version of the profile (cluster, **Profile**, version).',
    },
    dashboard: 'palette-cluster',
    console: 'cluster',
    tests: turns(PACK, '15m', {
      [CLUSTER.of('palette_cluster_pack_state', { pack: 'portworx', profile_uid: 'u1', state: 'Error' })]: [
        '_',
        1,
      ],
      [CLUSTER.of('palette_cluster_pack_state', { pack: 'portworx', profile_uid: 'u1', state: 'Ready' })]: [
        1,
        '_',
      ],
    }),
  },

  PalettePackNotReady: {
    severity: 'warning',
    expr: (settings) =>
      `${maxBy(settings, PACK.identity, ours(settings, 'palette_cluster_pack_ready'))} == 0`,
    for: '1h',
    summary: 'A pack of a cluster has not become ready.',
    description:
      'Pack {{ $labels.pack }} of cluster {{ $labels.cluster_name }} has not been ready for an hour.',
    runbook: {
      meaning:
        'The pack waits for something or is being installed for much longer than usual; it did not fail outright.',
      impact: 'The part of the cluster that it brings does not work fully, and packs above it wait.',
      diagnosis: `1. Its state: \`palette_cluster_pack_state{cluster_name="<cluster>",pack="<pack>"}\`. \`WaitingForOtherLayers\`
   means that another pack is the cause.
2. Tenant console, the cluster, **Profile**: the message of the pack.
3. \`kubectl get pods --all-namespaces | grep -v -e Running -e Completed\``,
      mitigation: 'Repair the pack that the others wait for; provide missing images, volumes or nodes.',
    },
    dashboard: 'palette-cluster',
    console: 'cluster',
    tests: turns(PACK, '1h', {
      [CLUSTER.of('palette_cluster_pack_ready', { pack: 'portworx', profile_uid: 'u1' })]: [1, 0],
    }),
  },

  PalettePackInvalid: {
    severity: 'warning',
    expr: (settings) =>
      `${maxBy(settings, PACK.identity, ours(settings, 'palette_cluster_pack_invalid'))} == 1`,
    for: '1h',
    summary: 'A cluster uses a pack whose version is gone from its registry.',
    description:
      'Pack {{ $labels.pack }} of cluster {{ $labels.cluster_name }} is no longer in its registry.',
    runbook: {
      meaning: 'The profile asks for a version of the pack that the registry no longer has.',
      impact:
        'The cluster runs on, but a new node or a repair cannot be built, and the profile cannot be applied again.',
      diagnosis: `1. Tenant console, **Profiles**, the profile: the pack is marked invalid, with the reason.
2. **Tenant Settings > Registries**: is the registry still the same, is its last sync good?
3. Air-gapped: was the content bundle of that version uploaded to this registry?`,
      mitigation:
        'Upload the version again, or publish a version of the profile with a pack that exists and apply it.',
    },
    dashboard: 'palette-cluster',
    console: 'cluster',
    tests: turns(PACK, '1h', {
      [CLUSTER.of('palette_cluster_pack_invalid', { pack: 'portworx', profile_uid: 'u1' })]: ['_', 1],
    }),
  },

  PaletteKubernetesVersionDrift: {
    severity: 'warning',
    expr: (settings) => {
      const running = maxBy(
        settings,
        [...CLUSTER.identity, 'version'],
        ours(settings, 'palette_cluster_kubernetes_info'),
      );
      const desired = ours(settings, 'palette_cluster_kubernetes_desired_info');
      return (
        `${running} == 1 unless on (palette, cluster_uid, version) ${desired} ` +
        `and on (palette, cluster_uid) ${desired}`
      );
    },
    for: '12h',
    summary: 'A cluster runs another Kubernetes version than its profiles ask for.',
    description:
      'Cluster {{ $labels.cluster_name }} runs Kubernetes {{ $labels.version }}, which its profiles do not ask for.',
    runbook: {
      meaning:
        'The Kubernetes version that the cluster reports is not the one of its profile, half a day after the change.',
      impact: 'The upgrade has not happened or stopped half-way; nodes may run different versions.',
      diagnosis: `1. Wanted: \`palette_cluster_kubernetes_desired_info{cluster_name="<cluster>"}\`
2. Per node: \`kubectl get nodes -o wide\`, column VERSION.
3. Does the upgrade lock exist? \`kubectl --namespace kube-system get configmap upgrade-lock -o yaml\`; its data names the node.
4. On that node: \`tail -50 /var/log/kube-upgrade.log\`.`,
      mitigation:
        'Approve a waiting repave, or repair the node on which the upgrade stopped. Skipping a minor version is not ' +
        'supported: apply the versions one after the other.',
    },
    dashboard: 'palette-clusters',
    console: 'cluster',
    tests: turns(CLUSTER.with({ version: '1.30.9' }), '12h', {
      [CLUSTER.of('palette_cluster_kubernetes_info', { version: '1.30.9' })]: [1, 1],
      [CLUSTER.of('palette_cluster_kubernetes_desired_info', { version: '1.30.9', pack: 'edge-k8s' })]: [
        1,
        '_',
      ],
      [CLUSTER.of('palette_cluster_kubernetes_desired_info', { version: '1.31.8', pack: 'edge-k8s' })]: [
        '_',
        1,
      ],
    }),
  },

  PaletteProfileNotApplied: {
    severity: 'warning',
    expr: (settings) => {
      const modified = maxBy(
        settings,
        CLUSTER.identity,
        ours(settings, 'palette_cluster_profile_apply_modified_timestamp_seconds'),
      );
      const applied = maxBy(
        settings,
        CLUSTER.identity,
        ours(settings, 'palette_cluster_profile_apply_applied_timestamp_seconds'),
      );
      const released = `${ours(settings, 'palette_cluster_profile_apply_released')} == 1`;
      const deferred = `${ours(settings, 'palette_cluster_profile_apply_deferred')} == 1`;
      return (
        `${modified} > ${applied} and on (palette, cluster_uid) ${released} ` +
        `unless on (palette, cluster_uid) ${deferred}`
      );
    },
    for: '1h',
    summary: 'The agent of a cluster does not take over a profile change.',
    description:
      'Cluster {{ $labels.cluster_name }} has not taken over the last change of its profiles for an hour.',
    runbook: {
      meaning:
        'A change of the profiles was released to the agent of the cluster, and the agent has not confirmed it.',
      impact: 'The change is not on the cluster, although the console shows it as saved.',
      diagnosis: `1. Does the agent report? \`palette_cluster_last_heartbeat_timestamp_seconds{cluster_name="<cluster>"}\`
2. \`kubectl --namespace cluster-<cluster uid> logs deployment/cluster-management-agent --tail=100\`
3. Tenant console, the cluster, **Events**: errors while the profile is resolved (missing variables, bad values)?`,
      mitigation: 'Correct the values that the agent refuses. An agent that hangs: restart its deployment.',
    },
    dashboard: 'palette-cluster',
    console: 'cluster',
    tests: turns(
      CLUSTER,
      '1h',
      {
        [CLUSTER.of('palette_cluster_profile_apply_modified_timestamp_seconds')]: [100, 300],
        [CLUSTER.of('palette_cluster_profile_apply_applied_timestamp_seconds')]: [200, 200],
        [CLUSTER.of('palette_cluster_profile_apply_released')]: [1, 1],
        [CLUSTER.of('palette_cluster_profile_apply_deferred')]: [0, 0],
      },
      {
        silent: [
          {
            [CLUSTER.of('palette_cluster_profile_apply_modified_timestamp_seconds')]: [300, 300],
            [CLUSTER.of('palette_cluster_profile_apply_applied_timestamp_seconds')]: [200, 200],
            [CLUSTER.of('palette_cluster_profile_apply_released')]: [1, 1],
            [CLUSTER.of('palette_cluster_profile_apply_deferred')]: [1, 1],
          },
        ],
      },
    ),
  },

  PaletteRepaveWaiting: {
    severity: 'warning',
    thresholds: ['repaveWaiting'],
    expr: (settings) =>
      [
        olderThan(
          settings,
          CLUSTER.identity,
          ours(settings, 'palette_cluster_repave_transition_timestamp_seconds'),
          settings.thresholds.repaveWaiting,
        ),
        'and on (palette, cluster_uid)',
        ours(settings, 'palette_cluster_repave_state', 'state="Pending"'),
      ].join(' '),
    for: '10m',
    summary: 'A repave waits for approval.',
    description:
      'Cluster {{ $labels.cluster_name }} has been waiting for the approval of a repave for {{ $value | humanizeDuration }}.',
    runbook: {
      meaning:
        'A change of the profile needs the nodes to be rebuilt, and Palette asks a person before it does that.',
      impact: 'Nothing of the change is applied, nor anything that comes after it.',
      diagnosis: `1. Why? \`palette_cluster_repave_reasons{cluster_name="<cluster>"}\` and
   \`palette_cluster_repave_pack_info{cluster_name="<cluster>"}\`; tenant console, the cluster, **Review Repave**.
2. Can the cluster stand it? All control plane nodes ready, Portworx in quorum, no volume degraded, a recent backup.
3. Nodes go one after the other; count with half an hour for each.`,
      mitigation:
        'Approve the repave in a maintenance window, or revert the change that asks for it. Before that silence the ' +
        'alert until the window.',
    },
    console: 'cluster',
    tests: ages(CLUSTER, '10m', {
      of: CLUSTER.of('palette_cluster_repave_transition_timestamp_seconds'),
      limit: '4h',
      also: { [CLUSTER.of('palette_cluster_repave_state', { state: 'Pending' })]: 1 },
    }),
  },
});
