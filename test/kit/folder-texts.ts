import { readdirSync, readFileSync } from 'node:fs';
import { join } from 'node:path';

/** The texts of all files directly in a folder, by name. */
export function folderTexts(folder: string): Record<string, string> {
  const names = readdirSync(folder, { withFileTypes: true }).filter((entry) => entry.isFile());
  return Object.fromEntries(names.map(({ name }) => [name, readFileSync(join(folder, name), 'utf8')]));
}
