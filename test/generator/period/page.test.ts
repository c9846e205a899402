import { mkdirSync, writeFileSync } from 'node:fs';
import { expect, test } from 'vitest';
import { pageOf } from '../../../generator/period/page.ts';
import { htmlOf, markdownOf } from '../../../generator/period/render.ts';
import { emptyFacts, facts } from './example-facts.ts';

test('the page as Markdown', async () => {
  await expect(markdownOf(pageOf(facts))).toMatchFileSnapshot('golden/report.md');
});

test('the page to print stands alone, and shows names as they are', () => {
  const html = htmlOf(pageOf(facts));
  if (process.env.KEEP_REPORT !== undefined) {
    mkdirSync(process.env.KEEP_REPORT, { recursive: true });
    writeFileSync(`${process.env.KEEP_REPORT}/example.html`, html);
  }

  expect(html).not.toMatch(/https?:\/\/|<script|url\(|NaN|undefined|Infinity/);
  expect(html).toContain('&lt;script&gt;');
  expect(html.match(/<svg /g)).toHaveLength(3);
});

test('a time in which nothing happened is a page too', () => {
  const markdown = markdownOf(pageOf(emptyFacts));

  expect(markdown).toContain('There were none.');
  expect(markdown).toContain('None fired');
  expect(htmlOf(pageOf(emptyFacts))).not.toMatch(/NaN|undefined|Infinity/);
});

test('of a fleet the worst are shown, and how many are not', () => {
  const [kind] = facts.availability;
  const [object] = kind?.objects ?? [];
  if (kind === undefined || object === undefined) throw new Error('the example has no console');
  const objects = Array.from({ length: 500 }, (_, index) => ({
    ...object,
    key: `c${index}`,
    name: `c${index}`,
  }));

  const page = pageOf({ ...facts, availability: [{ ...kind, objects }] });

  expect(markdownOf(page)).toContain('440 more are not shown.');
  expect(page.sections[0]?.charts[0]?.boxes.length).toBe(40 * facts.period.buckets.length);
});
