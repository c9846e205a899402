import { ROLLOUT_BLOCKERS, rolloutBlockers } from '../alerts/kit/rollout-blockers.ts';
import { updateKinds } from '../alerts/kit/update-kinds.ts';
import { defineDashboard, type Mapping, type Panel, type States } from './kit/dashboard.ts';
import { changes } from './kit/dashboard-annotations.ts';
import {
  anyIsBad,
  anyIsWorthALook,
  from,
  plain,
  words,
  yesIsBad,
  yesIsWorthALook,
  zeroOrOne,
} from './kit/levels.ts';
import { howMany, toCluster, toHost } from './kit/panels.ts';
import { age, CLUSTER, chosen, coded, HOST, inProjects, left, of, outOf, seconds } from './kit/queries.ts';
import { machineStates, maintenanceStates, rolloutPhases, updatePhases } from './kit/state-levels.ts';
import { palette, project } from './kit/variables.ts';

const ID = 'cluster_uid';
const machines = coded(`${CLUSTER}, node`, 'state', machineStates, (...matchers) =>
  inProjects('palette_node_instance_state', 'state!="Running"', ...matchers),
);
const phases = coded(CLUSTER, 'phase', updatePhases, (...matchers) =>
  inProjects('palette_cluster_update_phase', 'phase!="settled"', ...matchers),
);
/** Nodes of clusters that are rolled out now; Palette keeps telling of rollouts that are over. */
const rolloutNodes = (...matchers: readonly string[]) =>
  `sum by (${ID}) (max by (${ID}, machine_pool, phase) (${inProjects('palette_machine_pool_rollout_nodes', ...matchers)}))`;
const rollingOut = inProjects('palette_cluster_update_phase', 'phase="rolling_out"');
const nodesDone = `${outOf(rolloutNodes('phase="done"'), rolloutNodes(), ID)} and on (${ID}) ${rollingOut}`;
/** As long for each node that is left as for each that is done. */
const timeLeft = `(${age(pending('palette_cluster_repave_transition_timestamp_seconds'))}) * on (${ID}) (${rolloutNodes()} / (${rolloutNodes('phase="done"')} > 0) - 1) and on (${ID}) ${rollingOut}`;
const stepWords: readonly Mapping[] = [
  { value: 'available', text: 'step 1 of 3: waits to be applied', level: 'watch' },
  { value: 'repave_pending', text: 'step 2 of 3: waits for approval', level: 'watch' },
  { value: 'rolling_out', text: 'step 3 of 3: node by node', level: 'watch' },
];
const kindWords: readonly Mapping[] = updateKinds.map(({ name, what }) => ({
  value: name,
  text: what,
  level: name === 'os' || name === 'kubernetes' ? 'watch' : 'neutral',
}));
const repaveStates: States = { Pending: 'watch', Approved: 'good', Reverted: 'watch' };

const outdated = `(${inProjects('palette_edge_host_agent_outdated')} == 1)`;
const paused = (...matchers: readonly string[]) =>
  `(${chosen('palette_agent_upgrade_paused', ...matchers)} == 1)`;
const pausedClusters = `(${inProjects('palette_cluster_agent_upgrade_paused')} == 1)`;
/** A pause of the tenant, of the project or of the cluster holds. */
const pausedOnes = [
  `${outdated} and on (palette) ${paused('scope="tenant"')}`,
  `${outdated} and on (palette, project) ${paused('scope="project"')}`,
  `${outdated} and on (palette, edge_host_uid) (${chosen('palette_edge_host_in_cluster')} and on (palette, cluster_uid) ${pausedClusters})`,
].join(' or ');

