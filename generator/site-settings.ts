import { z } from 'zod';
import { alerts } from '../alerts/index.ts';
import { webAddress } from '../alerts/kit/address-setting.ts';
import { alertSettings } from '../alerts/kit/alert-settings.ts';
import { duration, positiveDuration } from '../alerts/kit/duration-setting.ts';
import { folder } from '../alerts/kit/optional-parts.ts';
import { IMAGE, LABEL_NAME, LABEL_VALUE, OBJECT_NAME, QUANTITY } from '../alerts/kit/written-forms.ts';
import { ROSTER_ENDING } from '../alerts/rules/roster.ts';
import { dashboardSettings } from '../dashboards/kit/dashboard-settings.ts';
import { version } from '../exporter/package.ts';
import { secretPath } from './channels/channel.ts';
import { checkedYaml, type InputFile } from './kit/input-file.ts';
import { quote } from './kit/problem.ts';

const ADDRESS = /^(?:[A-Za-z0-9_](?:[A-Za-z0-9_.-]*[A-Za-z0-9])?|\[[0-9A-Fa-f:.]+\])?:([1-9]\d{0,4})$/;
const address = z
  .string()
  .refine((text) => Number(ADDRESS.exec(text)?.[1] ?? Infinity) <= 65_535, 'must be HOST:PORT');
const hostAddress = address.refine((text) => !text.startsWith(':'), 'must name the host');
const secretFile = secretPath.describe('Path of a file that holds the secret, where Alertmanager runs.');

const prometheus = z.strictObject({
  scrapeTarget: address.default('127.0.0.1:9877').describe('Where palette-exporter listens.'),
  scrapeInterval: positiveDuration
    .default('30s')
    .describe('Between two scrapes, and between two evaluations.'),
  targets: z
    .enum(['sources', 'exporter'])
    .default('sources')
    .describe(
      'A target for each Palette and host, or one for the exporter: better for fleets of many thousands of series.',
    ),
  listen: address.default('127.0.0.1:9090').describe('Where Prometheus itself listens, to watch itself.'),
  alertmanager: address.default('127.0.0.1:9093').describe('Where Alertmanager listens.'),
});

const alertmanager = z.strictObject({
  version: z
    .string()
    .regex(/^\d+\.\d+$/, 'must be a version such as 0.28')
    .default('0.25')
    .describe('Oldest Alertmanager that has to read the configuration.'),
  smtp: z
    .strictObject({
      smarthost: hostAddress.default('localhost:25').describe('Mail server.'),
      from: z.email().default('palette-monitoring@localhost.localdomain').describe('Sender of the mails.'),
      requireTls: z.boolean().default(true).describe('Refuse a mail server without TLS.'),
      authUsername: z.string().optional().describe('Login at the mail server.'),
      authPasswordFile: secretFile.optional(),
    })
    .prefault({}),
  groupWait: duration
    .default('30s')
    .describe('How long the first mail of an incident waits for more of its kind.'),
  groupInterval: positiveDuration.default('5m').describe('Least time between two mails about one group.'),
  repeat: z
    .strictObject({
      critical: positiveDuration
        .default('1h')
        .describe('How often a mail is sent again while a critical alert goes on.'),
      warning: positiveDuration.default('12h').describe('The same for a warning.'),
    })
    .prefault({}),
  heartbeat: z
    .strictObject({
      url: webAddress.optional().describe('Address that the Watchdog alert is sent to.'),
      urlFile: secretFile.optional(),
      every: positiveDuration.default('1m').describe('How often it is called.'),
    })
    .refine(
      ({ url, urlFile }) => (url === undefined) !== (urlFile === undefined),
      'needs either url or urlFile',
    )
    .optional()
    .describe('Outside checker that calls when the Watchdog alert stops arriving.'),
});

/** Grafana takes `$NAME` in what it is provisioned with for a variable of its environment. */
const title = z.string().regex(/^(?=.*\S)[^\p{Cc}$]+$/u, 'must be one line of text, without $');
const ofGrafana = webAddress.refine((text) => !text.includes('$'), 'must not hold $');

const grafana = z.strictObject({
  datasource: z
    .strictObject({
      name: title.default('Prometheus').describe('Name of the data source.'),
      uid: z
        .string()
        .regex(/^[\w-]{1,40}$/, 'must be 1 to 40 letters, digits, dashes or underscores')
        .default('prometheus')
        .describe('Uid of the data source.'),
      url: ofGrafana.default('http://127.0.0.1:9090').describe('Prometheus, as Grafana reaches it.'),
    })
    .prefault({}),
  folder: title.default('Palette').describe('Folder of dashboards and alert rules.'),
  editable: z
    .boolean()
    .default(false)
    .describe(
      'Whether dashboards may be changed in Grafana; the next generated one replaces what was changed.',
    ),
});

const quantity = z.string().regex(QUANTITY, 'must be a quantity of Kubernetes, such as 50m or 512Mi');

