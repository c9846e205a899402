import { readdirSync } from 'node:fs';
import { join } from 'node:path';
import { marked } from 'marked';
import { beforeAll, describe, expect, test } from 'vitest';
import { parseAllDocuments } from 'yaml';
import { writeBundle } from '../../../generator/kit/bundle-folder.ts';
import { bundleOf } from '../../../generator/outputs/bundle.ts';
import { alertmanagerConfigObject } from '../../../generator/outputs/kubernetes/operator-routing.ts';
import { loadSite, type Site } from '../../../generator/site.ts';
import { binaries, FLAVOURS } from '../../kit/binaries.ts';
import { complaintsOfDashboard, hasGrafanaSchemas, NO_GRAFANA_SCHEMAS } from '../../kit/grafana-schemas.ts';
import { faultsOf, NO_DEFINITIONS } from '../../kit/operator-definitions.ts';
import { inputFolder, output } from '../../kit/run-bundle.ts';
import { temporaryFolder } from '../../kit/temporary.ts';

/** What means something to one of the readers: YAML, Go's templates, Grafana, Markdown, HTML, the pack, a terminal. */
const NASTY = [
  '"}}: *',
  '{{ .x }}',
  '{{ template "palette.text" . }}',
  '{{- fail "x" -}}',
  '%namespace% %secret%',
  '../x',
  '/etc/passwd',
  '$project $' + '{cluster} [[palette]]',
  '$__file{/etc/passwd}',
  "'; drop: [",
  'a: b\n  email_configs:\n    - to: mallory@example.com',
  '&x *x !!js/function | > # %',
  '---',
  'yes',
  '012',
  '\u0085\u2028\u2029\u007f\ufeff\uffff',
  '\u001b[31m\u0000\u0008',
  '<script>alert(1)</script><img src=x onerror=alert(1)>',
  '[x](javascript:alert(1)) ![x](http://mallory.example.com/x.png)',
  '| a | b |\n|---|---|',
  '\u202e👩‍🔧 Ünï',
];
/** Things that only a template or a variable of ours may say. */
const MALLORY = /mallory@|onerror|javascript:/;

