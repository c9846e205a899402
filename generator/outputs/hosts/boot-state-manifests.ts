import { BOOT_STATE_SCRIPT, bootStateScript } from './boot-state.ts';

export interface BootStateOptions {
  readonly namespace: string;
  /** Any image with `sh` and `tr`, such as busybox, from a registry that the nodes reach. */
  readonly image: string;
  /** Folder on the hosts that node_exporter reads with `--collector.textfile.directory`. */
  readonly directory: string;
}

const NAME = 'kairos-boot-state';
const LABELS = { 'app.kubernetes.io/name': NAME, 'app.kubernetes.io/part-of': 'palette-monitoring' };
const SELECTOR = { 'app.kubernetes.io/name': NAME };
/** Of the image only a reboot makes another one, but the history changes with an upgrade that waits for it. */
const EVERY_SECONDS = 60;

/**
 * A DaemonSet that writes the boot state of each node, for clusters whose hosts cannot be given a boot stage. It reads
 * the host's files and writes one folder; the namespace has to admit `hostPath` volumes.
 */
export function bootStateManifests({ namespace, image, directory }: BootStateOptions): object[] {
  const metadata = { name: NAME, namespace, labels: LABELS };
  return [
    { apiVersion: 'v1', kind: 'ConfigMap', metadata, data: { [BOOT_STATE_SCRIPT]: bootStateScript() } },
    {
      apiVersion: 'apps/v1',
      kind: 'DaemonSet',
      metadata,
      spec: {
        selector: { matchLabels: SELECTOR },
        updateStrategy: { type: 'RollingUpdate', rollingUpdate: { maxUnavailable: '100%' } },
        template: { metadata: { labels: LABELS }, spec: podSpec(image, directory) },
      },
    },
  ];
}

function podSpec(image: string, directory: string): object {
  return {
    automountServiceAccountToken: false,
    tolerations: [{ operator: 'Exists' }],
    terminationGracePeriodSeconds: 5,
    containers: [container(image)],
    volumes: [
      { name: 'script', configMap: { name: NAME } },
      { name: 'host', hostPath: { path: '/' } },
      { name: 'textfile', hostPath: { path: directory, type: 'DirectoryOrCreate' } },
    ],
  };
}

function container(image: string): object {
  return {
    name: NAME,
    image,
    command: ['sh', '-c', loop()],
    env: [{ name: 'HOST_ROOT', value: '/host' }],
    resources: { requests: { cpu: '5m', memory: '8Mi' }, limits: { memory: '32Mi' } },
    // The folder belongs to root; without capabilities there is little else that root can do.
    securityContext: {
      runAsUser: 0,
      allowPrivilegeEscalation: false,
      readOnlyRootFilesystem: true,
      capabilities: { drop: ['ALL'] },
      seccompProfile: { type: 'RuntimeDefault' },
    },
    volumeMounts: [
      { name: 'script', mountPath: '/script', readOnly: true },
      { name: 'host', mountPath: '/host', readOnly: true, mountPropagation: 'HostToContainer' },
      { name: 'textfile', mountPath: '/textfile' },
    ],
  };
}

/** The sleep is waited for in the background, so that the container ends as soon as it is told to. */
function loop(): string {
  return [
    "trap 'exit 0' TERM INT",
    'while :; do',
    `  sh /script/${BOOT_STATE_SCRIPT} /textfile/${NAME}.prom || echo 'boot state not written' >&2`,
    `  sleep ${EVERY_SECONDS} & wait $!`,
    'done',
  ].join('\n');
}

/**
 * The `stages` of an edge host's user data or OS pack that write its boot state at each boot, without Kubernetes.
 *
 * @see https://kairos.io/docs/architecture/cloud-init/
 */
export function bootStateStages({ directory }: Pick<BootStateOptions, 'directory'>): object {
  const script = `/run/${BOOT_STATE_SCRIPT}`;
  return {
    stages: {
      boot: [
        {
          name: 'Write the boot state for node_exporter',
          files: [{ path: script, permissions: 0o755, owner: 0, group: 0, content: bootStateScript() }],
          commands: [`mkdir -p ${directory}`, `sh ${script} ${directory}/${NAME}.prom`],
        },
      ],
    },
  };
}
