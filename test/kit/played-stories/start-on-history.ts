import { cp, writeFile } from 'node:fs/promises';
import { join } from 'node:path';
import { binaries, type Flavour } from '../binaries.ts';
import { type Program, startProgram } from '../program.ts';

/** Starts a Prometheus on a copy of the database in a folder. It scrapes nothing. */
export async function startOnHistory(
  flavour: Flavour,
  folder: string,
  args: readonly string[] = [],
): Promise<Program> {
  const data = join(folder, `data-${flavour}`);
  const config = join(folder, 'prometheus.yml');
  await cp(join(folder, 'data'), data, { recursive: true });
  await writeFile(config, '{}');
  return startProgram(binaries(flavour).prometheus, [
    `--config.file=${config}`,
    `--storage.tsdb.path=${data}`,
    // The time of the stories is not that of the machine.
    '--storage.tsdb.retention.time=100y',
    ...args,
  ]);
}