export const rollouts = defineDashboard((site) => ({
  uid: 'palette-rollouts',
  title: 'Palette profiles and rollouts',
  description: 'Is every cluster on the version it should run, and how far are those on their way?',
  tags: ['palette'],
  from: 'now-6h',
  targets: ['palette_exporter_collector_up', 'kube_node_info', 'kairos_boot_state'],
  variables: [palette, project],
  annotations: changes(inProjects),
  rows: [
    {
      title: 'Is every cluster on the version it should run?',
      panels: [
        phase('Updates waiting', 'Clusters with an update that nobody has applied yet.', 'available'),
        phase('Repaves waiting', 'Clusters that wait for somebody to approve a repave.', 'repave_pending'),
        phase('Rolling out', 'Clusters whose nodes are being replaced or upgraded now.', 'rolling_out'),
        howMany(
          'Drifted clusters',
          'Clusters that run a pack in another version than their profiles ask for.',
          `max by (${CLUSTER}) (${inProjects('palette_cluster_packs_drifted')}) > 0`,
          anyIsWorthALook,
        ),
        howMany(
          'Invalid packs',
          'Packs whose version is gone from its registry: a new node of the cluster could not be built.',
          `max by (${CLUSTER}, pack) (${inProjects('palette_cluster_pack_invalid')}) == 1`,
          anyIsBad,
        ),
        howMany(
          'Outdated agents',
          'Edge hosts whose agent is not of the version that Palette wants.',
          `max by (palette, edge_host_uid) (${inProjects('palette_edge_host_agent_outdated')}) == 1`,
          anyIsWorthALook,
        ),
        howMany(
          'Failed packs',
          'Packs that could not be installed. The dashboard of their cluster names them.',
          `max by (${CLUSTER}, pack) (${inProjects('palette_cluster_pack_state', 'state="Error"')})`,
          anyIsBad,
        ),
        howMany(
          'Failed drains',
          'Nodes whose drain has failed. A pod disruption budget at its limit is the usual cause.',
          `max by (palette, cluster_uid, node) (${inProjects('palette_node_maintenance', 'state="Failed"')})`,
          anyIsBad,
        ),
        howMany(
          'Failed templates',
          'Templates whose last change some of their clusters could not take.',
          `max by (palette, template_uid) (${chosen('palette_cluster_template_state', 'state="Failed"')})`,
          anyIsBad,
        ),
        {
          kind: 'table',
          title: 'What stands in the way of a rollout',
          description:
            'What would stop a rollout or upgrade half-way, by cluster. `palette-bundle preflight` says what to do about each.',
          lines: `max by (${CLUSTER}, blocker) (${ROLLOUT_BLOCKERS}{palette=~"$palette", project=~"$project"})`,
          columns: [
            { title: 'Cluster', label: 'cluster_name', links: [toCluster] },
            { title: 'Project', label: 'project' },
            {
              title: 'In the way',
              label: 'blocker',
              mappings: rolloutBlockers.map(({ name, what }) => ({
                value: name,
                text: what,
                level: 'watch',
              })),
            },
            { title: 'How many', unit: 'none' },
          ],
          sortBy: 'Cluster',
          empty: 'Nothing that is watched stands in the way',
        },
        {
          kind: 'table',
          title: 'Clusters that are not settled',
          description: 'Clusters between two versions: what waits, for what, since when.',
          lines: `max by (${CLUSTER}, phase) (${inProjects('palette_cluster_update_phase', 'phase!="settled"')})`,
          by: ID,
          columns: [
            { title: 'Cluster', label: 'cluster_name', links: [toCluster] },
            { title: 'Project', label: 'project' },
            { title: 'Step', label: 'phase', width: 220, mappings: stepWords },
            { title: 'Profiles', expr: pending('palette_cluster_pending_profile_updates'), unit: 'none' },
            { title: 'Packs', expr: pending('palette_cluster_pending_pack_updates'), unit: 'none' },
            {
              title: 'Repave',
              label: 'state',
              expr: `max by (${ID}, state) (${inProjects('palette_cluster_repave_state', 'state!="Approved"')})`,
              mappings: words(repaveStates),
            },
            {
              title: 'Repave state for',
              expr: age(pending('palette_cluster_repave_transition_timestamp_seconds')),
              unit: 's',
              thresholds: from(seconds(site.settings.thresholds.repaveWaiting), 'watch'),
            },
            { title: 'Nodes done', label: 'said', expr: `max by (${ID}, said) (${nodesDone})` },
            { title: 'Ends in about', expr: `max by (${ID}) (${timeLeft})`, unit: 's' },
          ],
          sortBy: 'Step',
          empty: 'Every cluster is settled',
        },
      ],
    },
    {
      title: 'How far are the rollouts?',
      panels: [
        {
          kind: 'timeline',
          title: 'Clusters on their way',
          description: 'When clusters were between two versions. A gap means that they were settled.',
          query: { expr: phases.expr, legend: '{{cluster_name}}' },
          mappings: phases.mappings,
          empty: 'Every cluster settled',
        },
        {
          kind: 'timeline',
          title: 'Machines on their way',
          description: 'When machines were not just running: the rollout, node by node.',
          query: { expr: machines.expr, legend: '{{cluster_name}} {{node}}' },
          mappings: machines.mappings,
          empty: 'All machines running',
        },
        {
          kind: 'graph',
          title: 'Rollout by pool',
          description: 'Nodes since the repave was approved: done, in work and waiting.',
          unit: 'none',
          queries: [
            {
              expr: `max by (${CLUSTER}, machine_pool, phase) (${inProjects('palette_machine_pool_rollout_nodes')}) and on (palette, cluster_uid) ${inProjects('palette_cluster_update_phase', 'phase="rolling_out"')}`,
              legend: '{{cluster_name}} {{machine_pool}} {{phase}}',
            },
          ],
          stacked: true,
          states: rolloutPhases,
          min: 0,
          empty: 'Nothing rolled out',
        },
        {
          kind: 'graph',
          title: 'Nodes taken out of service',
          description: 'Nodes that are cordoned, drained or brought back, by how far that is.',
          unit: 'none',
          queries: [
            {
              expr: `count by (action, state) (max by (palette, cluster_uid, node, action, state) (${inProjects('palette_node_maintenance')}))`,
              legend: '{{action}} {{state}}',
            },
          ],
          stacked: true,
          states: maintenanceStates,
          min: 0,
          empty: 'No node was out of service',
        },
      ],
    },
    {
      title: 'What differs and what would change',
      collapsed: true,
      panels: [
        packs(
          'Drifted packs',
          'Packs that run in another version than the profiles ask for.',
          'palette_cluster_pack_drift_info',
          { desired_version: 'Desired', running_version: 'Running' },
          'No drift',
        ),
        packs(
          'Packs of waiting updates',
          'What the updates that wait would change.',
          'palette_cluster_pending_pack_info',
          { kind: 'Kind', current_version: 'Now', target_version: 'Then' },
          'No update waits',
        ),
        packs(
          'Packs that ask for a repave',
          'Changes that need the nodes to be rebuilt.',
          'palette_cluster_repave_pack_info',
          { kind: 'Kind', current_version: 'Now', target_version: 'Then' },
          'No repave is asked for',
        ),
        {
          kind: 'table',
          title: 'Reasons of repaves',
          description: 'Why clusters ask for a repave, and how many reasons of each kind there are.',
          width: 12,
          lines: `max by (${CLUSTER}, code) (${inProjects('palette_cluster_repave_reasons')})`,
          columns: [
            { title: 'Cluster', label: 'cluster_name', links: [toCluster] },
            { title: 'Reason', label: 'code' },
            { title: 'Times', unit: 'none' },
          ],
          sortBy: 'Cluster',
          empty: 'No repave is asked for',
        },
      ],
    },
    {
      title: 'Profiles and templates',
      collapsed: true,
      panels: [
        {
          kind: 'table',
          title: 'Profiles',
          description:
            'Cluster profiles: who uses them, drafts, and packs that their registry no longer offers.',
          lines: `max by (profile, profile_uid, profile_type, version) (${chosen('palette_cluster_profile_latest_info')})`,
          by: 'profile_uid',
          columns: [
            { title: 'Profile', label: 'profile' },
            { title: 'Type', label: 'profile_type' },
            { title: 'Latest version', label: 'version' },
            { title: 'Clusters', expr: profile('palette_cluster_profile_clusters'), unit: 'none' },
            { title: 'Draft', expr: profile('palette_cluster_profile_draft'), mappings: yesIsWorthALook },
            {
              title: 'Packs gone or disabled',
              expr: `sum by (profile_uid) (max by (profile_uid, state) (${chosen('palette_cluster_profile_packs', 'state!="deprecated"')}))`,
              unit: 'none',
              thresholds: anyIsBad,
            },
            {
              title: 'Packs deprecated',
              expr: profile('palette_cluster_profile_packs', 'state="deprecated"'),
              unit: 'none',
              thresholds: anyIsWorthALook,
            },
          ],
          sortBy: 'Profile',
          empty: 'No profiles',
        },
        {
          kind: 'table',
          title: 'Templates',
          description: 'Cluster templates: whether their clusters have taken the last change.',
          lines: `max by (template, template_uid, state) (${chosen('palette_cluster_template_state')})`,
          by: 'template_uid',
          columns: [
            { title: 'Template', label: 'template' },
            {
              title: 'State',
              label: 'state',
              mappings: words({ Applied: 'good', Pending: 'watch', Failed: 'bad' }),
            },
            { title: 'Applied', expr: template('applied'), unit: 'none' },
            { title: 'Pending', expr: template('pending'), unit: 'none', thresholds: anyIsWorthALook },
            { title: 'Failed', expr: template('failed'), unit: 'none', thresholds: anyIsBad },
            {
              title: 'Next maintenance window in',
              expr: left(
                `max by (template_uid) (${chosen('palette_cluster_template_next_window_start_timestamp_seconds')})`,
              ),
              unit: 's',
            },
          ],
          height: 6,
          sortBy: 'Template',
          empty: 'No templates',
        },
      ],
    },
    {
      title: 'Agents, images and kernels',
      collapsed: true,
      panels: [
        {
          kind: 'bars',
          title: 'Agent versions',
          description: 'Edge hosts by the version of their agent.',
          unit: 'none',
          query: {
            expr: `count by (agent_version) (max by (palette, edge_host_uid, agent_version) (${inProjects('palette_edge_host_info')}))`,
            legend: '{{agent_version}}',
          },
          thresholds: plain,
          empty: 'No hosts',
        },
        {
          kind: 'table',
          title: 'Hosts with an outdated agent',
          description:
            'Edge hosts whose agent is not of the version that Palette wants. Where upgrades are not paused, theirs fails or has yet to begin.',
          width: 8,
          height: 8,
          lines: `max by (${HOST}) (${outdated})`,
          by: 'edge_host_uid',
          columns: [
            { title: 'Edge host', label: 'edge_host_name', links: [toHost] },
            { title: 'Project', label: 'project' },
            {
              title: 'Upgrades',
              expr: `max by (edge_host_uid) (${pausedOnes} or 0 * ${outdated})`,
              mappings: [
                { value: '0', text: 'Not paused', level: 'watch' },
                { value: '1', text: 'Paused', level: 'neutral' },
              ],
            },
          ],
          sortBy: 'Edge host',
          empty: 'All agents are of the right version',
        },
        {
          kind: 'table',
          title: 'Upgrades of agents',
          description: 'Where upgrades of the agents are paused: for the tenant or for a project.',
          width: 8,
          height: 8,
          lines: `max by (palette, scope, project) (${chosen('palette_agent_upgrade_paused')})`,
          columns: [
            { title: 'Scope', label: 'scope' },
            { title: 'Project', label: 'project' },
            { title: 'Paused', mappings: yesIsWorthALook },
          ],
          sortBy: 'Scope',
          empty: 'Not known',
        },
        {
          kind: 'table',
          title: 'Versions in use on nodes',
          description: 'Kubelet, system image and kernel. More than one line means mixed versions.',
          width: 12,
          lines: `count by (kubelet_version, os_image, kernel_version) (max by (node, kubelet_version, os_image, kernel_version) (${of(site, 'kubeStateMetrics', 'kube_node_info')}))`,
          columns: [
            { title: 'Kubelet', label: 'kubelet_version' },
            { title: 'Image', label: 'os_image' },
            { title: 'Kernel', label: 'kernel_version' },
            { title: 'Nodes', unit: 'none' },
          ],
          sortBy: 'Kubelet',
          empty: 'No kube-state-metrics',
        },
        {
          kind: 'timeline',
          title: 'Not booted from the active image',
          description:
            'Whether a host runs another image than the active one: passive after a failed upgrade, or recovery.',
          query: {
            expr: `max by (instance) (${of(site, 'nodeExporter', 'kairos_boot_state', 'state!="active"')})`,
            legend: '{{instance}}',
          },
          mappings: zeroOrOne(['Active', 'good'], ['Passive or recovery', 'bad']),
          empty: 'No boot state: the textfile hook is optional',
        },
      ],
    },
    {
      title: 'Upgrades of Kubernetes on the nodes',
      collapsed: true,
      panels: [
        {
          kind: 'stat',
          title: 'Upgrade lock held',
          description: 'Age of the lock that a node holds while it upgrades Kubernetes.',
          unit: 's',
          query: {
            expr: age(
              `max(${of(site, 'kubeStateMetrics', 'kube_configmap_created', 'namespace="kube-system"', 'configmap="upgrade-lock"')})`,
            ),
          },
          thresholds: from(seconds(site.settings.thresholds.upgradeLock), 'bad'),
          empty: 'Not held',
        },
        {
          kind: 'timeline',
          title: 'Upgrade jobs',
          description: 'Jobs that upgrade a node: whether they are at work.',
          width: 10,
          query: {
            expr: `max by (job_name) (${of(site, 'kubeStateMetrics', 'kube_job_status_active', 'namespace=~"system-upgrade.*"')})`,
            legend: '{{job_name}}',
          },
          mappings: zeroOrOne(['Ended', 'neutral'], ['At work', 'watch']),
          empty: 'No upgrade jobs',
        },
        {
          kind: 'timeline',
          title: 'Cordoned nodes',
          description: 'Whether a node takes no new pods. One that stays so after an upgrade was forgotten.',
          width: 10,
          query: {
            expr: `max by (node) (${of(site, 'kubeStateMetrics', 'kube_node_spec_unschedulable')})`,
            legend: '{{node}}',
          },
          mappings: yesIsWorthALook,
          empty: 'No kube-state-metrics',
        },
        {
          kind: 'stat',
          title: 'Failed upgrades',
          description: 'Jobs of an upgrade that have failed. Their logs say why.',
          unit: 'none',
          query: {
            expr: `sum(max by (namespace, job_name) (${of(site, 'kubeStateMetrics', 'kube_job_status_failed', 'namespace=~"system-upgrade.*"')}))`,
          },
          empty: 'No upgrade job known',
          thresholds: anyIsBad,
        },
        {
          kind: 'timeline',
          title: 'Drains that failed',
          description:
            'Nodes whose drain has failed. A pod disruption budget at its limit is the usual cause.',
          width: 20,
          height: 6,
          query: {
            expr: `max by (${CLUSTER}, node) (${inProjects('palette_node_maintenance', 'state="Failed"')})`,
            legend: '{{cluster_name}} {{node}}',
          },
          mappings: yesIsBad,
          empty: 'No drain failed',
        },
      ],
    },
  ],
}));

