import { execFileSync } from 'node:child_process';
import { mkdtempSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { bundleOf } from '../../generator/bundle.ts';
import type { Site } from '../../generator/load.ts';
import { writeBundle } from '../../generator/write.ts';

/** Writes the bundle of a site into a folder of its own. */
export function written(site: Site): string {
  const folder = mkdtempSync(join(tmpdir(), 'bundle-'));
  writeBundle(folder, bundleOf(site));
  return folder;
}

/** Runs a program and returns what it says; a failure is thrown with all of it. */
export function output(program: string, args: readonly string[], cwd: string): string {
  try {
    return execFileSync(program, args, { cwd, encoding: 'utf8', stdio: 'pipe' });
  } catch (error) {
    const { stdout = '', stderr = '' } = error as { stdout?: string; stderr?: string };
    throw new Error(`${program} ${args.join(' ')}\n${stdout}${stderr}`);
  }
}
