import { mkdtempSync, readdirSync, readFileSync, statSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { describe, expect, test } from 'vitest';
import { type Document, parse, parseAllDocuments } from 'yaml';
import { writeBundle } from '../../../generator/kit/bundle-folder.ts';
import { toYaml } from '../../../generator/kit/serialise.ts';
import { bundleOf } from '../../../generator/outputs/bundle.ts';
import { loadSite } from '../../../generator/site.ts';
import { SITES, sharedBundleOf, siteOf } from '../../kit/proved-sites.ts';
import { bundle } from '../../kit/run-bundle.ts';

const golden = join(import.meta.dirname, '../golden');
const files = sharedBundleOf(siteOf('example'));

describe('a bundle', () => {
  test('holds the page about people as recorded', async () => {
    await expect(files.get('docs/contacts.md')).toMatchFileSnapshot(
      join(golden, 'expected/docs/contacts.md.golden'),
    );
  });

  test('holds the routing as recorded', async () => {
    const config = parse(files.get('alertmanager/alertmanager.yaml') ?? '');
    // The inhibitions follow the catalogue, not the table.
    const { inhibit_rules: _, ...routing } = config;

    await expect(toYaml(routing)).toMatchFileSnapshot(
      join(golden, 'expected/alertmanager/alertmanager.yaml.golden'),
    );
  });

  test('is the same, byte for byte, whenever it is made', () => {
    expect([...bundleOf(loadSite(SITES.example ?? {}))]).toEqual([...files]);
  });

  test('holds no file that does not parse', () => {
    for (const [path, content] of files) {
      // Templates of Helm are no YAML yet; Helm itself reads them in the test of the chart.
      if (path.endsWith('.yaml') && !path.includes('/templates/'))
        expect(parseAllDocuments(content), path).toSatisfy(areObjects);
      if (path.endsWith('.json')) expect(JSON.parse(content), path).toBeTypeOf('object');
    }
  });
});

describe('generate', () => {
  test('leaves files alone whose content has not changed', async () => {
    const out = mkdtempSync(join(tmpdir(), 'bundle-'));
    await bundle(['generate', '--out', out]);
    const before = times(out);

    const { code, out: said } = await bundle(['generate', '--out', out]);

    expect(code).toBe(0);
    expect(times(out)).toEqual(before);
    expect(said).toMatch(/: 0 written, \d+ unchanged, 0 removed\n$/);
  });

  test('removes what it wrote before and nothing else', () => {
    const out = mkdtempSync(join(tmpdir(), 'bundle-'));
    writeBundle(
      out,
      new Map([
        ['a/old.yaml', 'old'],
        ['a/kept.yaml', 'kept'],
      ]),
    );
    writeFileSync(join(out, 'a/mine.yaml'), 'mine');

    const { removed } = writeBundle(out, new Map([['a/kept.yaml', 'kept']]));

    expect(removed).toEqual(['a/old.yaml']);
    expect(readdirSync(join(out, 'a')).sort()).toEqual(['kept.yaml', 'mine.yaml']);
  });

  test('writes nothing when the input is wrong', async () => {
    const out = mkdtempSync(join(tmpdir(), 'bundle-'));
    const { code } = await bundle(['generate', '--out', out, '--contacts', join(out, 'none.md')]);

    expect(code).toBe(2);
    expect(readdirSync(out)).toEqual([]);
  });

  test('says loudly who cannot be reached with the default table', async () => {
    const out = mkdtempSync(join(tmpdir(), 'bundle-'));

    const { code, err: said } = await bundle(['generate', '--out', out]);

    expect(code).toBe(0);
    const notes = [
      'Duane Gardner and Cameron Shawcross have no address: alerts for Toyota L1/L2 go to Craig Smith until one is added.',
      'Ramana Buka has no address: alerts for Toyota Infra go to Craig Smith until one is added.',
      'Remedios Cardena has no address: alerts for Toyota Ubuntu go to Craig Smith until one is added.',
      'contacts.md: for people only, it decides nothing: "Storage architecture" (line 5), "On-site infrastructure" (line 6), "ACM on-site support" (line 7), "IVS Ubuntu expert" (line 8).',
    ];
    expect(said).toContain(notes.map((note) => `palette-bundle: note: ${note}\n`).join(''));
    expect(said).toMatch(/note: An AlertmanagerConfig sees the alerts of its own namespace only .*\n$/);
    const page = readFileSync(join(out, 'docs/contacts.md'), 'utf8');
    for (const note of notes) expect(page.split(`- ${note}`)).toHaveLength(2);
  });
});

function times(folder: string): Record<string, number> {
  const files = readdirSync(folder, { recursive: true, withFileTypes: true }).filter((entry) =>
    entry.isFile(),
  );
  return Object.fromEntries(
    files.map((entry) => {
      const path = join(entry.parentPath, entry.name);
      return [path, statSync(path).mtimeMs];
    }),
  );
}

function areObjects(documents: readonly Document[]): boolean {
  return documents.every((document) => document.errors.length === 0 && typeof document.toJS() === 'object');
}
