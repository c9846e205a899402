import { existsSync, readFileSync, statSync } from 'node:fs';
import { join } from 'node:path';
import { describe, expect, test } from 'vitest';
import { ROOT } from './kit/imports.ts';

const PAGES = ['CONTRIBUTING.md', 'ARCHITECTURE.md'];
/** A file or folder of ours in backticks. */
const PATH = /`((?:exporter|alerts|dashboards|generator|test|docs)\/[\w./-]*|[A-Z]+\.md)`/g;
/** A name that a file declares: `metrics`, `countLeftOut`, `palette_cluster_state`. */
const NAME = /`([A-Za-z_]\w+)`/g;
/** Words of YAML, TypeScript and Prometheus that stand in backticks without being declared anywhere. */
const COMMON = new Set(['undefined', 'metrics']);

describe.each(PAGES)('%s', (page) => {
  test('names only files and folders that there are', () => {
    const named = [...read(page).matchAll(PATH)].map(([, path = '']) => path);

    expect(named.length).toBeGreaterThan(10);
    expect(named.filter((path) => !existsSync(join(ROOT, path)))).toEqual([]);
  });
});

test('each question of the table leads to a file that declares what is asked for', () => {
  const rows = [...read('CONTRIBUTING.md').matchAll(/^\| ([^|]+\?) \| (.+) \|$/gm)];

  expect(rows.length).toBeGreaterThan(5);
  for (const [, question = '', files = ''] of rows) {
    const texts = [...files.matchAll(PATH)].map(([, path = '']) => textOf(path)).join('\n');
    for (const [, name = ''] of question.matchAll(NAME)) expect(texts, question).toContain(name);
  }
});

test('each step of a recipe that begins with a file names what that file has', () => {
  const recipes = section(read('CONTRIBUTING.md'), 'Recipes');
  const steps = [...recipes.matchAll(/^(?:\d\. )?`([\w./-]+)`([\s\S]*?)(?=\n\d\. |\n\n)/gm)];

  expect(steps.length).toBeGreaterThan(12);
  for (const [step, path = ''] of steps) {
    const told = [...step.matchAll(NAME)].map(([, name = '']) => name);
    const text = textOf(path);
    for (const name of told.filter((one) => !isWord(one))) expect(text, `${path}: ${step}`).toContain(name);
  }
});

/** What stands in a recipe as a thing to write, not as a thing that is there. */
function isWord(name: string): boolean {
  return COMMON.has(name) || name === 'optional';
}

function section(page: string, title: string): string {
  return page.split(/^## /m).find((part) => part.startsWith(title)) ?? expect.fail(`there is no ${title}`);
}

function textOf(path: string): string {
  const file = join(ROOT, path);
  return statSync(file).isDirectory() ? '' : readFileSync(file, 'utf8');
}

function read(page: string): string {
  return readFileSync(join(ROOT, page), 'utf8');
}
