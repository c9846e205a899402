import { existsSync, readdirSync, readFileSync, statSync } from 'node:fs';
import { basename, join } from 'node:path';
import { expect, test } from 'vitest';
import { alertsPage, rolesText } from '../generator/outputs/docs/alerts-page.ts';
import { contactFilesPage } from '../generator/outputs/docs/contact-files-page.ts';
import { metricsPage } from '../generator/outputs/docs/metrics-page.ts';
import { runbooks } from '../generator/outputs/docs/runbooks.ts';
import { settingsPage } from '../generator/outputs/docs/settings-page.ts';
import { loadSite, siteFrom } from '../generator/site.ts';
import { brokenLinks } from './kit/markdown-links.ts';

test('the metric reference in docs is current', async () => {
  await expect(metricsPage()).toMatchFileSnapshot('../docs/metrics.md');
});

test('the reference of the alerts in docs is current, and names roles instead of people', async () => {
  const { plan, settings } = loadSite({});
  const page = alertsPage(siteFrom(plan, settings), rolesText);

  await expect(page).toMatchFileSnapshot('../docs/alerts.md');
  expect(page).not.toContain('@');
});

test('the runbooks in docs are current, name roles instead of people, and none is left of an alert that is gone', async () => {
  const { plan, settings } = loadSite({});
  const pages = runbooks(siteFrom(plan, settings), rolesText);

  for (const [path, page] of pages) {
    await expect(page).toMatchFileSnapshot(`../${path}`);
    expect(page, path).not.toMatch(/\w@\w/);
  }
  expect(readdirSync(join(import.meta.dirname, '../docs/runbooks')).sort()).toEqual(
    [...pages.keys()].map((path) => basename(path)).sort(),
  );
});

test('the reference of the settings in docs is current, and leaves no key without a meaning', async () => {
  const page = settingsPage();

  await expect(page).toMatchFileSnapshot('../docs/settings.md');
  expect(page.match(/^\| `[^|]*\|[^|]*\| *\|$/gm)).toBeNull();
});

test('the page about contact files in docs is current, and leaves no key without a meaning', async () => {
  const page = contactFilesPage();

  await expect(page).toMatchFileSnapshot('../docs/contact-files.md');
  expect(page.match(/^\| `[^|]*\|[^|]*\|[^|]*\| *\|.*$/gm)).toBeNull();
});

const guides = readdirSync(join(import.meta.dirname, '../docs/guides')).map((name) => `docs/guides/${name}`);

test.each([
  'README.md',
  'CONTRIBUTING.md',
  'CHANGELOG.md',
  'docs/alerts.md',
  'docs/contact-files.md',
  'docs/metrics.md',
  'docs/settings.md',
  ...guides,
])('%s links only to what exists', (page) => {
  const read = (path: string) => {
    const file = join(import.meta.dirname, '..', path);
    if (!existsSync(file)) return undefined;
    return statSync(file).isFile() ? readFileSync(file, 'utf8') : '';
  };

  expect(brokenLinks(page, read)).toEqual([]);
});

test('a link that leads nowhere is found, and so is a heading that does not exist', () => {
  const pages: Readonly<Record<string, string>> = {
    'docs/a.md':
      '# A `b` c\n[x](b.md) [x](c.md) [x](#a-b-c) [x](#d) [x](../README.md#e) [x](https://example.com/)',
    'docs/b.md': '',
    'README.md': '## F',
  };

  expect(brokenLinks('docs/a.md', (path) => pages[path])).toEqual(['c.md', '#d', '../README.md#e']);
});
