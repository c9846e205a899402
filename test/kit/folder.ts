import { mkdir, mkdtemp, rm, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { dirname, join } from 'node:path';
import { stringify } from 'yaml';

/** A temporary folder of its own. */
export interface Folder {
  readonly path: string;
  /** Writes a text as it is and anything else as YAML; the absolute path of the file. */
  write(name: string, content: unknown): Promise<string>;
  remove(): Promise<void>;
}

/** Makes a temporary folder that holds `files`: relative path to text or data. */
export async function temporaryFolder(files: Readonly<Record<string, unknown>> = {}): Promise<Folder> {
  const path = await mkdtemp(join(tmpdir(), 'palette-monitoring-'));
  const folder: Folder = {
    path,
    async write(name, content) {
      const file = join(path, name);
      await mkdir(dirname(file), { recursive: true });
      await writeFile(file, typeof content === 'string' ? content : stringify(content, { version: '1.1' }));
      return file;
    },
    remove: () => rm(path, { recursive: true, force: true }),
  };
  for (const [name, content] of Object.entries(files)) await folder.write(name, content);
  return folder;
}
