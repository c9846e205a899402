// Writes the bill of materials of what runs in production, as CycloneDX: `npm run --silent sbom > sbom.json`.
// `npm sbom --omit dev` leaves out what production shares with development (https://github.com/npm/cli/issues/7909), so npm
// is given a package that has no development, in a folder whose name it takes for the package's.
import { execFileSync } from 'node:child_process';
import { mkdirSync, mkdtempSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';

const root = join(import.meta.dirname, '..');
const { devDependencies: _, ...manifest } = read('package.json');
const lock = read('package-lock.json');
const packages = Object.entries(lock.packages).filter(([, { dev }]) => dev !== true);
const own = { ...lock.packages[''], devDependencies: undefined };

const temporary = mkdtempSync(join(tmpdir(), 'sbom-'));
try {
  const folder = join(temporary, manifest.name);
  mkdirSync(folder);
  write(folder, 'package.json', manifest);
  write(folder, 'package-lock.json', { ...lock, packages: { ...Object.fromEntries(packages), '': own } });
  const args = ['sbom', '--sbom-format', 'cyclonedx', '--sbom-type', 'application', '--package-lock-only'];
  process.stdout.write(execFileSync('npm', args, { cwd: folder, maxBuffer: 2 ** 26 }));
} finally {
  rmSync(temporary, { recursive: true });
}

function read(name) {
  return JSON.parse(readFileSync(join(root, name), 'utf8'));
}

function write(folder, name, content) {
  writeFileSync(join(folder, name), JSON.stringify(content));
}