function phase(title: string, description: string, name: string): Panel {
  return howMany(
    title,
    description,
    `max by (${CLUSTER}) (${inProjects('palette_cluster_update_phase', `phase="${name}"`)}) == 1`,
    anyIsWorthALook,
  );
}

function pending(metric: string): string {
  return `max by (${ID}) (${inProjects(metric)})`;
}

function profile(metric: string, ...matchers: readonly string[]): string {
  return `max by (profile_uid) (${chosen(metric, ...matchers)})`;
}

function template(state: string): string {
  return `max by (template_uid) (${chosen('palette_cluster_template_clusters', `state="${state}"`)})`;
}

function packs(
  title: string,
  description: string,
  metric: string,
  versions: Readonly<Record<string, string>>,
  empty: string,
): Panel {
  return {
    kind: 'table',
    title,
    description,
    width: 12,
    lines: `max by (${CLUSTER}, pack, ${Object.keys(versions).join(', ')}) (${inProjects(metric)})`,
    columns: [
      { title: 'Cluster', label: 'cluster_name', links: [toCluster] },
      { title: 'Pack', label: 'pack' },
      ...Object.entries(versions).map(([label, heading]) => ({
        title: heading,
        label,
        ...(label === 'kind' && { mappings: kindWords }),
      })),
    ],
    sortBy: 'Cluster',
    empty,
  };
}
