import { spawnSync } from 'node:child_process';
import { readdirSync, readFileSync } from 'node:fs';
import { join } from 'node:path';
import { gzipSync } from 'node:zlib';
import { afterAll, beforeAll, beforeEach, describe, expect, test } from 'vitest';
import { parse, parseAllDocuments } from 'yaml';
import { version } from '../../../../exporter/package.ts';
import { CHART } from '../../../../generator/outputs/helm/chart-files.ts';
import type { Site } from '../../../../generator/site.ts';
import { type Folder, temporaryFolder } from '../../../kit/folder.ts';
import { kubernetesTools } from '../../../kit/kubernetes-tools.ts';
import { faultsOf } from '../../../kit/operator-definitions.ts';
import { SITES, sharedBundleOf, siteOf } from '../../../kit/proved-sites.ts';

interface KubernetesObject {
  readonly kind: string;
  readonly metadata: {
    readonly name: string;
    readonly namespace: string;
    readonly labels?: Readonly<Record<string, string>>;
    readonly annotations?: Readonly<Record<string, string>>;
  };
  readonly spec?: Spec;
}

/** What the tests look into. */
interface Spec {
  readonly maxUnavailable?: number;
  readonly strategy?: object;
  readonly endpoints?: readonly object[];
  readonly template?: {
    readonly spec: { readonly containers: readonly object[]; readonly volumes: readonly object[] };
  };
}

const tools = kubernetesTools();
const NAMES = Object.keys(SITES);
/** Of the Secret in which Helm keeps a release. */
const MOST = 1_048_576;

/** Everything that the values can switch. */
const ALL = `
labels: { team: platform }
exporter:
  image: registry.example.com/palette-exporter@sha256:${'0'.repeat(64)}
  imagePullPolicy: Always
  imagePullSecrets: [registry]
  existingSecret: credentials
  shards: 3
  resources: { limits: { memory: 1Gi } }
  extraCa: { configMap: authorities, key: site.pem }
  proxy: { https: "http://proxy.example.com:3128", exempt: ".example.com" }
  podDisruptionBudget: { enabled: true }
  nodeSelector: { kubernetes.io/os: linux }
  tolerations: [{ operator: Exists }]
networkPolicy: { sources: [{ cidr: 10.10.0.0/24, ports: [443, 5080] }] }
serviceMonitor:
  endpoint: { scheme: https, interval: 1m, basicAuth: { username: { name: login, key: user }, password: { name: login, key: password } } }
dashboards: { labels: { boards: "yes" }, annotations: { folder: "Edge {{ x }}" } }
routing: { labels: { routes: main } }
bootState: { enabled: true, image: registry.example.com/busybox, directory: /var/lib/textfile }
`;

