import { existsSync, readdirSync, readFileSync } from 'node:fs';
import { join } from 'node:path';
import { describe, expect, it } from 'vitest';
import { collectors } from '../exporter/catalogue/catalogue.ts';

const ROOMS = {
  palette: collectors.palette,
  'system-console': collectors.systemConsole,
  'local-ui': [...collectors.localUiHost, ...collectors.localUiCluster],
} as const;

/** Folders of a room that hold no collector: its client, and what several answers share. */
const MACHINERY = ['api', 'parts'];

describe.each(Object.entries(ROOMS))('the room %s', (room, listed) => {
  const folder = join(import.meta.dirname, '../exporter', room);
  const entries = readdirSync(folder).filter((entry) => ![...MACHINERY, 'index.ts'].includes(entry));
  const found = entries.map((entry) => ({
    title: entry.replace(/\.ts$/, ''),
    file: join(folder, entry.endsWith('.ts') ? entry : join(entry, 'index.ts')),
  }));

  it.each(found)('holds the collector $title in a file or folder of its name', async ({ title, file }) => {
    const exported: Record<string, unknown> = await import(file);

    expect(Object.keys(exported)).toEqual([camelCase(title)]);
    expect(Object.values(exported)).toMatchObject([{ name: title.replaceAll('-', '_') }]);
    expect(listed).toContain(exported[camelCase(title)]);
  });

  it.each(found)('lets $title write its own facts alone', ({ title, file }) => {
    const written = readFileSync(file, 'utf8').matchAll(/\bWrites<'(\w+)'/g);

    for (const [, writer] of written) expect(writer).toBe(title.replaceAll('-', '_'));
  });

  it('has a test for each collector', () => {
    const untested = found.filter(
      ({ title }) => !existsSync(join(import.meta.dirname, room, `${title}.test.ts`)),
    );

    expect(untested.map(({ title }) => title)).toEqual([]);
  });

  it('lists each collector that it holds, and no other', () => {
    const names = listed.map(({ name }) => name.replaceAll('_', '-'));

    expect(names.toSorted()).toEqual(found.map(({ title }) => title).toSorted());
  });
});

function camelCase(name: string): string {
  return name.replace(/-(\w)/g, (_, letter: string) => letter.toUpperCase());
}