const quantities = (what: string, memory = '') =>
  z.strictObject({
    cpu: quantity.optional().describe(`CPU that the exporter ${what}.`),
    memory: quantity.optional().describe(`Memory that the exporter ${what}${memory}.`),
  });

/** From the peaks in `test/bench/RESULTS.md`, with a fifth to spare. */
const ENOUGH_MEMORY =
  ': 200 MiB and 220 MiB for each thousand clusters with three edge hosts each are enough';

const namespaceName = z
  .string()
  .regex(/^[a-z0-9](?:[a-z0-9-]{0,61}[a-z0-9])?$/, 'must be the name of a namespace');

const objectName = z
  .string()
  .regex(OBJECT_NAME, 'must be the name of an object of Kubernetes: small letters, digits, dashes and dots');

const labels = z.record(
  z.string().regex(LABEL_NAME, 'must be the name of a label of Kubernetes'),
  z
    .string()
    .regex(LABEL_VALUE, 'must be the value of a label of Kubernetes: at most 63 letters, digits, -, _ and .'),
);

const image = z
  .string()
  .regex(IMAGE, 'must be the name of an image, such as registry.example.com/palette-exporter:1.0');

const kubernetes = z.strictObject({
  namespace: namespaceName
    .default('palette-monitoring')
    .describe('Where palette-exporter runs, and what belongs to it.'),
  alertmanager: z
    .strictObject({
      namespace: namespaceName
        .default('monitoring')
        .describe('Where the Alertmanager object lies, and with it the Secret of its configuration.'),
      matcherStrategy: z
        .enum(['OnNamespace', 'OnNamespaceExceptForAlertmanagerNamespace', 'None'])
        .default('OnNamespace')
        .describe(
          'What `alertmanagerConfigMatcherStrategy` of the Alertmanager object says: whether an AlertmanagerConfig sees the ' +
            'alerts of its own namespace only.',
        ),
      labels: labels
        .default({})
        .describe(
          'Labels by which the Alertmanager object selects AlertmanagerConfigs (`alertmanagerConfigSelector`); without ' +
            'them it reads all.',
        ),
      externalUrl: webAddress
        .optional()
        .describe(
          'Where people reach Alertmanager: the link to a silence leads there. Without it the values leave it as it is.',
        ),
    })
    .prefault({}),
  prometheusLabels: labels
    .default({ release: 'kube-prometheus-stack' })
    .describe(
      'Labels by which the Prometheus object selects the ServiceMonitors and PrometheusRules it reads.',
    ),
  exporter: z
    .strictObject({
      image: image
        .default(`palette-exporter:${version}`)
        .describe('Image of palette-exporter, from a registry that the cluster reaches.'),
      pullSecrets: z.array(objectName).default([]).describe('Secrets with the login of that registry.'),
      secret: objectName
        .default('palette-exporter')
        .describe('Secret with exporter.yaml and the files that it names; made by hand, never generated.'),
      resources: z
        .strictObject({
          requests: quantities('is given').default({ cpu: '50m', memory: '128Mi' }),
          limits: quantities('may take', ENOUGH_MEMORY).default({ memory: '512Mi' }),
        })
        .prefault({}),
    })
    .prefault({}),
  pack: z
    .enum(['manifests', 'chart'])
    .default('manifests')
    .describe(
      'What the pack for Palette consists of: manifests with a few values, or the Helm chart with all of its values.',
    ),
  bootState: z
    .strictObject({
      image: image
        .default('busybox:1.36')
        .describe('Any image with sh and tr, from a registry that the nodes reach.'),
      directory: folder
        .default('/var/lib/node_exporter/textfile_collector')
        .describe('Folder on the hosts that node_exporter reads with --collector.textfile.directory.'),
    })
    .prefault({}),
});

/** All settings of the generator; every key has a default, unknown keys are errors. */
export const settingsSchema = alertSettings.extend({
  prometheus: prometheus.prefault({}),
  alertmanager: alertmanager.prefault({}),
  grafana: grafana.prefault({}),
  dashboards: dashboardSettings.prefault({}),
  kubernetes: kubernetes.prefault({}),
});

export type Settings = z.output<typeof settingsSchema>;

/** The settings of a site; without a file the defaults. */
export function readSettings(file?: InputFile): Settings {
  if (file === undefined) return settingsSchema.parse({});
  return checkedYaml(file, settingsSchema.superRefine(checkAlertNames)).content;
}

function checkAlertNames(settings: Settings, context: z.RefinementCtx): void {
  const known = new Set([...alerts.map(({ name }) => name), ROSTER_ENDING]);
  for (const name of Object.keys(settings.alerts).filter((one) => !known.has(one))) {
    const message = `there is no alert ${quote(name)}; use a name from docs/alerts.md of the bundle`;
    context.addIssue({ code: 'custom', message, path: ['alerts', name] });
  }
}
