import { describe, expect, test } from 'vitest';
import { docsFiles } from '../../../../generator/outputs/docs/docs-files.ts';
import { ruleGroups } from '../../../../generator/outputs/prometheus/alerting-rules.ts';
import { type Site, siteFrom } from '../../../../generator/site.ts';
import { readSettings } from '../../../../generator/site-settings.ts';
import { brokenLinks, linksOf } from '../../../kit/markdown-links.ts';
import { SITES, sharedBundleOf, siteOf } from '../../../kit/proved-sites.ts';

const EVERYTHING = readSettings({
  name: 'settings.yaml',
  text: `
optional:
  customResourceState: {}
  etcdSnapshot: {}
  applianceBackup: { command: /opt/backup.sh }
alerts: { PaletteClusterQuorumLost: { enabled: false } }
`,
});
const sites = [
  ...Object.keys(SITES).map((name) => [name, siteOf(name)] as const),
  ['everything', siteFrom(siteOf('default').plan, EVERYTHING)] as const,
];

describe.each(sites)('the pages of the %s site', (_, site) => {
  const files = sharedBundleOf(site);
  const pages = [...files.keys()].filter((path) => path.endsWith('.md'));
  const alerts = site.alerts;

  test('link only to pages and headings that exist', () => {
    expect(linksOf(files.get('docs/alerts.md') ?? '').length).toBeGreaterThanOrEqual(alerts.length);
    for (const path of pages)
      expect(
        brokenLinks(path, (name) => files.get(name)),
        path,
      ).toEqual([]);
  });

  test('are what the rules link to, each about its alert, once the settings say where they lie', () => {
    const base = 'https://wiki.example.com/runbooks';
    const settings = { ...site.settings, links: { ...site.settings.links, runbooks: `${base}/` } };

    for (const { alert, annotations } of rulesOf(siteFrom(site.plan, settings))) {
      const url = annotations.runbook_url ?? '';
      expect(url).toBe(`${base}/${alert}.md`);
      expect(files.get(`docs/runbooks/${alert}.md`)?.split('\n')[0], url).toBe(`# ${alert}`);
    }
  });

  test('are runbooks of alerts that the site has, with all four sections', () => {
    const runbooks = pages.filter((path) => path.startsWith('docs/runbooks/'));

    expect(runbooks.sort()).toEqual(alerts.map(({ name }) => `docs/runbooks/${name}.md`).sort());
    for (const path of runbooks)
      expect([...(files.get(path) ?? '').matchAll(/^## (.+)$/gm)].map(([, heading]) => heading)).toEqual([
        'Meaning',
        'Impact',
        'Diagnosis',
        'Mitigation',
      ]);
  });
});

test('a mail has no dead link: without an address of the runbooks the rules name none', () => {
  const named = rulesOf(siteOf('default')).filter(({ annotations }) => 'runbook_url' in annotations);

  expect(named).toEqual([]);
});

test.each(['docs/runbooks', 'wiki.example.com/runbooks', 'https://wiki.example.com/a page'])(
  'an address of the runbooks that no mail can link to is refused: %s',
  (runbooks) => {
    const text = JSON.stringify({ links: { runbooks } });

    expect(() => readSettings({ name: 'settings.yaml', text })).toThrow(
      /links\.runbooks: must be a URL such as/,
    );
  },
);

function rulesOf(site: Site) {
  return ruleGroups(site).flatMap(({ rules }) => rules);
}

test('a runbook links to the alerts that it names, as far as the site has them', () => {
  const { plan, settings } = siteOf('default');
  const of = (site: typeof settings) =>
    docsFiles(siteFrom(plan, site)).get('docs/runbooks/PaletteClusterHeartbeatLost.md');

  expect(of(settings)).toContain('see [PaletteClusterQuorumLost](PaletteClusterQuorumLost.md).');
  expect(of(EVERYTHING)).toContain('see PaletteClusterQuorumLost.');
  expect(of(settings)).not.toContain('[PaletteClusterHeartbeatLost]');
});
