import { readFileSync } from 'node:fs';
import { packageFile, version } from '../../../exporter/package.ts';
import type { Binaries, Bundle } from '../../kit/bundle-folder.ts';
import { jsonSchemaOf } from '../../kit/json-schema.ts';
import { renderMarkdown } from '../../kit/markdown.ts';
import { toJson, toYaml } from '../../kit/serialise.ts';
import type { Site } from '../../site.ts';
import { siteFrom } from '../../site.ts';
import { CONFIG_SECRET, needsWholeConfiguration } from '../../site-notes.ts';
import type { Settings } from '../../site-settings.ts';
import { CHART_NAME, chartArchive } from '../helm/chart-files.ts';
import { chartValuesSchema } from '../helm/chart-values.ts';
import { dashboardConfigMaps } from '../kubernetes/dashboard-config-maps.ts';
import { exporterObjects } from '../kubernetes/exporter-workload.ts';
import { MARK, marker, withMarkedNamespaces } from '../kubernetes/marked-namespaces.ts';
import { alertmanagerConfigObject, alertmanagerSecret } from '../kubernetes/operator-routing.ts';
import { prometheusRules } from '../kubernetes/prometheus-rule.ts';
import { serviceMonitor } from '../kubernetes/service-monitor.ts';
import { chartPresets, enabledPresets, manifestPresets, type Preset } from './pack-presets.ts';

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
 * `palette-pack/`: the add-on pack with which a cluster profile installs all of it, as manifests with a few values or as the
 * chart (`kubernetes.pack` of the settings). The format is that of the public packs; what Palette does with it is described
 * in its documentation under "Add a Custom Pack".
 */
export function packFiles(site: Site): Bundle {
  return site.settings.kubernetes.pack === 'chart' ? chartPack(site) : manifestPack(site);
}

/** What of the pack is no text: what Palette shows beside its name, and the chart. */
export function packBinaries(site: Site): Binaries {
  const logo = readFileSync(packageFile('generator', 'templates', 'pack-logo.png'));
  const chart = site.settings.kubernetes.pack === 'chart' ? [[ARCHIVE, chartArchive(site)] as const] : [];
  return new Map(
    [['logo.png', logo] as const, ...chart].map(([path, content]) => [`${packFolder()}/${path}`, content]),
  );
}

const ARCHIVE = `charts/${CHART_NAME}-${version}.tgz`;

function chartPack(site: Site): Bundle {
  const { kubernetes } = site.settings;
  const schema = chartValuesSchema(site);
  const values = schema.parse({});
  const images = [kubernetes.exporter.image, kubernetes.bootState.image];
  const parameters = Object.entries(jsonSchemaOf(schema).properties ?? {})
    .filter(([key]) => key in values)
    .map(([key, { description = '' }]) => ({
      key: `charts.${CHART_NAME}.${key}`,
      value: 'see values.yaml',
      meaning: description,
    }));
  return packOf({
    description: { charts: [ARCHIVE] },
    values: { pack: packValues(kubernetes, images), charts: { [CHART_NAME]: values } },
    presets: chartPresets(kubernetes),
    schema: {
      [`charts.${CHART_NAME}.exporter.image`]: mask(
        'Image of the exporter, from a registry that the cluster reaches.',
      ),
      [`charts.${CHART_NAME}.exporter.existingSecret`]: mask(
        'Secret with exporter.yaml and the files that it names.',
      ),
    },
    readme: readme(parameters, site.settings),
  });
}

