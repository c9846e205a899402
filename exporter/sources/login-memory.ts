import { randomBytes, scryptSync } from 'node:crypto';
import { readFileSync, renameSync, writeFileSync } from 'node:fs';
import { z } from 'zod';
import { SourceError } from './failures.ts';
import { readJson } from './json.ts';

/** What is known of tries with a credential that was not accepted yet. */
export interface Tries {
  readonly count: number;
  /** Milliseconds since the epoch: not again before this. */
  readonly until: number;
}

/**
 * Tries of logins that outlive the process, so that restarts do not add up to a lockout. No secret is in the file: a
 * credential is recognised by a salted, slow hash of 32 bits.
 */
export interface LoginMemory {
  /** Tries with this secret. @param who whose login it is */
  recall(who: string, secret: string): Tries | undefined;
  remember(who: string, secret: string, tries: Tries): void;
  forget(who: string): void;
}

const schema = z.record(
  z.string(),
  z.object({ salt: z.string(), hash: z.string(), count: z.number(), until: z.number() }),
);

/** What is written throws a SourceError where the file cannot be: a login that nobody remembers is not sent. */
export function createLoginMemory(file: string): LoginMemory {
  const read = () => schema.safeParse(readJson(contentOf(file))).data ?? {};

  function write(logins: z.output<typeof schema>): void {
    const fresh = `${file}.${process.pid}`;
    try {
      writeFileSync(fresh, `${JSON.stringify(logins)}\n`, { mode: 0o600 });
      renameSync(fresh, file);
    } catch {
      throw new SourceError(
        'internal',
        `stateFile ${file} cannot be written, so that no login is sent; make its folder writable`,
      );
    }
  }

  return {
    recall(who, secret) {
      const known = read()[who];
      if (known === undefined || hashOf(secret, known.salt) !== known.hash) return undefined;
      return { count: known.count, until: known.until };
    },
    remember(who, secret, tries) {
      const salt = randomBytes(16).toString('hex');
      write({ ...read(), [who]: { salt, hash: hashOf(secret, salt), ...tries } });
    },
    forget(who) {
      const { [who]: known, ...others } = read();
      if (known !== undefined) write(others);
    },
  };
}

function contentOf(file: string): string {
  try {
    return readFileSync(file, 'utf8');
  } catch {
    return '';
  }
}

function hashOf(secret: string, salt: string): string {
  return scryptSync(secret, salt, 4).toString('hex');
}
