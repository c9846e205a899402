import { defineAlerts } from '../../kit/alert.ts';
import { maxBy, olderThan, theirs } from '../../kit/promql.ts';
import { ages, turns } from '../../kit/proof.ts';
import { KUBERNETES, OF_CLUSTER } from '../../kit/subjects.ts';

const LOCK = KUBERNETES.with({ namespace: 'kube-system' });
const JOB = KUBERNETES.with({ namespace: 'system-upgrade', job_name: 'apply-worker-plan-on-node-1' });

const UPGRADES = 'namespace=~"system-upgrade.*"';

export const osUpgradeAlerts = defineAlerts('os', {
  PaletteUpgradeLockHeld: {
    severity: 'warning',
    source: 'kubeStateMetrics',
    thresholds: ['upgradeLock'],
    expr: (settings) =>
      olderThan(
        settings,
        LOCK.identity,
        theirs(settings, 'kubeStateMetrics', 'kube_configmap_created', 'configmap="upgrade-lock"'),
        settings.thresholds.upgradeLock,
      ),
    for: '5m',
    summary: 'A Kubernetes upgrade has held its lock for too long.',
    description: `The upgrade lock{{ with $labels.cluster }} of cluster {{ . }}{{ end }} is {{ $value | humanizeDuration }} old.`,
    runbook: {
      meaning:
        'One control plane node at a time takes the config map `upgrade-lock` for its Kubernetes step and deletes it when done.',
      impact: 'The node that holds it hangs in its upgrade, and all others wait for it.',
      diagnosis: `1. Who holds it? \`kubectl --namespace kube-system get configmap upgrade-lock -o jsonpath='{.data.node}'\`
2. On that node: \`tail -100 /var/log/kube-upgrade.log\`, \`crictl ps -a | head -20\`, \`journalctl -u kubelet --since -1h\`.
3. \`kubectl get nodes -o wide\`: which versions?`,
      mitigation:
        'Repair what the log names (image, disk space, etcd not healthy); the step repeats itself. Only when the node is ' +
        'back on a consistent version and nothing runs any more, delete the lock: `kubectl --namespace kube-system delete ' +
        'configmap upgrade-lock`.',
    },
    dashboard: 'palette-rollouts',
    tests: ages(LOCK, '5m', {
      of: LOCK.of('kube_configmap_created', { configmap: 'upgrade-lock' }),
      limit: '1h',
    }),
  },

  PaletteUpgradeJobFailed: {
    severity: 'warning',
    source: 'kubeStateMetrics',
    // What is counted are pods: a job that failed at first may go on or have succeeded after that. Between two of them
    // Kubernetes waits up to six minutes. The controller deletes a failed job after 15 minutes and starts it anew.
    expr: (settings) => {
      const pods = (metric: string) =>
        maxBy(settings, JOB.identity, theirs(settings, 'kubeStateMetrics', metric, UPGRADES));
      const failed = pods('kube_job_status_failed');
      const bad = `${failed} > 0 unless ${pods('kube_job_status_active')} > 0 or ${failed} > 2`;
      return `(${bad}) unless ${pods('kube_job_status_succeeded')} > 0`;
    },
    for: '10m',
    keepFiringFor: '30m',
    summary: 'The upgrade of a node failed.',
    description: `Upgrade job {{ $labels.job_name }}${OF_CLUSTER} failed.`,
    runbook: {
      meaning:
        'The job that upgrades one node (its name contains the node) has failed pods and none that succeeded: none is ' +
        'at work, or more than two have failed. It may be started again: the alert ends half an hour after that is over. The ' +
        'stack says KubeJobFailed of the same job, which is not sent while this alert fires.',
      impact: 'The node stays on the old image, perhaps cordoned; the plan does not go on to the next one.',
      diagnosis: `1. \`kubectl get pods --all-namespaces -l upgrade.cattle.io/plan -o wide\`; log of the failed one.
2. On the node: \`tail -100 $(ls -t /var/log/stylus-upgrade*.log | head -1)\`
3. Room for the image: \`df -h /run/initramfs/cos-state /usr/local\`. Can the node pull it: \`crictl pull <image>\`?`,
      mitigation:
        'Remove the cause and delete the failed job: the controller creates it again. Uncordon the node if it is fine.',
    },
    dashboard: 'palette-rollouts',
    tests: turns(
      JOB,
      '10m',
      {
        [JOB.of('kube_job_status_failed')]: [0, 1],
        [JOB.of('kube_job_status_succeeded')]: [0, 0],
        [JOB.of('kube_job_status_active')]: [1, 0],
      },
      {
        keeps: '30m',
        // It is tried again and again.
        also: [
          {
            states: {
              [JOB.of('kube_job_status_failed')]: [0, 3],
              [JOB.of('kube_job_status_active')]: [1, 1],
            },
          },
        ],
        silent: [
          {
            [JOB.of('kube_job_status_failed')]: [1, 1],
            [JOB.of('kube_job_status_succeeded')]: [1, 1],
          },
          {
            [JOB.of('kube_job_status_failed')]: [1, 1],
            [JOB.of('kube_job_status_active')]: [1, 1],
          },
        ],
      },
    ),
  },

  PaletteUpgradeJobSlow: {
    severity: 'warning',
    source: 'kubeStateMetrics',
    thresholds: ['upgradeJob'],
    expr: (settings) => {
      const labels = JOB.identity;
      const active = maxBy(
        settings,
        labels,
        theirs(settings, 'kubeStateMetrics', 'kube_job_status_active', UPGRADES),
      );
      const started = theirs(settings, 'kubeStateMetrics', 'kube_job_status_start_time', UPGRADES);
      return `${olderThan(settings, labels, started, settings.thresholds.upgradeJob)} and on (cluster, namespace, job_name) ${active} > 0`;
    },
    for: '5m',
    summary: 'The upgrade of a node takes hours.',
    description: `Upgrade job {{ $labels.job_name }}${OF_CLUSTER} has been running for {{ $value | humanizeDuration }}.`,
    runbook: {
      meaning: 'The job that upgrades one node is still at work; usually it takes less than half an hour.',
      impact: 'The node may be cordoned and half upgraded; the others wait.',
      diagnosis: `1. Which step? \`kubectl get pods --all-namespaces -l upgrade.cattle.io/plan -o wide\`, its init containers: cordon,
   drain, upgrade.
2. It drains: see PaletteDrainBlockedByBudget. It pulls: registry and line. It waits: PaletteUpgradeLockHeld.`,
      mitigation: 'Help it over the step at which it hangs. Do not delete a job that is writing the image.',
    },
    dashboard: 'palette-rollouts',
    tests: ages(JOB, '5m', {
      of: JOB.of('kube_job_status_start_time'),
      limit: '2h',
      also: { [JOB.of('kube_job_status_active')]: 1 },
    }),
  },

  PaletteNodeVersionsMixed: {
    severity: 'warning',
    source: 'kubeStateMetrics',
    expr: (settings) => {
      const versions = maxBy(
        settings,
        ['cluster', 'kubelet_version', 'os_image', 'kernel_version'],
        theirs(settings, 'kubeStateMetrics', 'kube_node_info'),
      );
      return `count by (${[...new Set(['cluster', ...settings.keepLabels])].join(', ')}) (${versions}) > 1`;
    },
    for: '3h',
    summary: 'The nodes of a cluster run different versions.',
    description: `The nodes{{ with $labels.cluster }} of cluster {{ . }}{{ end }} run {{ $value }} different sets of versions.`,
    runbook: {
      meaning:
        'Kubelet, operating system or kernel differ between the nodes long after an upgrade should have been over.',
      impact: 'One node may have fallen back to its passive image, or the upgrade stopped half-way.',
      diagnosis: `1. \`kubectl get nodes -o wide\`: which node differs, in what?
2. On it: \`kairos-agent state get boot\`, \`cat /etc/kairos-release\`, \`ls -lt /var/log/stylus-upgrade*.log | head -3\`.
3. Plan and jobs: \`kubectl get plans,jobs --all-namespaces | grep -e plan -e apply-\``,
      mitigation:
        'Repeat the upgrade on the node that differs. Mixed hardware with different images on purpose: switch the alert off.',
    },
    dashboard: 'palette-rollouts',
    tests: turns(
      KUBERNETES,
      '3h',
      {
        [KUBERNETES.of('kube_node_info', {
          node: 'node-1',
          kubelet_version: 'v1.31.8',
          kernel_version: '5.15.0-160',
        })]: [1, 1],
        [KUBERNETES.of('kube_node_info', {
          node: 'node-2',
          kubelet_version: 'v1.31.8',
          kernel_version: '5.15.0-160',
        })]: [1, '_'],
        [KUBERNETES.of('kube_node_info', {
          node: 'node-2',
          kubelet_version: 'v1.31.8',
          kernel_version: '5.15.0-153',
        })]: ['_', 1],
      },
      { value: 2 },
    ),
  },
});
