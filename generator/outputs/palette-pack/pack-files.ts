import { randomUUID } from 'node:crypto';
import { Document } from 'yaml';
import { packageFile, version } from '../../../exporter/package.ts';
import type { Bundle, Copies } from '../../kit/bundle-folder.ts';
import { renderMarkdown } from '../../kit/markdown.ts';
import { toJson, toYaml } from '../../kit/serialise.ts';
import type { Site } from '../../site.ts';
import { siteFrom } from '../../site.ts';
import { CONFIG_SECRET, needsWholeConfiguration, seesOwnNamespaceOnly } from '../../site-notes.ts';
import type { Settings } from '../../site-settings.ts';
import { dashboardConfigMaps } from '../kubernetes/dashboard-config-maps.ts';
import { exporterObjects } from '../kubernetes/exporter-workload.ts';
import { alertmanagerConfigObject, alertmanagerSecret } from '../kubernetes/operator-routing.ts';
import { prometheusRules } from '../kubernetes/prometheus-rule.ts';
import { serviceMonitor } from '../kubernetes/service-monitor.ts';

const NAME = 'palette-monitoring';

/** One manifest of the pack. Palette renders it as a Go template with its part of `values.yaml` as `.Values`. */
interface Manifest {
  readonly name: string;
  readonly objects: readonly object[];
  readonly values: Readonly<Record<string, Value>>;
}

interface Value {
  readonly value: string;
  readonly meaning: string;
}

/**
 * `palette-pack/`: the add-on pack with which a cluster profile installs all of it. The format is that of the public
 * packs; what Palette does with it is described in its documentation under "Add a Custom Pack".
 */
export function packFiles(site: Site): Bundle {
  const folder = packFolder();
  const manifests = manifestsOf(site);
  return new Map([
    [`${folder}/pack.json`, toJson(descriptionOf(manifests))],
    [`${folder}/values.yaml`, valuesFile(manifests, site.settings)],
    [`${folder}/schema.yaml`, toYaml(schemaOf(manifests))],
    [`${folder}/README.md`, readme(manifests, site.settings)],
    ...manifests.map(({ name, objects }): [string, string] => [
      `${folder}/manifests/${name}.yaml`,
      objects.map((object) => toYaml(asTemplate(object))).join('---\n'),
    ]),
  ]);
}

/** What Palette shows beside the name of the pack. */
export function packCopies(): Copies {
  return new Map([[`${packFolder()}/logo.png`, packageFile('generator', 'templates', 'pack-logo.png')]]);
}

function packFolder(): string {
  return `palette-pack/${NAME}-${version}`;
}

/** Stands in an object where a value of the profile belongs. Nobody can be called like it: it is another in each process. */
const MARK = randomUUID();
const marker = (key: string) => `%${MARK}-${key}%`;
const MARKERS = new RegExp(`%${MARK}-(\\w+)%`, 'g');

function descriptionOf(manifests: readonly Manifest[]): object {
  return {
    name: NAME,
    displayName: 'Palette Monitoring',
    version,
    layer: 'addon',
    addonType: 'monitoring',
    cloudTypes: ['all'],
    kubeManifests: manifests.map(({ name }) => `manifests/${name}.yaml`),
    annotations: { source: 'custom' },
    constraints: {
      // Required would keep it out of clusters whose operator was installed in another way.
      dependencies: [{ packName: 'prometheus-operator', layer: 'addon', type: 'optional' }],
    },
  };
}

function readme(manifests: readonly Manifest[], { kubernetes }: Settings): string {
  const { namespace, exporter } = kubernetes;
  return renderMarkdown('pack', {
    version,
    image: exporter.image,
    namespace,
    secret: exporter.secret,
    values: manifests.flatMap(({ name, values }) =>
      Object.entries(values).map(([key, { value, meaning }]) => ({
        key: `manifests.${name}.${key}`,
        value,
        meaning,
      })),
    ),
  });
}

