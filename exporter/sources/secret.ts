import { readFileSync, statSync } from 'node:fs';

/** Where a secret comes from; the value itself stays out of the configuration object where a file holds it. */
export type SecretRef = { readonly value: string } | { readonly file: string };

/** A secret that is read when it is needed, and again when its file changed, so that it can be rotated in place. */
export interface Secret {
  /** @throws Error when the file cannot be read or is empty. */
  read(): string;
  /** Where it comes from, for error messages; never the secret itself. */
  readonly origin: string;
}

export function createSecret(ref: SecretRef, key: string): Secret {
  if ('value' in ref) return { read: () => ref.value, origin: key };
  let readAs = '';
  let text = '';
  return {
    origin: `${key}File ${ref.file}`,
    read() {
      const { mtimeMs, size, ino } = statSync(ref.file);
      const version = `${mtimeMs} ${size} ${ino}`;
      if (version !== readAs) {
        text = readFileSync(ref.file, 'utf8').trim();
        readAs = version;
      }
      if (text === '') throw new Error(`${ref.file} is empty`);
      return text;
    },
  };
}
