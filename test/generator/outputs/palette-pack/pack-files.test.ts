import { execFileSync } from 'node:child_process';
import { mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { basename, join } from 'node:path';
import { afterAll, describe, expect, test } from 'vitest';
import { parse, parseAllDocuments } from 'yaml';
import { version } from '../../../../exporter/package.ts';
import { CHART, chartFiles } from '../../../../generator/outputs/helm/chart-files.ts';
import { packBinaries, packFiles } from '../../../../generator/outputs/palette-pack/pack-files.ts';
import { siteFrom } from '../../../../generator/site.ts';
import { kubernetesTools } from '../../../kit/kubernetes-tools.ts';
import { SITES, sharedBundleOf, siteOf } from '../../../kit/proved-sites.ts';

const FOLDER = `palette-pack/palette-monitoring-${version}/`;
const tools = kubernetesTools();
const scratch = mkdtempSync(join(tmpdir(), 'palette-pack-'));

afterAll(() => rmSync(scratch, { recursive: true }));

describe.each(Object.keys(SITES))('the pack of the %s site', (name) => {
  const site = siteOf(name);
  const files = sharedBundleOf(site);
  const text = (path: string) => files.get(FOLDER + path) ?? expect.fail(`there is no ${path}`);
  const description = JSON.parse(text('pack.json'));
  const values = parse(text('values.yaml'));
  const manifests: readonly string[] = description.kubeManifests;

  test('has what the public packs are checked for', () => {
    expect(description).toMatchObject({
      name: 'palette-monitoring',
      displayName: expect.stringMatching(/./),
      version: expect.stringMatching(/^\d+\.\d+\.\d+$/),
      layer: 'addon',
      addonType: 'monitoring',
    });
    expect(values.pack.content.images).toEqual([{ image: site.settings.kubernetes.exporter.image }]);
    const headings = ['Palette Monitoring', 'Prerequisites', 'Parameters', 'Usage', 'Upgrade'];
    expect(text('README.md').match(/(?<=^#+ ).+$/gm)).toEqual(headings);
  });

  test('lists exactly its manifests, and has values and a schema for each', () => {
    const written = [...files.keys()].filter((path) => path.startsWith(`${FOLDER}manifests/`));
    const names = manifests.map((path) => basename(path, '.yaml'));
    const keys = names.flatMap((one) =>
      Object.keys(values.manifests[one]).map((key) => `manifests.${one}.${key}`),
    );

    expect(manifests.map((path) => FOLDER + path).sort()).toEqual(written.sort());
    expect(Object.keys(values.manifests)).toEqual(names);
    expect(Object.keys(parse(text('schema.yaml')))).toEqual(keys);
    for (const key of keys) expect(text('README.md')).toContain(`| \`${key}\` |`);
  });

  test('uses each of its values, and no other', () => {
    for (const path of manifests) {
      const used = [...text(path).matchAll(/\{\{ \.Values\.(\w+) \}\}/g)].map(([, key]) => key);
      expect([...new Set(used)].sort(), path).toEqual(
        Object.keys(values.manifests[basename(path, '.yaml')]).sort(),
      );
    }
  });

  const plain = [...files.keys()]
    .filter((path) => path.startsWith('kubernetes/') && path.endsWith('.yaml'))
    .map((path) => parse(files.get(path) ?? ''))
    .flatMap((object) => (object.kind === 'List' ? object.items : [object]));

  test('becomes the objects of kubernetes/ in the templates of Go', ({ skip }) => {
    if ('missing' in tools) return skip(`no kubectl, which has the templates of Go: ${tools.missing}`);
    for (const path of manifests) {
      const rendered = render(text(path), values.manifests[basename(path, '.yaml')]);
      const objects = parseAllDocuments(rendered, { version: '1.1' }).map((document) => document.toJS());

      expect(objects.length).toBeGreaterThan(0);
      for (const object of objects) expect(plain, path).toContainEqual(object);
    }
  });
});

test('the logo is a picture', () => {
  const logo = packBinaries(siteOf('default')).get(`${FOLDER}logo.png`);

  expect(logo?.subarray(1, 4).toString()).toBe('PNG');
});

test('presets are laid over the values, and those that hold already are named', () => {
  const [files, values] = packAs('manifests');
  const { presets } = parse(files.get(`${FOLDER}presets.yaml`) ?? '');

  expect(presets.map(({ group, name }: { group: string; name: string }) => `${group}:${name}`)).toEqual([
    'Prometheus:pack',
    'Prometheus:chart',
  ]);
  expect(files.get(`${FOLDER}values.yaml`)).toMatch(
    /^# spectrocloud\.com\/enabled-presets: Prometheus:chart\n/,
  );
  for (const { add } of presets) expect(newKeys(parse(add), values)).toEqual([]);
});

describe('the pack of the chart', () => {
  const [files, values, site] = packAs('chart');

  test('names the chart, gives it its values, and lists every image that it may run', () => {
    const description = JSON.parse(files.get(`${FOLDER}pack.json`) ?? '');
    const chart = [...chartFiles(site)].map(([path, text]) => [path.replace(`${CHART}/`, ''), text] as const);
    const images = [...new Map(chart)].flatMap(([, text]) => [...text.matchAll(/"image": "([^"]+)"/g)]);

    expect(description.charts).toEqual([`charts/palette-monitoring-${version}.tgz`]);
    expect(description).not.toHaveProperty('kubeManifests');
    expect(values.charts['palette-monitoring']).toEqual(parse(new Map(chart).get('values.yaml') ?? ''));
    expect(values.pack.content.images.map(({ image }: { image: string }) => image).sort()).toEqual(
      [...new Set(images.map(([, image]) => image))].sort(),
    );
  });

  test('has presets of values that the chart knows', () => {
    const { presets } = parse(files.get(`${FOLDER}presets.yaml`) ?? '');

    expect(presets).toHaveLength(6);
    for (const { add } of presets) expect(newKeys(parse(add), values)).toEqual([]);
    expect(files.get(`${FOLDER}values.yaml`)).toMatch(
      /^# spectrocloud\.com\/enabled-presets: Prometheus:chart,Exporter:one,BootSlots:unknown\n/,
    );
  });

  test('holds the chart of the bundle as an archive that Helm reads, the same each time', ({ skip }) => {
    const path = `${FOLDER}charts/palette-monitoring-${version}.tgz`;
    const archive = packBinaries(site).get(path) ?? expect.fail(`there is no ${path}`);
    expect(packBinaries(site).get(path)?.equals(archive)).toBe(true);
    if ('missing' in tools) return skip(tools.missing);
    const file = join(scratch, 'chart.tgz');
    writeFileSync(file, archive);

    const shown = execFileSync(tools.helm, ['show', 'values', file], { encoding: 'utf8' });

    expect(shown.trim()).toBe(chartFiles(site).get(`${CHART}/values.yaml`)?.trim());
  });
});

function packAs(pack: 'manifests' | 'chart') {
  const site = siteOf('default');
  const { kubernetes } = site.settings;
  const other = siteFrom(site.plan, { ...site.settings, kubernetes: { ...kubernetes, pack } });
  const files = packFiles(other);
  return [files, parse(files.get(`${FOLDER}values.yaml`) ?? ''), other] as const;
}

/** Paths of a part that the whole does not have. */
function newKeys(part: object, whole: object, path = ''): readonly string[] {
  return Object.entries(part).flatMap(([key, inner]) => {
    const known = new Map(Object.entries(whole)).get(key);
    if (known === undefined) return [path + key];
    return typeof inner === 'object' ? newKeys(inner, known, `${path}${key}.`) : [];
  });
}

/** kubectl prints an object by a template of ours, and knows no other functions in it than Go itself. */
function render(template: string, values: object): string {
  const object = { apiVersion: 'example.com/v1', kind: 'Pack', metadata: { name: 'pack' }, Values: values };
  const files = { template: join(scratch, 'template'), object: join(scratch, 'object.json') };
  writeFileSync(files.template, template);
  writeFileSync(files.object, JSON.stringify(object));
  const args = ['annotate', '--local', '--filename', files.object, 'unused=1'];
  if ('missing' in tools) throw new Error(tools.missing);
  return execFileSync(tools.kubectl, [...args, '--output', `go-template-file=${files.template}`], {
    encoding: 'utf8',
    maxBuffer: 2 ** 26,
  });
}
