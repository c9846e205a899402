import type { OptionalParts } from '../../alerts/kit/optional-parts.ts';

const NAME = 'etcd-snapshot';
const CERTIFICATES = '/etc/kubernetes/pki/etcd';

/**
 * A CronJob that takes a snapshot of etcd on a control plane host. The image of etcd has no shell, so one container
 * takes and checks the snapshot, and another one puts it into its place and says so.
 */
export function etcdSnapshotManifest(options: NonNullable<OptionalParts['etcdSnapshot']>): object {
  const { schedule, directory, etcdImage, shellImage, textfiles } = options;
  const labels = { 'app.kubernetes.io/name': NAME, 'app.kubernetes.io/part-of': 'palette-monitoring' };
  const security = {
    allowPrivilegeEscalation: false,
    readOnlyRootFilesystem: true,
    capabilities: { drop: ['ALL'] },
    // The certificates and the folders belong to root.
    runAsUser: 0,
  };
  const resources = { requests: { cpu: '10m', memory: '64Mi' }, limits: { memory: '256Mi' } };
  const work = { name: 'work', mountPath: '/work' };
  const container = (name: string, image: string, command: readonly string[], mounts: readonly object[]) => ({
    name,
    image,
    command,
    volumeMounts: [work, ...mounts],
    securityContext: security,
    resources,
  });
  const pod = {
    restartPolicy: 'Never',
    automountServiceAccountToken: false,
    // etcd listens on the host.
    hostNetwork: true,
    nodeSelector: { 'node-role.kubernetes.io/control-plane': '' },
    tolerations: [{ key: 'node-role.kubernetes.io/control-plane', operator: 'Exists', effect: 'NoSchedule' }],
    initContainers: [
      container(
        'take',
        etcdImage,
        [
          'etcdctl',
          '--endpoints=https://127.0.0.1:2379',
          `--cacert=${CERTIFICATES}/ca.crt`,
          `--cert=${CERTIFICATES}/healthcheck-client.crt`,
          `--key=${CERTIFICATES}/healthcheck-client.key`,
          'snapshot',
          'save',
          '/work/snapshot.db',
        ],
        [{ name: 'certificates', mountPath: CERTIFICATES, readOnly: true }],
      ),
      container('check', etcdImage, ['etcdutl', 'snapshot', 'status', '/work/snapshot.db'], []),
    ],
    containers: [
      container(
        'keep',
        shellImage,
        ['sh', '-ceu', keepScript(options)],
        [
          { name: 'snapshots', mountPath: '/snapshots' },
          { name: 'textfiles', mountPath: '/textfiles' },
        ],
      ),
    ],
    volumes: [
      { name: 'work', emptyDir: {} },
      { name: 'certificates', hostPath: { path: CERTIFICATES, type: 'Directory' } },
      { name: 'snapshots', hostPath: { path: directory, type: 'DirectoryOrCreate' } },
      { name: 'textfiles', hostPath: { path: textfiles, type: 'DirectoryOrCreate' } },
    ],
  };
  return {
    apiVersion: 'batch/v1',
    kind: 'CronJob',
    metadata: { name: NAME, namespace: 'kube-system', labels },
    spec: {
      schedule,
      concurrencyPolicy: 'Forbid',
      successfulJobsHistoryLimit: 1,
      failedJobsHistoryLimit: 3,
      jobTemplate: {
        spec: {
          backoffLimit: 2,
          activeDeadlineSeconds: 3600,
          template: { metadata: { labels }, spec: pod },
        },
      },
    },
  };
}

/** Moves the snapshot into its place, forgets the oldest ones, and writes the time for node_exporter. */
export function keepScript({ keep }: NonNullable<OptionalParts['etcdSnapshot']>): string {
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
