import { mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterAll } from 'vitest';

const folders: string[] = [];

/** A folder that goes with the test file. */
export function temporaryFolder(): string {
  const folder = mkdtempSync(join(tmpdir(), 'palette-monitoring-'));
  folders.push(folder);
  return folder;
}

/** A file with this content that goes with the test file. */
export function temporaryFile(content: string, name = 'file'): string {
  const file = join(temporaryFolder(), name);
  writeFileSync(file, content);
  return file;
}

afterAll(() => {
  for (const folder of folders.splice(0)) rmSync(folder, { recursive: true, force: true });
});
