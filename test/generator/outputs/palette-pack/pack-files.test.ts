import { execFileSync, spawnSync } from 'node:child_process';
import { mkdtempSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { basename, join } from 'node:path';
import { afterAll, describe, expect, test } from 'vitest';
import { parse, parseAllDocuments } from 'yaml';
import { version } from '../../../../exporter/package.ts';
import { bundleOf } from '../../../../generator/outputs/bundle.ts';
import { packCopies } from '../../../../generator/outputs/palette-pack/pack-files.ts';
import { SITES, siteOf } from '../../../kit/proved-sites.ts';

const FOLDER = `palette-pack/palette-monitoring-${version}/`;
const hasKubectl = spawnSync('kubectl', ['version', '--client']).status === 0;
const scratch = mkdtempSync(join(tmpdir(), 'palette-pack-'));

afterAll(() => rmSync(scratch, { recursive: true }));

describe.each(Object.keys(SITES))('the pack of the %s site', (name) => {
  const site = siteOf(name);
  const files = bundleOf(site);
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
    if (!hasKubectl) return skip('kubectl, which has the templates of Go, is not in the PATH');
    for (const path of manifests) {
      const rendered = render(text(path), values.manifests[basename(path, '.yaml')]);
      const objects = parseAllDocuments(rendered, { version: '1.1' }).map((document) => document.toJS());

      expect(objects.length).toBeGreaterThan(0);
      for (const object of objects) expect(plain, path).toContainEqual(object);
    }
  });
});

test('the logo is a picture', () => {
  const [[path, source] = ['', '']] = packCopies();

  expect(path).toBe(`${FOLDER}logo.png`);
  expect(readFileSync(source).subarray(1, 4).toString()).toBe('PNG');
});

/** kubectl prints an object by a template of ours, and knows no other functions in it than Go itself. */
function render(template: string, values: object): string {
  const object = { apiVersion: 'example.com/v1', kind: 'Pack', metadata: { name: 'pack' }, Values: values };
  const files = { template: join(scratch, 'template'), object: join(scratch, 'object.json') };
  writeFileSync(files.template, template);
  writeFileSync(files.object, JSON.stringify(object));
  const args = ['annotate', '--local', '--filename', files.object, 'unused=1'];
  return execFileSync('kubectl', [...args, '--output', `go-template-file=${files.template}`], {
    encoding: 'utf8',
    maxBuffer: 2 ** 26,
  });
}
