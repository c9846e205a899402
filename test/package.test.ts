import { execFileSync } from 'node:child_process';
import { join } from 'node:path';
import { expect, test } from 'vitest';

test('the package holds the programs and what they read, and neither tests nor benchmarks', () => {
  const args = ['pack', '--dry-run', '--json', '--ignore-scripts', '--loglevel=error'];
  const root = join(import.meta.dirname, '..');
  const [packed] = JSON.parse(execFileSync('npm', args, { cwd: root, encoding: 'utf8' }));
  const paths: string[] = packed.files.map(({ path }: { path: string }) => path);

  expect(paths).toContain('dist/exporter/main.js');
  expect(paths).toContain('dist/generator/main.js');
  expect(paths).toContain('dist/demo/main.js');
  expect(paths).toContain('demo/page/index.html');
  expect(paths).toContain('demo/page/room.js');
  expect(paths).toContain('demo/site/contacts.md');
  expect(paths).toContain('alerts/routing.yaml');
  expect(paths).toContain('docs/runbooks/PaletteClusterUnhealthy.md');
  expect(paths.filter((path) => /(?:^|\/)test\//.test(path))).toEqual([]);
});
