/** File or folder of the bundle to where a container has it. */
type Mounts = Readonly<Record<string, string>>;

export interface ComposeOptions {
  readonly exporterImage: string;
  /** Sender of the mails, also of those that Grafana sends. */
  readonly sender: string;
  readonly mounts: Readonly<Record<'prometheus' | 'alertmanager' | 'grafana', Mounts>>;
}

/** The versions that the tests run, where they run them. A site without a way out names its registry. */
const IMAGES = {
  prometheus: 'prom/prometheus:v3.5.3',
  alertmanager: 'prom/alertmanager:v0.33.1',
  grafana: 'grafana/grafana:12.4.4',
  mailpit: 'axllent/mailpit:v1.29.7',
} as const;

const HARDENED = { security_opt: ['no-new-privileges:true'], cap_drop: ['ALL'], restart: 'unless-stopped' };

/**
 * The services of `compose.yaml`. Two profiles bring an exporter, each under the name `exporter`: `demo` with a simulated
 * Palette, `palette` with the configuration of the site. Everything is served on the loopback address of the machine.
 *
 * @see https://github.com/compose-spec/compose-spec/blob/main/spec.md
 */
export function composeServices({ exporterImage, sender, mounts }: ComposeOptions): object {
  return {
    demo: {
      ...exporter(exporterImage),
      profiles: ['demo'],
      command: ['demo', '--listen', '0.0.0.0:9877'],
      ports: [published(9877), published(9878)],
    },
    palette: {
      ...exporter(exporterImage),
      profiles: ['palette'],
      command: ['serve', '--config', '/etc/palette-exporter/exporter.yaml'],
      ports: [published(9877)],
      volumes: [mount(variable('PALETTE_EXPORTER_FOLDER', './palette-exporter'), '/etc/palette-exporter')],
    },
    prometheus: {
      ...HARDENED,
      image: image('prometheus'),
      command: [
        '--config.file=/etc/prometheus/prometheus.yaml',
        '--storage.tsdb.path=/prometheus',
        '--storage.tsdb.retention.time=30d',
        '--web.external-url=http://127.0.0.1:9090',
      ],
      ports: [published(9090)],
      volumes: [...bundled(mounts.prometheus), kept('prometheus', '/prometheus')],
      depends_on: healthy('alertmanager'),
      healthcheck: answering('http://127.0.0.1:9090/-/ready'),
    },
    alertmanager: {
      ...HARDENED,
      image: image('alertmanager'),
      command: [
        '--config.file=/etc/alertmanager/alertmanager.yaml',
        '--storage.path=/alertmanager',
        // The links in the mails lead here.
        '--web.external-url=http://127.0.0.1:9093',
      ],
      ports: [published(9093)],
      volumes: [...bundled(mounts.alertmanager), kept('alertmanager', '/alertmanager')],
      depends_on: healthy('mailpit'),
      healthcheck: answering('http://127.0.0.1:9093/-/ready'),
    },
    grafana: {
      ...HARDENED,
      image: image('grafana'),
      environment: {
        // Everybody on this machine may look and nobody change: there is no password to keep.
        GF_AUTH_ANONYMOUS_ENABLED: 'true',
        GF_AUTH_ANONYMOUS_ORG_ROLE: 'Viewer',
        GF_SECURITY_DISABLE_INITIAL_ADMIN_CREATION: 'true',
        GF_ANALYTICS_REPORTING_ENABLED: 'false',
        GF_ANALYTICS_CHECK_FOR_UPDATES: 'false',
        GF_ANALYTICS_CHECK_FOR_PLUGIN_UPDATES: 'false',
        GF_SMTP_ENABLED: 'true',
        GF_SMTP_HOST: 'mailpit:1025',
        GF_SMTP_FROM_ADDRESS: sender,
      },
      ports: [published(3000)],
      volumes: [...bundled(mounts.grafana), kept('grafana', '/var/lib/grafana')],
      depends_on: healthy('prometheus'),
      healthcheck: answering('http://127.0.0.1:3000/api/health'),
    },
    mailpit: {
      ...HARDENED,
      image: image('mailpit'),
      environment: { MP_DISABLE_VERSION_CHECK: 'true' },
      ports: [published(8025)],
      healthcheck: check('/mailpit', 'readyz'),
    },
  };
}

function exporter(name: string): object {
  return {
    ...HARDENED,
    image: name,
    read_only: true,
    // Prometheus finds it under this name, whichever of the two it is.
    networks: { default: { aliases: ['exporter'] } },
    healthcheck: check('node', '--eval', ASK),
  };
}

/** The image has no other program that speaks HTTP. */
const ASK =
  "fetch('http://127.0.0.1:9877/-/ready').then(({ ok }) => process.exit(ok ? 0 : 1), () => process.exit(1))";

function image(name: keyof typeof IMAGES): string {
  return `${variable('REGISTRY', 'docker.io')}/${IMAGES[name]}`;
}

/** A variable of the environment or of a file `.env`, as Compose reads it. */
function variable(name: string, otherwise: string): string {
  return `\${${name}:-${otherwise}}`;
}

function published(port: number): string {
  return `127.0.0.1:${port}:${port}`;
}

/** All of them come with BusyBox. */
function answering(url: string): object {
  return check('wget', '--quiet', '--spider', url);
}

function check(...command: readonly string[]): object {
  return { test: ['CMD', ...command], interval: '10s', timeout: '5s', retries: 6, start_period: '30s' };
}

function healthy(service: string): object {
  return { [service]: { condition: 'service_healthy' } };
}

function bundled(mounts: Mounts): readonly object[] {
  return Object.entries(mounts).map(([path, target]) => mount(`./${path}`, target));
}

/** What is missing is told: without the last line an empty folder of root would take its place. */
function mount(source: string, target: string): object {
  return { type: 'bind', source, target, read_only: true, bind: { create_host_path: false } };
}

function kept(source: string, target: string): object {
  return { type: 'volume', source, target };
}
