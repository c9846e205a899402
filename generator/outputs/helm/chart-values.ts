import { z } from 'zod';
import type { Site } from '../../site.ts';
import { seesOwnNamespaceOnly } from '../../site-notes.ts';
import { SIDECAR } from '../kubernetes/dashboard-config-maps.ts';

const texts = z.record(z.string(), z.string());
const anything = z.record(z.string(), z.unknown());
const port = z.int().min(1).max(65_535);

/**
 * What the values of the chart may say. The defaults are those of the site, so that the chart as it comes installs what
 * `kubernetes/` does.
 */
export function chartValuesSchema(site: Site) {
  const { kubernetes, grafana } = site.settings;
  const { exporter, bootState, prometheusLabels, alertmanager } = kubernetes;
  return z.strictObject({
    labels: texts.default({}).describe('Further labels of every object.'),
    prometheusLabels: texts
      .default(prometheusLabels)
      .describe('Labels by which the Prometheus object selects the ServiceMonitor and the PrometheusRules.'),
    exporter: z
      .strictObject({
        enabled: z.boolean().default(true).describe('Whether the exporter is installed.'),
        image: z
          .string()
          .min(1)
          .default(exporter.image)
          .describe('From a registry that the cluster reaches.'),
        imagePullPolicy: z
          .enum(['', 'Always', 'IfNotPresent', 'Never'])
          .default('')
          .describe('When the image is fetched; as Kubernetes decides if empty.'),
        imagePullSecrets: z
          .array(z.string().min(1))
          .default(exporter.pullSecrets)
          .describe('Names of Secrets with the login of that registry.'),
        existingSecret: z
          .string()
          .min(1)
          .default(exporter.secret)
          .describe('Secret with exporter.yaml and the files that it names; the chart never makes it.'),
        shards: z
          .int()
          .min(1)
          .max(32)
          .default(1)
          .describe(
            'Exporters that share the work; more than one are a StatefulSet (Kubernetes 1.28 and newer).',
          ),
        resources: anything.default(exporter.resources).describe('What one exporter is given and may take.'),
        extraCa: z
          .strictObject({
            configMap: z
              .string()
              .default('')
              .describe('ConfigMap with authorities that sources are verified by; none if empty.'),
            key: z.string().min(1).default('ca.crt').describe('Its key, a PEM file.'),
          })
          .prefault({})
          .describe('Authorities beside those that Node.js knows.'),
        proxy: z
          .strictObject({
            https: z.string().default('').describe('Proxy on the way to sources with https.'),
            http: z.string().default('').describe('Proxy on the way to sources with http.'),
            exempt: z
              .string()
              .default('')
              .describe('Hosts that are reached without it, separated by commas.'),
          })
          .prefault({})
          .describe('Proxies; none where they are empty.'),
        podDisruptionBudget: z
          .strictObject({
            enabled: z.boolean().default(false).describe('Whether drains take one exporter at a time.'),
          })
          .prefault({})
          .describe('Useful with shards.'),
        nodeSelector: texts.default({}).describe('Labels of the nodes that may run it.'),
        tolerations: z.array(anything).default([]).describe('Taints that do not keep it away.'),
        affinity: anything.default({}).describe('Affinity of its pods.'),
      })
      .prefault({})
      .describe('palette-exporter.'),
    networkPolicy: z
      .strictObject({
        enabled: z.boolean().default(true).describe('Whether only the metrics port of the exporter is open.'),
        sources: z
          .array(z.strictObject({ cidr: z.string().min(1), ports: z.array(port).min(1) }))
          .default([])
          .describe(
            'Addresses of Palette and Local UI, such as {cidr: 10.10.0.0/24, ports: [443, 5080]}; with them it reaches nothing else but name servers, so that a proxy has to be among them.',
          ),
      })
      .prefault({})
      .describe('Who reaches the exporter, and whom it reaches.'),
    serviceMonitor: z
      .strictObject({
        enabled: z
          .boolean()
          .default(true)
          .describe('Whether the Prometheus of the operator scrapes the exporter.'),
        endpoint: anything
          .default({})
          .describe(
            "Further fields of the endpoint, such as scheme, tlsConfig, basicAuth or authorization where the exporter's web configuration asks for them.",
          ),
      })
      .prefault({})
      .describe('How Prometheus scrapes it.'),
    alerts: z
      .strictObject({ enabled: z.boolean().default(true).describe('Whether the rules are installed.') })
      .prefault({})
      .describe('PrometheusRules.'),
    dashboards: z
      .strictObject({
        enabled: z.boolean().default(true).describe('Whether the dashboards are installed.'),
        labels: texts
          .default({ [SIDECAR.label]: SIDECAR.value })
          .describe('By which the sidecar of Grafana finds them.'),
        annotations: texts
          .default({ [SIDECAR.folder]: grafana.folder })
          .describe('By which the sidecar puts them into a folder.'),
      })
      .prefault({})
      .describe('ConfigMaps for the sidecar of Grafana.'),
    routing: z
      .strictObject({
        enabled: z
          .boolean()
          .default(true)
          .describe('Whether the routing to the people of the contact table is installed.'),
        labels: texts.default(alertmanager.labels).describe('By which the Alertmanager object selects it.'),
        alertmanagerNamespace: z
          .string()
          .min(1)
          .default(alertmanager.namespace)
          .describe('Namespace of the Alertmanager object.'),
      })
      .prefault({})
      .describe(`Who is told. Made for an Alertmanager that shows it ${shownTo(site)}.`),
    bootState: z
      .strictObject({
        enabled: z
          .boolean()
          .default(false)
          .describe('For clusters on Kairos hosts: tells node_exporter the image that a host has booted.'),
        image: z.string().min(1).default(bootState.image).describe('Any image with sh and tr.'),
        directory: z
          .string()
          .min(1)
          .default(bootState.directory)
          .describe('Folder of the hosts that node_exporter reads.'),
      })
      .prefault({})
      .describe('DaemonSet; its namespace has to admit hostPath volumes.'),
    global: anything
      .optional()
      .describe('Of the chart that this one is a part of, where there is one; not read.'),
  });
}

function shownTo(site: Site): string {
  return seesOwnNamespaceOnly(site) ? 'the alerts of its own namespace only' : 'all alerts';
}
