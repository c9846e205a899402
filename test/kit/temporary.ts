import { mkdtempSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';

/** A folder that goes with the temporary folder of the test run. */
export function temporaryFolder(): string {
  return mkdtempSync(join(tmpdir(), 'palette-monitoring-'));
}

/** A file with this content, in a folder of its own. */
export function temporaryFile(content: string, name = 'file'): string {
  const file = join(temporaryFolder(), name);
  writeFileSync(file, content);
  return file;
}
