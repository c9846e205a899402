import { mkdtempSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';

/**
 * Gives the test run a temporary folder of its own, which goes with it: whatever a test or a program that it starts leaves
 * behind, the machine's folder is afterwards as it was before.
 */
export function setup(): () => void {
  const usual = process.env.TMPDIR;
  const own = mkdtempSync(join(tmpdir(), 'palette-monitoring-tests-'));
  process.env.TMPDIR = own;
  return () => {
    if (usual === undefined) delete process.env.TMPDIR;
    else process.env.TMPDIR = usual;
    rmSync(own, { recursive: true, force: true, maxRetries: 3 });
  };
}
