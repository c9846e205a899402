import { readFileSync, type Stats, statSync } from 'node:fs';

/** Where a secret comes from; the value itself stays out of the configuration object where a file holds it. */
export type SecretRef = { readonly value: string } | { readonly file: string };

/** A secret that is read when it is needed, and again when its file changed, so that it can be rotated in place. */
export interface Secret {
  /** @throws Error when the file cannot be read or is empty. */
  read(): string;
  /** Differs when it was replaced; never the secret itself. */
  version(): string;
  /** Where it comes from, for error messages; never the secret itself. */
  readonly origin: string;
}

export function createSecret(ref: SecretRef, key: string): Secret {
  if ('value' in ref) return { read: () => ref.value, version: () => '', origin: key };
  let readAs = '';
  let text = '';
  return {
    origin: `${key}File ${ref.file}`,
    version() {
      const found = statSync(ref.file, { throwIfNoEntry: false });
      return found === undefined ? 'missing' : versionOf(found);
    },
    read() {
      const version = versionOf(statSync(ref.file));
      if (version !== readAs) {
        text = readFileSync(ref.file, 'utf8').trim();
        readAs = version;
      }
      if (text === '') throw new Error(`${ref.file} is empty`);
      return text;
    },
  };
}

function versionOf({ mtimeMs, size, ino }: Stats): string {
  return `${mtimeMs} ${size} ${ino}`;
}
