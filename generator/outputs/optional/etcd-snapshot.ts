import type { OptionalParts } from '../../../alerts/kit/optional-parts.ts';

const NAME = 'etcd-snapshot';
const CERTIFICATES = '/etc/kubernetes/pki/etcd';

type Options = NonNullable<OptionalParts['etcdSnapshot']>;

/**
 * A CronJob that takes a snapshot of etcd on a control plane host. The image of etcd has no shell, so one container
 * takes and checks the snapshot, and another one puts it into its place and says so.
 */
export function etcdSnapshotManifest(options: Options): object {
  const labels = { 'app.kubernetes.io/name': NAME, 'app.kubernetes.io/part-of': 'palette-monitoring' };
  return {
    apiVersion: 'batch/v1',
    kind: 'CronJob',
    metadata: { name: NAME, namespace: 'kube-system', labels },
    spec: {
      schedule: options.schedule,
      concurrencyPolicy: 'Forbid',
      successfulJobsHistoryLimit: 1,
      failedJobsHistoryLimit: 3,
      jobTemplate: {
        spec: {
          backoffLimit: 2,
          activeDeadlineSeconds: 3600,
          template: { metadata: { labels }, spec: podSpec(options) },
        },
      },
    },
  };
}

function podSpec(options: Options): object {
  const { directory, etcdImage, textfiles } = options;
  return {
    restartPolicy: 'Never',
    automountServiceAccountToken: false,
    // etcd listens on the host.
    hostNetwork: true,
    nodeSelector: { 'node-role.kubernetes.io/control-plane': '' },
    tolerations: [{ key: 'node-role.kubernetes.io/control-plane', operator: 'Exists', effect: 'NoSchedule' }],
    initContainers: [
      takeContainer(etcdImage),
      container('check', etcdImage, ['etcdutl', 'snapshot', 'status', '/work/snapshot.db'], []),
    ],
    containers: [keepContainer(options)],
    volumes: [
      { name: 'work', emptyDir: {} },
      { name: 'certificates', hostPath: { path: CERTIFICATES, type: 'Directory' } },
      { name: 'snapshots', hostPath: { path: directory, type: 'DirectoryOrCreate' } },
      { name: 'textfiles', hostPath: { path: textfiles, type: 'DirectoryOrCreate' } },
    ],
  };
}

function takeContainer(image: string): object {
  const command = [
    'etcdctl',
    '--endpoints=https://127.0.0.1:2379',
    `--cacert=${CERTIFICATES}/ca.crt`,
    `--cert=${CERTIFICATES}/healthcheck-client.crt`,
    `--key=${CERTIFICATES}/healthcheck-client.key`,
    'snapshot',
    'save',
    '/work/snapshot.db',
  ];
  return container('take', image, command, [
    { name: 'certificates', mountPath: CERTIFICATES, readOnly: true },
  ]);
}

function keepContainer(options: Options): object {
  return container(
    'keep',
    options.shellImage,
    ['sh', '-ceu', keepScript(options)],
    [
      { name: 'snapshots', mountPath: '/snapshots' },
      { name: 'textfiles', mountPath: '/textfiles' },
    ],
  );
}

function container(
  name: string,
  image: string,
  command: readonly string[],
  mounts: readonly object[],
): object {
  return {
    name,
    image,
    command,
    volumeMounts: [{ name: 'work', mountPath: '/work' }, ...mounts],
    securityContext: {
      allowPrivilegeEscalation: false,
      readOnlyRootFilesystem: true,
      capabilities: { drop: ['ALL'] },
      // The certificates and the folders belong to root.
      runAsUser: 0,
    },
    resources: { requests: { cpu: '10m', memory: '64Mi' }, limits: { memory: '256Mi' } },
  };
}

/** Moves the snapshot into its place, forgets the oldest ones, and writes the time for node_exporter. */
export function keepScript({ keep }: Options): string {
  return `umask 077
file=/snapshots/etcd-$(date -u +%Y%m%dT%H%M%SZ).db
cp /work/snapshot.db "$file.partial"
mv "$file.partial" "$file"
ls -1 /snapshots/etcd-*.db | sort -r | tail -n +${keep + 1} | while read -r old; do rm -f "$old"; done
umask 022
cat >/textfiles/.etcd-snapshot.partial <<END
# HELP etcd_backup_last_success_timestamp_seconds When the last snapshot of etcd was put into its place.
# TYPE etcd_backup_last_success_timestamp_seconds gauge
etcd_backup_last_success_timestamp_seconds $(date +%s)
# HELP etcd_backup_size_bytes Size of the last snapshot of etcd.
# TYPE etcd_backup_size_bytes gauge
etcd_backup_size_bytes $(wc -c <"$file")
END
mv /textfiles/.etcd-snapshot.partial /textfiles/etcd-snapshot.prom
`;
}
