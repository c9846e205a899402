import { mkdirSync, readdirSync, renameSync, rmdirSync, rmSync, statSync, writeFileSync } from 'node:fs';
import { hostname } from 'node:os';
import { join } from 'node:path';
import { Problem } from './problem.ts';

const WAIT_MS = 10_000;
const LOOK_AGAIN_MS = 50;
/** A run writes for a second at most: one of another machine that holds on for longer has been killed. */
const OLD_MS = 60_000;
/** The holder's name follows at once on the making of the folder. */
const NAMELESS_MS = 2_000;
const HELD_BY = 'held-by.';

/**
 * Makes a folder that only one process holds at a time, and waits for it up to ten seconds. What a killed process left in
 * the folder is there for the next one.
 *
 * @throws Problem when another process goes on holding it
 */
export function holdAlone(folder: string): {
  /** No longer, if the process slept for a minute and another took over. */
  readonly isHolder: () => boolean;
  /** Gives it back, empty by then. */
  readonly release: () => void;
} {
  const own = `${HELD_BY}${process.pid}.${encodeURIComponent(hostname())}`;
  const until = Date.now() + WAIT_MS;
  while (!taken(folder, own)) {
    if (Date.now() > until) {
      const remedy = 'wait until it has ended; if none is running, delete this folder';
      throw new Problem(folder, 'another palette-bundle is writing', remedy);
    }
    Atomics.wait(new Int32Array(new SharedArrayBuffer(4)), 0, 0, LOOK_AGAIN_MS);
  }
  return {
    isHolder: () => holderOf(folder) === own,
    release() {
      rmSync(join(folder, own), { force: true });
      rmdirSync(folder);
    },
  };
}

function taken(folder: string, own: string): boolean {
  try {
    mkdirSync(folder);
    writeFileSync(join(folder, own), '', { flag: 'wx' });
    return true;
  } catch (error) {
    const code = error instanceof Error && 'code' in error ? error.code : undefined;
    if (code !== 'EEXIST' && code !== 'ENOENT') throw error;
    return code === 'EEXIST' && takenOver(folder, own);
  }
}

/** Of several that find a folder of the dead, renaming lets one win. */
function takenOver(folder: string, own: string): boolean {
  try {
    const holder = holderOf(folder);
    const age = Date.now() - statSync(folder).mtimeMs;
    if (holder === undefined) {
      if (age > NAMELESS_MS) rmdirSync(folder);
      return false;
    }
    if (!isDead(holder, age)) return false;
    renameSync(join(folder, holder), join(folder, own));
    return true;
  } catch {
    // Somebody was faster.
    return false;
  }
}

function holderOf(folder: string): string | undefined {
  try {
    return readdirSync(folder).find((name) => name.startsWith(HELD_BY));
  } catch {
    return undefined;
  }
}

function isDead(holder: string, age: number): boolean {
  const [pid, host] = holder.slice(HELD_BY.length).split(/\.(.*)/s);
  if (host !== encodeURIComponent(hostname())) return age > OLD_MS;
  // After a restart of the container, the dead one had our number.
  if (Number(pid) === process.pid) return true;
  try {
    process.kill(Number(pid), 0);
    return false;
  } catch (error) {
    return error instanceof Error && 'code' in error && error.code === 'ESRCH';
  }
}