function manifestPack(site: Site): Bundle {
  const { kubernetes } = site.settings;
  const manifests = manifestsOf(site);
  const pack = packOf({
    description: { kubeManifests: manifests.map(({ name }) => `manifests/${name}.yaml`) },
    values: {
      pack: packValues(kubernetes, [kubernetes.exporter.image]),
      manifests: Object.fromEntries(
        manifests.map(({ name, values }) => [
          name,
          Object.fromEntries(Object.entries(values).map(([key, { value }]) => [key, value])),
        ]),
      ),
    },
    presets: manifestPresets(manifests),
    schema: Object.fromEntries(
      manifests.flatMap(({ name, values }) =>
        Object.entries(values).map(([key, { meaning }]) => [`manifests.${name}.${key}`, mask(meaning)]),
      ),
    ),
    readme: readme(
      manifests.flatMap(({ name, values }) =>
        Object.entries(values).map(([key, { value, meaning }]) => ({
          key: `manifests.${name}.${key}`,
          value,
          meaning,
        })),
      ),
      site.settings,
    ),
  });
  return new Map([
    ...pack,
    ...manifests.map(({ name, objects }): [string, string] => [
      `${packFolder()}/manifests/${name}.yaml`,
      objects.map((object) => toYaml(asTemplate(object))).join('---\n'),
    ]),
  ]);
}

interface Pack {
  readonly description: object;
  readonly values: object;
  readonly presets: readonly Preset[];
  /** What Palette checks when somebody fills the values in. */
  readonly schema: object;
  readonly readme: string;
}

function packOf({ description, values, presets, schema, readme }: Pack): Bundle {
  const folder = packFolder();
  return new Map([
    [`${folder}/pack.json`, toJson({ ...DESCRIPTION, ...description })],
    [`${folder}/values.yaml`, toYaml(values, enabledPresets(presets, values))],
    [
      `${folder}/presets.yaml`,
      toYaml({ presets: presets.map((preset) => ({ ...preset, add: toYaml(preset.add) })) }),
    ],
    [`${folder}/schema.yaml`, toYaml(schema)],
    [`${folder}/README.md`, readme],
  ]);
}

function packFolder(): string {
  return `palette-pack/${NAME}-${version}`;
}

const MARKERS = new RegExp(`%${MARK}-(\\w+)%`, 'g');

const DESCRIPTION = {
  name: NAME,
  displayName: 'Palette Monitoring',
  version,
  layer: 'addon',
  addonType: 'monitoring',
  cloudTypes: ['all'],
  annotations: { source: 'custom' },
  constraints: {
    // Required would keep it out of clusters whose operator was installed in another way.
    dependencies: [{ packName: 'prometheus-operator', layer: 'addon', type: 'optional' }],
  },
};

interface Parameter {
  readonly key: string;
  readonly value: string;
  readonly meaning: string;
}

function readme(values: readonly Parameter[], { kubernetes }: Settings): string {
  const { namespace, exporter } = kubernetes;
  return renderMarkdown('pack', {
    version,
    image: exporter.image,
    namespace,
    secret: exporter.secret,
    values,
  });
}

function packValues({ namespace }: Settings['kubernetes'], images: readonly string[]): object {
  return { namespace, content: { images: images.map((image) => ({ image })) } };
}

function mask(meaning: string): string {
  return `{{ required | format "\${string}" | hints ${JSON.stringify(meaning.replaceAll('"', "'"))} }}`;
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
  const { plan, settings } = withMarkedNamespaces(site);
  const { kubernetes } = settings;
  const prometheusLabels = Object.fromEntries(
    Object.entries(kubernetes.prometheusLabels).map(([label, value]) => [
      label,
      label === 'release' ? marker(label) : value,
    ]),
  );
  const exporter = { ...kubernetes.exporter, image: marker('image'), secret: marker('secret') };
  return siteFrom(plan, { ...settings, kubernetes: { ...kubernetes, prometheusLabels, exporter } });
}

/** The object as a text of a Go template: braces of ours stay, and values take the places kept for them. */
function asTemplate(part: unknown): unknown {
  if (typeof part === 'string') return part.replaceAll('{{', '{{`{{`}}').replace(MARKERS, '{{ .Values.$1 }}');
  if (Array.isArray(part)) return part.map(asTemplate);
  if (typeof part !== 'object' || part === null) return part;
  return Object.fromEntries(Object.entries(part).map(([key, inner]) => [key, asTemplate(inner)]));
}
