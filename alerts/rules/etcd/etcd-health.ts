import { defineAlerts } from '../../kit/alert.ts';
import { countBy, maxBy, onSame, sumBy, theirs } from '../../kit/promql.ts';
import { type States, turns } from '../../kit/proof.ts';
import { ETCDCTL } from '../../kit/runbook-tools.ts';
import { ETCD_MEMBER, KUBERNETES, OF_CLUSTER } from '../../kit/subjects.ts';

export const etcdHealthAlerts = defineAlerts('etcd', {
  EtcdRaftSnapshotStalled: {
    severity: 'warning',
    source: 'etcd',
    thresholds: ['etcdProposals'],
    expr: (settings) => {
      const labels = ETCD_MEMBER.identity;
      const saved = theirs(settings, 'etcd', 'etcd_debugging_snap_save_total_duration_seconds_count');
      const applied = theirs(settings, 'etcd', 'etcd_server_proposals_applied_total');
      return (
        `${maxBy(settings, labels, `increase(${saved}[1d])`)} == 0 and ${onSame(settings, labels)} ` +
        `${maxBy(settings, labels, `increase(${applied}[1d])`)} > ${settings.thresholds.etcdProposals}`
      );
    },
    for: '30m',
    summary: 'A member of etcd no longer saves its raft snapshots.',
    description: `Member {{ $labels.instance }} of etcd${OF_CLUSTER} applied many entries and saved no raft snapshot for a day.`,
    runbook: {
      meaning:
        'After each 10,000 to 100,000 entries a member writes a snapshot and drops the log before it. This one does not.',
      impact: 'Its log grows without end; a restart takes long, and the disk fills.',
      diagnosis: `${ETCDCTL}
1. On the node: \`ls -lt /etc/kubernetes/etcd/member/snap | head\`, \`du -sh /etc/kubernetes/etcd/member/wal\`, \`df -h\`.
2. Log of the member: \`crictl logs <etcd container> 2>&1 | grep -i snap | tail\`.`,
      mitigation:
        'Free disk space; move the leadership away (`etcdctl move-leader`) and restart the member, one at a time.',
    },
    tests: {
      interval: '10m',
      firing: {
        series: {
          [ETCD_MEMBER.of('etcd_debugging_snap_save_total_duration_seconds_count')]: '3x300',
          [ETCD_MEMBER.of('etcd_server_proposals_applied_total')]: '0+2000x300',
        },
        at: '26h',
        labels: ETCD_MEMBER.labels,
        description:
          'Member 192.0.2.21:2381 of etcd of cluster edge-1 applied many entries and saved no raft snapshot for a day.',
      },
      quiet: [
        {
          series: {
            [ETCD_MEMBER.of('etcd_debugging_snap_save_total_duration_seconds_count')]: '3x300',
            [ETCD_MEMBER.of('etcd_server_proposals_applied_total')]: '0+1000x300',
          },
          at: '26h',
        },
        {
          series: {
            [ETCD_MEMBER.of('etcd_debugging_snap_save_total_duration_seconds_count')]: '3x300',
            [ETCD_MEMBER.of('etcd_server_proposals_applied_total')]: '0+2000x300',
          },
          at: '16h',
        },
      ],
      resolved: {
        series: {
          [ETCD_MEMBER.of('etcd_debugging_snap_save_total_duration_seconds_count')]: '3x160 4x20',
          [ETCD_MEMBER.of('etcd_server_proposals_applied_total')]: '0+2000x180',
        },
        at: '28h',
      },
    },
  },

  EtcdMembersEven: {
    severity: 'warning',
    source: 'etcd',
    expr: (settings) => {
      const one = ETCD_MEMBER.identity;
      const learner = maxBy(settings, one, theirs(settings, 'etcd', 'etcd_server_is_learner'));
      const known = maxBy(settings, [...one, 'Remote'], theirs(settings, 'etcd', 'etcd_network_known_peers'));
      const members = maxBy(settings, KUBERNETES.identity, sumBy(settings, one, known));
      // Older ones do not tell who else is a member. Counted are those that answer; two of them may be all of two, or what
      // is left of three, and so may four be of five when there were five at a time within a week.
      const alive = countBy(settings, KUBERNETES.identity, learner);
      const whole = `${alive} > 2 and ${alive} >= max_over_time(${alive}[7d:5m])`;
      const count = `(${members} or ${whole})`;
      const joining = `${maxBy(settings, KUBERNETES.identity, learner)} == 1`;
      return `${count} and ${count} % 2 == 0 unless ${onSame(settings, KUBERNETES.identity)} ${joining}`;
    },
    for: '2h',
    summary: 'The number of members of etcd has been even for two hours.',
    description: `etcd${OF_CLUSTER} has had {{ $value }} members for two hours.`,
    runbook: {
      meaning:
        'Four: a host was added to replace another one, and the old one was not removed. Two: the third one was removed, and ' +
        'none was added for it. Members that are down count, where etcd tells who they are (3.6); before that an even number ' +
        'shows only while all of more than two members answer. A member that is down is an alert of its own.',
      impact: 'Four members stand the loss of one only, like three. Two stand none.',
      diagnosis: `${ETCDCTL}
1. \`member list\`: names, started or not, learners.
2. \`kubectl get nodes -l node-role.kubernetes.io/control-plane\`: do they match?
3. Palette: \`palette_cluster_control_plane_replacing == 1\`, tenant console, the cluster, **Nodes**.`,
      mitigation:
        'Four: finish the replacement, remove the old host from the pool in Palette. Two: add a third node. ' +
        'Remove a member by hand only when its host is gone for good and all others are healthy.',
    },
    tests: turns(
      KUBERNETES,
      '2h',
      {
        ...alive('a', 'b', 'c'),
        [learner('d')]: ['_', 0],
      },
      {
        value: 4,
        also: [
          // The second replacement of a week, and `a` was the first to be replaced.
          {
            states: {
              ...alive('b', 'c', 'd'),
              [learner('a')]: [0, '_'],
              [learner('e')]: ['_', 0],
            },
          },
          // The fourth one that is known is down.
          {
            states: {
              ...alive('a', 'b', 'c'),
              ...Object.fromEntries(
                ['a', 'b', 'c'].flatMap((instance) =>
                  ['a', 'b', 'c', 'd'].map((remote) => [
                    ETCD_MEMBER.of('etcd_network_known_peers', { instance, Remote: remote }),
                    remote === 'd' ? ([0, 1] as const) : ([1, 1] as const),
                  ]),
                ),
              ),
            },
          },
        ],
        silent: [
          // One of three is down, and one of five.
          { ...alive('a', 'b'), [learner('c')]: ['_', '0 stale _'] },
          { ...alive('a', 'b', 'c', 'd'), [learner('e')]: ['_', '0 stale _'] },
          { ...alive('a', 'b', 'c'), [learner('d')]: [1, 1] },
        ],
      },
    ),
  },

  EtcdLearnerStuck: {
    severity: 'warning',
    source: 'etcd',
    expr: (settings) =>
      `${maxBy(settings, ETCD_MEMBER.identity, theirs(settings, 'etcd', 'etcd_server_is_learner'))} == 1`,
    for: '30m',
    summary: 'A new member of etcd has not become a voting member.',
    description: `Member {{ $labels.instance }} of etcd${OF_CLUSTER} has been a learner for half an hour.`,
    runbook: {
      meaning:
        'A joining member first learns the data and is promoted when it has caught up. This one has not.',
      impact: 'The control plane is not as large as it looks; a replacement must not go on.',
      diagnosis: `${ETCDCTL}
1. \`endpoint status --cluster -w table\`: compare the raft index of the learner with the leader.
2. Its log: \`crictl logs <etcd container> 2>&1 | tail -50\`: slow disk, or the line between the nodes?`,
      mitigation:
        'Wait while it catches up. If it stands still, remove the node from its pool in Palette and add it again.',
    },
    tests: turns(ETCD_MEMBER, '30m', { [ETCD_MEMBER.of('etcd_server_is_learner')]: [0, 1] }),
  },

  EtcdProposalsPending: {
    severity: 'warning',
    source: 'etcd',
    thresholds: ['etcdPending'],
    expr: (settings) =>
      `${maxBy(settings, ETCD_MEMBER.identity, theirs(settings, 'etcd', 'etcd_server_proposals_pending'))} > ${settings.thresholds.etcdPending}`,
    for: '15m',
    summary: 'Writes queue up in etcd.',
    description: `{{ $value }} writes wait in member {{ $labels.instance }} of etcd${OF_CLUSTER}.`,
    runbook: {
      meaning: 'Clients write faster than the members agree: slow disks, a slow line, or a flood of writes.',
      impact: 'The Kubernetes API gets slow; leases run out and controllers restart.',
      diagnosis: `${ETCDCTL}
1. Disks: \`histogram_quantile(0.99, rate(etcd_disk_wal_fsync_duration_seconds_bucket[5m]))\` above 10 ms is slow.
2. Does Portworx or a backup write to the same disk? \`iostat -x 5 3\` on the node.
3. Who writes so much? \`topk(5, sum by (resource, verb) (rate(apiserver_request_total{verb=~"POST|PUT|PATCH"}[5m])))\``,
      mitigation: 'Move etcd or the other writer to a disk of its own; stop the client that floods the API.',
    },
    tests: turns(
      ETCD_MEMBER,
      '15m',
      { [ETCD_MEMBER.of('etcd_server_proposals_pending')]: [20, 25] },
      { value: 25 },
    ),
  },

  EtcdSlowApply: {
    severity: 'warning',
    source: 'etcd',
    thresholds: ['etcdSlowApplies'],
    expr: (settings) =>
      `${maxBy(settings, ETCD_MEMBER.identity, `increase(${theirs(settings, 'etcd', 'etcd_server_slow_apply_total')}[15m])`)} > ${settings.thresholds.etcdSlowApplies}`,
    for: '15m',
    summary: 'A member of etcd applies entries slowly.',
    description: `Member {{ $labels.instance }} of etcd${OF_CLUSTER} applied {{ $value | humanize }} entries slowly within 15 minutes.`,
    runbook: {
      meaning: 'Entries on which all had agreed took the member more than 100 ms to apply.',
      impact: 'Reads from this member lag; it may lose its leadership.',
      diagnosis: `${ETCDCTL}
1. CPU and disk of the node: \`top\`, \`iostat -x 5 3\`.
2. Large database or one that needs defragmentation: \`endpoint status --cluster -w table\`, columns DB SIZE and IN USE.`,
      mitigation: 'Take load off the node, then `etcdctl defrag` one member at a time, the leader last.',
    },
    tests: {
      firing: {
        series: { [ETCD_MEMBER.of('etcd_server_slow_apply_total')]: '0+4x60' },
        at: '40m',
        labels: ETCD_MEMBER.labels,
        value: 60,
        description:
          'Member 192.0.2.21:2381 of etcd of cluster edge-1 applied 60 entries slowly within 15 minutes.',
      },
      quiet: [
        { series: { [ETCD_MEMBER.of('etcd_server_slow_apply_total')]: '0+4x60' }, at: '10m' },
        { series: { [ETCD_MEMBER.of('etcd_server_slow_apply_total')]: '0x29 1x5 2x40' }, at: '60m' },
      ],
      resolved: { series: { [ETCD_MEMBER.of('etcd_server_slow_apply_total')]: '0+4x40 160x40' }, at: '70m' },
    },
  },
});

function learner(instance: string): string {
  return ETCD_MEMBER.of('etcd_server_is_learner', { instance });
}

/** Members that are no learners. */
function alive(...instances: readonly string[]): States {
  return Object.fromEntries(instances.map((instance) => [learner(instance), [0, 0]]));
}