describe('a site where everything is called by something that means something', () => {
  let site: Site;
  let files: ReadonlyMap<string, string>;
  let folder = '';

  beforeAll(() => {
    site = hostileSite();
    files = bundleOf(site);
    folder = temporaryFolder();
    writeBundle(folder, files);
  });

  /** Files that hold any of these names; the others are those of every site. */
  const ending = (end: string) =>
    [...files].filter(
      ([path, text]) => path.endsWith(end) && /mallory|template \\*"palette\.text/.test(text),
    );

  test('stays in its folder, under names of files that mean nothing', () => {
    expect([...files.keys()].filter((path) => !/^[\w-][\w.-]*(?:\/[\w-][\w.-]*)*$/.test(path))).toEqual([]);
    expect(readdirSync(folder).length).toBeGreaterThan(5);
  });

  test('is YAML that old and new readers take for the same, and JSON', () => {
    for (const [path, text] of ending('.yaml')) {
      const [old, now] = (['1.1', '1.2'] as const).map((version) => {
        const documents = parseAllDocuments(text, { version });
        expect(Array.isArray(documents) && documents.flatMap(({ errors }) => errors), path).toEqual([]);
        return Array.from(documents, (document) => document.toJS());
      });
      if (!path.includes('palette-pack')) expect(old, path).toEqual(now);
    }
    for (const [path, text] of ending('.json')) expect(JSON.parse(text), path).toBeTypeOf('object');
  });

  test.each(FLAVOURS)('is taken by promtool and amtool (%s)', (flavour) => {
    const { promtool, amtool } = binaries(flavour);
    const rules = readdirSync(join(folder, 'prometheus/rules')).map((name) => `prometheus/rules/${name}`);

    expect(output(promtool, ['check', 'rules', '--lint=all', '--lint-fatal', ...rules], folder)).toContain(
      'SUCCESS',
    );
    expect(output(promtool, ['check', 'config', 'prometheus/prometheus.yaml'], folder)).toContain('SUCCESS');
    expect(output(amtool, ['check-config', 'alertmanager/alertmanager.yaml'], folder)).toContain('SUCCESS');
    const rendered = ['template', 'render', '--template.glob=alertmanager/*.tmpl', '--template.type=html'];
    const text = output(
      amtool,
      [...rendered, '--template.text={{ template "palette.mail.html" . }}'],
      folder,
    );
    expect(text).not.toMatch(MALLORY);
  });

  test('is an AlertmanagerConfig that the operator takes', ({ skip }) => {
    const faults = faultsOf(alertmanagerConfigObject(site), 'alertmanagerconfigs');
    if (faults === undefined) return skip(NO_DEFINITIONS);

    expect(faults).toEqual([]);
  });

  test('gives the manifests of the pack no template but those of its values', () => {
    const manifests = ending('.yaml').filter(([path]) => path.includes('/manifests/'));
    const said = manifests.flatMap(([, text]) =>
      [...text.matchAll(/\{\{(?!`)(.*?)\}\}/gs)].map(([, inside = '']) => inside.trim()),
    );

    expect(manifests.length).toBeGreaterThan(0);
    expect(
      said.filter((inside) => !/^\.Values\.\w+(?: \| quote)?$/.test(inside) && !/^["`]/.test(inside)),
    ).toEqual([]);
    for (const [path, text] of manifests)
      expect(parseAllDocuments(text.replaceAll('{{', '((')), path).toBeDefined();
    expect(manifests.map(([, text]) => text).join('\n')).toContain('%namespace% %secret%');
  });

  test('gives Grafana neither a variable nor a file', () => {
    const provisioned = ending('.yaml').filter(([path]) => path.startsWith('grafana/provisioning/'));
    const dashboards = ending('.json').filter(([path]) => path.startsWith('grafana/dashboards/'));

    expect(provisioned.length).toBeGreaterThan(1);
    for (const [path, text] of provisioned.filter(([, text]) => /file|project/.test(text)))
      if (!path.endsWith('mute-timings.yaml'))
        expect(text.replaceAll('$$', ''), path).not.toMatch(/\$(?:project|__file\{\/etc\/passwd)/);
    for (const [path, text] of dashboards) {
      const { panels } = JSON.parse(text) as { panels: readonly { options?: { content?: string } }[] };
      for (const { options } of panels)
        expect(options?.content ?? '', path).not.toMatch(/\$project|\[\[palette/);
    }
  });

  test("is dashboards that Grafana's schema takes", ({ skip }) => {
    if (!hasGrafanaSchemas) return skip(NO_GRAFANA_SCHEMAS);

    const dashboards = ending('.json').filter(([path]) => path.startsWith('grafana/dashboards/'));
    expect(dashboards.length).toBeGreaterThan(0);
    for (const [path, text] of dashboards) expect(complaintsOfDashboard(JSON.parse(text)), path).toEqual([]);
  });

  test('shows its names on its pages as text', () => {
    const pages = ending('.md').filter(([, text]) => text.includes('mallory'));
    expect(pages.length).toBeGreaterThan(0);
    for (const [path, text] of pages) {
      const html = String(marked.parse(text));
      expect(html, path).not.toMatch(/<script|<img|href="javascript:/);
    }
  });
});

/** Every name is one of them: people, roles, routes, projects, clusters, teams of a chat. */
function hostileSite(): Site {
  const contacts = NASTY.map((name, index) => ({
    name: `${name} ${index}`,
    roles: [`${name} role`, `role ${index}`, 'everyone'],
    email: `p${index}@example.com`,
  }));
  const routes = [0, 7, 14].map((first) => ({
    name: NASTY[first],
    projects: NASTY.slice(first, first + 7),
    clusters: NASTY.slice(first, first + 7).map((name) => `${name}*`),
    tell: `role ${first}`,
    escalate: [{ after: '30m', to: 'everyone' }],
  }));
  const rotations = [
    {
      role: 'turns',
      people: contacts.slice(0, 3).map(({ name }) => name),
      every: 'week',
      start: '2026-01-05',
      timeZone: 'UTC',
    },
  ];
  const settings = {
    appliances: { pma: NASTY[0] ?? '' },
    grafana: { folder: '"}}: * {{ .x }} <script>', datasource: { name: "'; drop: [" } },
  };
  return loadSite(
    inputFolder({
      contacts: JSON.stringify({ contacts, rotations }),
      routing: JSON.stringify({ fallback: 'everyone', routes: [...routes, { tell: 'everyone' }] }),
      settings: JSON.stringify(settings),
    }),
  );
}