function manifestsOf(site: Site): readonly Manifest[] {
  const { namespace, prometheusLabels, exporter } = site.settings.kubernetes;
  const open = withMarkers(site);
  const everywhere = { namespace: { value: namespace, meaning: 'Namespace of the objects.' } };
  const selected = {
    ...everywhere,
    ...(prometheusLabels.release !== undefined && {
      release: {
        value: prometheusLabels.release,
        meaning: 'Label "release" by which the Prometheus object selects what it reads.',
      },
    }),
  };
  return [
    {
      name: 'palette-exporter',
      objects: [...exporterObjects(open.settings), serviceMonitor(open.settings)],
      values: {
        ...selected,
        image: {
          value: exporter.image,
          meaning: 'Image of the exporter, from a registry that the cluster reaches.',
        },
        secret: { value: exporter.secret, meaning: 'Secret with exporter.yaml and the files that it names.' },
      },
    },
    { name: 'palette-alerts', objects: prometheusRules(open), values: selected },
    { name: 'palette-dashboards', objects: dashboardConfigMaps(open), values: everywhere },
    contactsManifest(open, site.settings, everywhere),
  ];
}

function contactsManifest(open: Site, settings: Settings, everywhere: Manifest['values']): Manifest {
  const name = 'palette-contacts';
  if (!needsWholeConfiguration(open))
    return { name, objects: [alertmanagerConfigObject(open)], values: everywhere };
  const { namespace } = settings.kubernetes.alertmanager;
  const meaning = `Namespace of the Alertmanager object, which has to say "configSecret: ${CONFIG_SECRET}".`;
  return {
    name,
    objects: [alertmanagerSecret(open)],
    values: { alertmanagerNamespace: { value: namespace, meaning } },
  };
}

/** The site with markers in place of what a cluster profile fills in. */
function withMarkers(site: Site): Site {
  const { plan, settings } = site;
  const { kubernetes } = settings;
  const prometheusLabels = Object.fromEntries(
    Object.entries(kubernetes.prometheusLabels).map(([label, value]) => [
      label,
      label === 'release' ? marker(label) : value,
    ]),
  );
  const alertmanager = {
    ...kubernetes.alertmanager,
    namespace: marker('alertmanagerNamespace'),
    // Markers are never the same namespace, so what the strategy comes to is settled before.
    matcherStrategy: seesOwnNamespaceOnly(site) ? ('OnNamespace' as const) : ('None' as const),
  };
  const exporter = { ...kubernetes.exporter, image: marker('image'), secret: marker('secret') };
  return siteFrom(plan, {
    ...settings,
    kubernetes: { ...kubernetes, namespace: marker('namespace'), prometheusLabels, exporter, alertmanager },
  });
}

/** The object as a text of a Go template: braces of ours stay, and values take the places kept for them. */
function asTemplate(part: unknown): unknown {
  if (typeof part === 'string') return part.replaceAll('{{', '{{`{{`}}').replace(MARKERS, '{{ .Values.$1 }}');
  if (Array.isArray(part)) return part.map(asTemplate);
  if (typeof part !== 'object' || part === null) return part;
  return Object.fromEntries(Object.entries(part).map(([key, inner]) => [key, asTemplate(inner)]));
}

function valuesFile(manifests: readonly Manifest[], { kubernetes }: Settings): string {
  const document = new Document(
    {
      pack: { namespace: kubernetes.namespace, content: { images: [{ image: kubernetes.exporter.image }] } },
      manifests: Object.fromEntries(
        manifests.map(({ name, values }) => [
          name,
          Object.fromEntries(Object.entries(values).map(([key, { value }]) => [key, value])),
        ]),
      ),
    },
    { version: '1.1' },
  );
  return document.toString({ lineWidth: 0 });
}

/** What Palette checks when somebody fills the values in. */
function schemaOf(manifests: readonly Manifest[]): object {
  return Object.fromEntries(
    manifests.flatMap(({ name, values }) =>
      Object.entries(values).map(([key, { meaning }]) => [
        `manifests.${name}.${key}`,
        {
          schema: `{{ required | format "\${string}" | hints ${JSON.stringify(meaning.replaceAll('"', "'"))} }}`,
        },
      ]),
    ),
  );
}
