import { existsSync, readFileSync } from 'node:fs';
import { join } from 'node:path';
import { expect, test } from 'vitest';

const root = join(import.meta.dirname, '..');
/** What the build makes in the image. */
const MADE = ['node_modules', 'dist'];

test('what the image is made of is there, and not kept from the build', () => {
  const sources = [...read('Dockerfile').matchAll(/^COPY --from=build (.*) \S+$/gm)]
    .flatMap(([, paths = '']) => paths.split(' '))
    .map((path) => path.replace('/build/', ''))
    .filter((path) => !MADE.includes(path));
  const sent = read('.dockerignore')
    .split('\n')
    .filter((line) => line.startsWith('!'))
    .map((line) => line.slice(1));
  const isSent = (path: string) => sent.some((one) => path === one || path.startsWith(`${one}/`));

  expect(sources).toContain('package.json');
  expect(sources.filter((path) => !existsSync(join(root, path)))).toEqual([]);
  expect(sources.filter((path) => !isSent(path))).toEqual([]);
});

function read(path: string): string {
  return readFileSync(join(root, path), 'utf8');
}