describe('the chart', () => {
  beforeEach(({ skip }) => skip('missing' in tools, 'missing' in tools ? tools.missing : undefined));
  const folders = new Map<string, Folder>();
  beforeAll(async () => {
    for (const name of NAMES) {
      const chart = [...sharedBundleOf(siteOf(name))].filter(([path]) => path.startsWith(`${CHART}/`));
      const files = {
        ...Object.fromEntries(chart),
        'all.yaml': ALL,
        'wrong.yaml': 'exporter: { shards: 33, shard: 1 }\n',
      };
      folders.set(name, await temporaryFolder(files));
    }
  });
  afterAll(async () => {
    for (const folder of folders.values()) await folder.remove();
  });
  const pathOf = (name: string, file: string = CHART) => join(folders.get(name)?.path ?? '', file);
  /** Length of what Helm keeps: chart and objects, compressed. */
  const releaseSize = (name: string, objects: readonly object[]) => {
    const encoded = ['files', 'templates'].flatMap((folder) =>
      readdirSync(pathOf(name, `${CHART}/${folder}`)).map((file) =>
        readFileSync(pathOf(name, `${CHART}/${folder}/${file}`)).toString('base64'),
      ),
    );
    return gzipSync(JSON.stringify([encoded, objects])).toString('base64').length;
  };
  const render = (name: string, ...args: readonly string[]) => {
    const { status, stdout, stderr } = helm('template', 'watch', pathOf(name), ...args);
    expect(status, stderr).toBe(0);
    return parseAllDocuments(stdout, { version: '1.1' })
      .map((document): KubernetesObject | null => document.toJS())
      .filter((object) => object !== null);
  };

  test.each(NAMES)(
    'of the %s site passes lint, fits into a release, and installs what the kustomization does',
    (name) => {
      const lint = helm('lint', '--strict', pathOf(name));
      const site = siteOf(name);

      const objects = render(name, '--namespace', site.settings.kubernetes.namespace);

      expect(lint.status, lint.stdout).toBe(0);
      expect(releaseSize(name, objects)).toBeLessThan(0.8 * MOST);
      expect(objects.map(withoutLabels).sort(byPlace)).toEqual(
        kustomized(site).map(withoutLabels).sort(byPlace),
      );
      for (const { metadata } of objects) {
        expect(metadata.labels).toMatchObject({
          'app.kubernetes.io/instance': 'watch',
          'app.kubernetes.io/managed-by': 'Helm',
          'helm.sh/chart': `palette-monitoring-${version}`,
        });
      }
    },
  );

  test('is changed by its values', () => {
    const objects = render('default', '--namespace', 'watch', '--values', pathOf('default', 'all.yaml'));
    const of = (kind: string) => objects.find((object) => object.kind === kind) ?? expect.fail(`no ${kind}`);
    const pod = of('StatefulSet').spec?.template?.spec;
    const [container] = pod?.containers ?? [];

    expect(of('StatefulSet').spec).toMatchObject({
      replicas: 3,
      serviceName: 'palette-exporter',
      template: {
        spec: {
          imagePullSecrets: [{ name: 'registry' }],
          nodeSelector: { 'kubernetes.io/os': 'linux' },
          tolerations: [{ operator: 'Exists' }],
        },
      },
    });
    expect(of('StatefulSet').spec?.strategy).toBeUndefined();
    expect(container).toMatchObject({
      image: `registry.example.com/palette-exporter@sha256:${'0'.repeat(64)}`,
      imagePullPolicy: 'Always',
      resources: { limits: { memory: '1Gi' } },
      env: [
        { name: 'NODE_EXTRA_CA_CERTS', value: '/etc/palette-exporter-ca/site.pem' },
        { name: 'HTTPS_PROXY', value: 'http://proxy.example.com:3128' },
        { name: 'NO_PROXY', value: '.example.com' },
        {
          name: 'PALETTE_EXPORTER_SHARD_INDEX',
          valueFrom: { fieldRef: { fieldPath: "metadata.labels['apps.kubernetes.io/pod-index']" } },
        },
        { name: 'PALETTE_EXPORTER_SHARDS', value: '3' },
      ],
    });
    expect(pod?.volumes).toEqual([
      { name: 'configuration', secret: { secretName: 'credentials', defaultMode: 0o440 } },
      { name: 'extra-ca', configMap: { name: 'authorities' } },
    ]);
    expect(of('NetworkPolicy').spec).toMatchObject({
      policyTypes: ['Ingress', 'Egress'],
      egress: [
        {
          ports: [
            { port: 53, protocol: 'UDP' },
            { port: 53, protocol: 'TCP' },
          ],
        },
        {
          to: [{ ipBlock: { cidr: '10.10.0.0/24' } }],
          ports: [
            { port: 443, protocol: 'TCP' },
            { port: 5080, protocol: 'TCP' },
          ],
        },
      ],
    });
    expect(of('PodDisruptionBudget').spec?.maxUnavailable).toBe(1);
    expect(of('ServiceMonitor').spec?.endpoints).toEqual([
      expect.objectContaining({ port: 'metrics', path: '/metrics', scheme: 'https', interval: '1m' }),
    ]);
    expect(faultsOf(of('ServiceMonitor'), 'servicemonitors') ?? []).toEqual([]);
    expect(of('DaemonSet').spec?.template?.spec).toMatchObject({
      containers: [{ image: 'registry.example.com/busybox' }],
      volumes: expect.arrayContaining([
        { name: 'textfile', hostPath: { path: '/var/lib/textfile', type: 'DirectoryOrCreate' } },
      ]),
    });
    expect(of('AlertmanagerConfig').metadata.labels).toMatchObject({ routes: 'main', team: 'platform' });
    const board = objects.find(({ metadata }) => metadata.name === 'palette-overview');
    expect(board?.metadata).toMatchObject({
      namespace: 'watch',
      labels: { boards: 'yes' },
      annotations: { folder: 'Edge {{ x }}', grafana_folder: 'Palette' },
    });
  });

  test('refuses values that it does not know', () => {
    const { status, stderr } = helm(
      'template',
      'watch',
      pathOf('default'),
      '--values',
      pathOf('default', 'wrong.yaml'),
    );

    expect(status).toBe(1);
    expect(stderr).toContain("additional properties 'shard' not allowed");
    expect(stderr).toContain('maximum: got 33, want 32');
  });

  test('says what comes next', () => {
    const notes = (...args: readonly string[]) =>
      helm('install', 'watch', pathOf('default'), '--dry-run=client', '--namespace', 'edge', ...args)
        .stdout.split('NOTES:\n')[1]
        ?.match(/^ {3}\S.*$/gm);

    expect(notes()).toMatchInlineSnapshot(`
      [
        "   kubectl --namespace edge create secret generic palette-exporter --from-file=exporter.yaml --from-file=api-key",
        "   kubectl --namespace edge exec deployment/palette-exporter -- node /opt/palette-monitoring/dist/exporter/main.js doctor --config /etc/palette-exporter/exporter.yaml",
        "   kubectl --namespace edge port-forward service/palette-exporter 9877",
      ]
    `);
    expect(notes('--set', 'exporter.enabled=false')).toHaveLength(3);
  });
});

function helm(...args: readonly string[]) {
  if ('missing' in tools) throw new Error(tools.missing);
  return spawnSync(tools.helm, args, { encoding: 'utf8', maxBuffer: 2 ** 27 });
}

/** What `kubectl apply --kustomize kubernetes` installs. */
function kustomized(site: Site): readonly KubernetesObject[] {
  const files = sharedBundleOf(site);
  const { resources } = parse(files.get('kubernetes/kustomization.yaml') ?? '');
  return resources
    .map((path: string) => parse(files.get(`kubernetes/${path}`) ?? '', { version: '1.1' }))
    .flatMap((object: { kind: string; items: object[] }) =>
      object.kind === 'List' ? object.items : [object],
    );
}

function withoutLabels({ metadata: { labels: _, ...metadata }, ...object }: KubernetesObject) {
  return { ...object, metadata };
}

function byPlace(
  a: Pick<KubernetesObject, 'kind' | 'metadata'>,
  b: Pick<KubernetesObject, 'kind' | 'metadata'>,
): number {
  const [first, second] = [a, b].map(({ kind, metadata }) => `${kind} ${metadata.name}`);
  return (first ?? '') < (second ?? '') ? -1 : 1;
}
