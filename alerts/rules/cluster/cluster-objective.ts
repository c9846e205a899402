import { defineAlerts } from '../../kit/alert.ts';
import { fastBurn, fastBurnTests, slowBurn, slowBurnTests } from '../../kit/objectives.ts';
import { PROJECT } from '../../kit/subjects.ts';

export const clusterObjectiveAlerts = defineAlerts('cluster', {
  PaletteClusterFastBurn: {
    severity: 'critical',
    thresholds: ['sloTarget'],
    expr: (settings) => fastBurn(settings, 'clusters', PROJECT.identity),
    for: '15m',
    summary: 'The clusters of a project use up their error budget of 30 days within days.',
    description:
      '{{ $value | humanizePercentage }} of the cluster hours of project {{ $labels.project }} were unhealthy in the last hour.',
    runbook: {
      meaning:
        'So many clusters of the project, or one of few for so long, were unhealthy in the last hour and still are that ' +
        'the promise for 30 days would be broken in about two days, and no other alert has told of it. For an hour after ' +
        'PaletteClusterUnhealthy or an alert about a node, a host or Palette itself this one is silent about the whole ' +
        'project, so another cluster that falls over meanwhile is told of an hour later, if it still does.',
      impact: 'More than a single node: several clusters, or a cluster that keeps falling over.',
      diagnosis: `1. Which? \`palette_cluster_health{health="UnHealthy",project="<project>"}\`
2. What do they share: a site, a profile version rolled out today (\`palette_cluster_update_phase\`), a registry?
3. One cluster only: the runbooks of PaletteClusterUnhealthy and PaletteClusterQuorumLost.`,
      mitigation:
        'Stop a rollout that breaks clusters: go back to the former version of the profile. Else repair the shared part.',
    },
    dashboard: 'palette-clusters',
    console: 'palette',
    tests: fastBurnTests(PROJECT, 'clusters', '15m'),
  },

  PaletteClusterSlowBurn: {
    severity: 'warning',
    thresholds: ['sloTarget'],
    expr: (settings) => slowBurn(settings, 'clusters', PROJECT.identity),
    for: '30m',
    summary: 'The clusters of a project were unhealthy too often in the last days.',
    description:
      '{{ $value | humanizePercentage }} of the cluster hours of project {{ $labels.project }} were unhealthy in three days.',
    runbook: {
      meaning:
        'Over three days, and still in the last six hours, clusters were unhealthy more often than the objective allows, ' +
        'each time too short for another alert. For three days after PaletteClusterUnhealthy or an alert about a node, a ' +
        'host or Palette itself this one is silent about the whole project, even if another of its clusters flaps: that ' +
        'one shows later, and PaletteClusterFastBurn is silent for an hour only.',
      impact: 'Small failures that repeat. The objective of 30 days will be missed.',
      diagnosis: `1. Which clusters flap? \`changes(palette_cluster_health{project="<project>"}[3d])\`
2. What is left: \`palette_slo:budget_left:ratio{slo="clusters"}\`
3. Compare the times with backups, patch windows and network works.`,
      mitigation: 'Remove the recurring cause, or change `sloTarget` in the settings to what was agreed.',
    },
    dashboard: 'palette-clusters',
    console: 'palette',
    tests: slowBurnTests(PROJECT, 'clusters'),
  },
});
