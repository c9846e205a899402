import { execFileSync } from 'node:child_process';
import { mkdtempSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { run } from '../../generator/cli.ts';
import { type Bundle, writeBundle } from '../../generator/kit/bundle-folder.ts';
import type { Site, Sources } from '../../generator/site.ts';
import { FEWER_COLLECTIONS } from './prometheus-tools.ts';
import { sharedBundleOf } from './proved-sites.ts';

/**
 * Writes the bundle of a site into a folder of its own.
 *
 * @param outputs those that are looked at: all of a bundle takes seconds
 */
export function written(site: Site, ...outputs: readonly ((site: Site) => Bundle)[]): string {
  const folder = mkdtempSync(join(tmpdir(), 'bundle-'));
  const files = outputs.flatMap((filesOf) => [...filesOf(site)]);
  writeBundle(folder, outputs.length === 0 ? sharedBundleOf(site) : new Map(files));
  return folder;
}

/** Runs a program and returns what it says; a failure is thrown with all of it. */
export function output(program: string, args: readonly string[], cwd: string): string {
  try {
    const env = { ...process.env, ...FEWER_COLLECTIONS };
    return execFileSync(program, args, { cwd, encoding: 'utf8', stdio: 'pipe', env });
  } catch (error) {
    const { stdout = '', stderr = '' } = error as { stdout?: string; stderr?: string };
    throw new Error(`${program} ${args.join(' ')}\n${stdout}${stderr}`);
  }
}

/** Runs `palette-bundle` in this process and returns its exit code and what it said. */
export async function bundle(
  args: readonly string[],
  now = new Date('2026-11-23T09:00:00Z'),
): Promise<{ code: number; out: string; err: string }> {
  let [out, err] = ['', ''];
  const code = await run(args, {
    out: (text) => {
      out += text;
    },
    err: (text) => {
      err += text;
    },
    now: () => now,
  });
  return { code, out, err };
}

/** Writes the files of a site, YAML but for a contact table that is Markdown, into a folder of its own. */
export function inputFolder(texts: Readonly<Partial<Record<keyof Sources, string>>>): Sources {
  const folder = mkdtempSync(join(tmpdir(), 'site-'));
  return Object.fromEntries(
    Object.entries(texts).map(([name, text]) => {
      const path = join(folder, `${name}${text.trimStart().startsWith('|') ? '.md' : '.yaml'}`);
      writeFileSync(path, text);
      return [name, path];
    }),
  );
}
