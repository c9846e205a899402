import { execFileSync, spawn, spawnSync } from 'node:child_process';
import { once } from 'node:events';
import { existsSync, readFileSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { beforeAll, describe, expect, test } from 'vitest';
import { z } from 'zod';
import { version } from '../exporter/package.ts';
import { loadSite } from '../generator/site.ts';
import { brokenLinks } from './kit/markdown-links.ts';
import { NODE_LINES, nodeOf } from './kit/node-releases.ts';
import { temporaryFolder } from './kit/temporary.ts';

const root = join(import.meta.dirname, '..');
const packedSchema = z.array(
  z.object({ filename: z.string(), files: z.array(z.object({ path: z.string() })) }),
);
const sbomSchema = z.object({
  bomFormat: z.literal('CycloneDX'),
  metadata: z.object({ component: z.object({ version: z.string(), purl: z.string() }) }),
  components: z.array(
    z.object({
      name: z.string(),
      version: z.string(),
      purl: z.string(),
      hashes: z.array(z.object({ alg: z.literal('SHA-512') })).min(1),
      licenses: z.array(z.unknown()).min(1),
    }),
  ),
});
const lockSchema = z.object({
  version: z.string(),
  packages: z.record(z.string(), z.object({ version: z.string(), dev: z.boolean().optional() })),
});
/** What npm says when there is no registry to ask. */
const NO_REGISTRY = /E(?:NOTFOUND|CONNREFUSED|AI_AGAIN|NOTCACHED|TIMEDOUT|NETUNREACH)/;

const folder = temporaryFolder();
let paths: readonly string[];
let tarball: string;

beforeAll(() => {
  const { filename, files } = pack(folder);
  tarball = filename;
  paths = files.map(({ path }) => path);
});

test('the package holds the programs and what they read, and neither tests nor benchmarks', () => {
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

test('a guide in the package leads to nothing that is not in it', () => {
  const read = (path: string) => {
    if (paths.includes(path)) return readFileSync(join(root, path), 'utf8');
    return paths.some((one) => one.startsWith(`${path}/`)) ? '' : undefined;
  };
  const guides = paths.filter((path) => path.startsWith('docs/guides/'));

  expect(guides).toContain('docs/guides/README.md');
  for (const guide of guides) expect(brokenLinks(guide, read), guide).toEqual([]);
});

describe('the package, installed where nothing else of ours is', () => {
  let refusal: string | undefined;

  beforeAll(() => {
    refusal = install();
  });

  test.for(NODE_LINES)('works on Node.js %i', async (line, context) => {
    const node = nodeOf(line);
    const reason = refusal ?? ('missing' in node ? node.missing : undefined);
    if ('missing' in node || reason !== undefined) return context.skip(reason);
    const said = (name: string, ...args: readonly string[]) =>
      execFileSync(node.path, [programIn(name), ...args], {
        cwd: folder,
        encoding: 'utf8',
        stdio: 'pipe',
      });

    expect(said('palette-exporter', '--version').trim()).toBe(version);
    expect(said('palette-bundle', 'generate', '--out', `bundle-${line}`)).toMatch(/ 0 removed\n$/);
    expect(existsSync(join(folder, `bundle-${line}/compose.yaml`))).toBe(true);
    expect(await metricsOfDemo(node.path, programIn('palette-exporter'))).toMatch(
      new RegExp(`^palette_exporter_build_info\\{version="${version}",node_version="v${line}\\.`, 'm'),
    );
  });
});

test('npm run sbom lists what runs in production, each with licence and checksum, and nothing of development', () => {
  const text = execFileSync('npm', ['run', '--silent', 'sbom'], { cwd: root, encoding: 'utf8' });
  const { metadata, components } = sbomSchema.parse(JSON.parse(text));
  const locked = Object.entries(lock().packages).filter(([path, { dev }]) => path !== '' && dev !== true);
  const names = locked.map(([path, one]) => `${path.replace(/^.*node_modules\//, '')}@${one.version}`);

  expect(metadata.component).toMatchObject({ version, purl: `pkg:npm/palette-monitoring@${version}` });
  expect([...new Set(components.map((one) => `${one.name}@${one.version}`))].sort()).toEqual(
    [...new Set(names)].sort(),
  );
});

test('the version stands in package.json, and whatever repeats it says the same', () => {
  const guide = readFileSync(join(root, 'docs/guides/compose.md'), 'utf8');
  const { packages, version: locked } = lock();

  expect([locked, packages['']?.version]).toEqual([version, version]);
  expect(loadSite({}).settings.kubernetes.exporter.image).toBe(`palette-exporter:${version}`);
  expect(guide.match(/palette-exporter:\d[\w.-]*/g)).toEqual([`palette-exporter:${version}`]);
});

/** Packs the package into a folder. */
function pack(to: string): z.output<typeof packedSchema>[number] {
  const all = ['pack', '--json', '--ignore-scripts', '--loglevel=error', '--pack-destination', to];
  const [one] = packedSchema.parse(JSON.parse(execFileSync('npm', all, { cwd: root, encoding: 'utf8' })));
  if (one === undefined) throw new Error(`npm ${all.join(' ')} says that it packed nothing`);
  return one;
}

function programIn(name: string): string {
  return join(folder, 'node_modules/.bin', name);
}

/** Installs the package where nothing else is; why not, where there is no registry to ask. */
function install(): string | undefined {
  writeFileSync(join(folder, 'package.json'), '{}');
  const args = ['install', `./${tarball}`, '--omit=optional', '--prefer-offline', '--no-audit', '--no-fund'];
  const { status, stderr } = spawnSync('npm', args, { cwd: folder, encoding: 'utf8' });
  if (NO_REGISTRY.test(stderr)) {
    const reason = 'the registry of npm cannot be reached: the package has not been installed anywhere';
    process.stderr.write(`${reason}\n`);
    return reason;
  }
  if (status !== 0) throw new Error(`npm ${args.join(' ')}: ${stderr}`);
  return undefined;
}

function lock(): z.output<typeof lockSchema> {
  return lockSchema.parse(JSON.parse(readFileSync(join(root, 'package-lock.json'), 'utf8')));
}

/** What the demo of an installed exporter serves on `/metrics`. */
async function metricsOfDemo(node: string, program: string): Promise<string> {
  // The scenarios are on the port after it; with port 0 both are of the system's choice.
  const child = spawn(node, [program, 'demo', '--listen', '127.0.0.1:0'], {
    stdio: ['ignore', 'pipe', 'pipe'],
  });
  const ended = once(child, 'close');
  try {
    const page = await urlIn(child.stdout);
    return await (await fetch(page)).text();
  } finally {
    child.kill();
    await ended;
  }
}

async function urlIn(output: AsyncIterable<Buffer>): Promise<string> {
  let text = '';
  for await (const chunk of output) {
    text += chunk.toString();
    const url = /metrics\s+(http\S+)/.exec(text)?.[1];
    if (url !== undefined) return url;
  }
  throw new Error(`the demo ended before it served: ${text}`);
}
