import {
  accessSync,
  constants,
  existsSync,
  mkdirSync,
  readFileSync,
  renameSync,
  rmdirSync,
  rmSync,
  statSync,
  writeFileSync,
} from 'node:fs';
import { basename, dirname, join } from 'node:path';
import { z } from 'zod';
import { holdAlone } from './lone-writer.ts';
import { Problem } from './problem.ts';
import { foreignOn, insidePath } from './within-folder.ts';

/** Files to put into a folder and files to take out of it, both as paths in it. */
export interface Change<Result> {
  readonly files: ReadonlyMap<string, Buffer>;
  readonly removed: readonly string[];
  /** What is told afterwards. */
  readonly result: Result;
}

const FILES = 'files';
const JOURNAL = 'journal.json';
const journalSchema = z.object({ files: z.array(insidePath), removed: z.array(insidePath) });
type Journal = z.output<typeof journalSchema>;

/**
 * Changes a folder as one step: everything is written beside it first, and moved in when all of it is there. A folder that
 * is not there yet appears whole. Moving into one that is there takes a millisecond or two; a journal says what belongs to
 * it, and the next run finishes what even there was killed. The folder itself stays, as those need who have mounted it.
 *
 * @param plan is asked once nobody else writes, and after a change that was cut off is finished
 * @throws Problem
 */
export function changeAtOnce<Result>(folder: string, plan: () => Change<Result>): Result {
  return tell(folder, () => {
    mkdirSync(dirname(folder), { recursive: true });
    const stage = stageOf(folder);
    const { isHolder, release } = holdAlone(stage);
    try {
      finishFormer(stage, folder);
      const change = plan();
      if (change.files.size > 0 || change.removed.length > 0) {
        prepare(stage, change);
        if (!isHolder()) throw new Problem(stage, 'another palette-bundle took over', 'run it again');
        if (existsSync(folder)) commit(stage, folder);
        else renameSync(join(stage, FILES), folder);
      }
      return change.result;
    } finally {
      // What could not be moved in is moved in by the next run, once it may.
      if (isHolder() && !existsSync(join(stage, JOURNAL))) {
        clear(stage);
        release();
      }
    }
  });
}

/** Beside the folder, so that nothing foreign lies in it; inside only where a file cannot be moved in from beside it. */
function stageOf(folder: string): string {
  const beside = join(dirname(folder), `.${basename(folder)}.palette-bundle-new`);
  if (!existsSync(folder)) return beside;
  try {
    accessSync(dirname(folder), constants.W_OK);
    if (statSync(folder).dev === statSync(dirname(folder)).dev) return beside;
  } catch {
    // Inside, then.
  }
  return join(folder, '.palette-bundle-new');
}

function prepare(stage: string, { files, removed }: Change<unknown>): void {
  for (const [path, content] of files) {
    const file = join(stage, FILES, path);
    mkdirSync(dirname(file), { recursive: true });
    writeFileSync(file, content);
  }
  const journal: Journal = { files: [...files.keys()], removed: [...removed] };
  writeFileSync(join(stage, `${JOURNAL}.part`), JSON.stringify(journal));
}

/** From the moment that the journal has its name, the change happens: now, or in the next run. */
function commit(stage: string, folder: string): void {
  const hold = () => {};
  const signals = ['SIGINT', 'SIGTERM', 'SIGHUP'] as const;
  for (const signal of signals) process.on(signal, hold);
  try {
    renameSync(join(stage, `${JOURNAL}.part`), join(stage, JOURNAL));
    finishFormer(stage, folder);
  } finally {
    for (const signal of signals) process.removeListener(signal, hold);
  }
}

function finishFormer(stage: string, folder: string): void {
  const journal = join(stage, JOURNAL);
  if (existsSync(journal)) {
    const { files, removed } = journalSchema.parse(JSON.parse(readFileSync(journal, 'utf8')));
    for (const path of files) moveIn(join(stage, FILES, path), join(folder, path));
    for (const path of removed) remove(folder, path);
  }
  clear(stage);
}

function moveIn(staged: string, file: string): void {
  // It is in already, if the run that was killed came as far as this.
  if (!existsSync(staged)) return;
  if (!existsSync(dirname(file))) mkdirSync(dirname(file), { recursive: true });
  renameSync(staged, file);
}

function remove(folder: string, path: string): void {
  if (foreignOn(folder, path, true) !== undefined) return;
  // A run that was killed may have come as far as to leave an empty folder.
  rmSync(join(folder, path), { force: true });
  for (let parent = dirname(path); parent !== '.'; parent = dirname(parent)) {
    try {
      rmdirSync(join(folder, parent));
    } catch {
      return;
    }
  }
}

/** The journal goes first: without it, what is left means nothing. */
function clear(stage: string): void {
  for (const name of [JOURNAL, `${JOURNAL}.part`, FILES])
    rmSync(join(stage, name), { recursive: true, force: true });
}

function tell<Result>(folder: string, act: () => Result): Result {
  try {
    return act();
  } catch (error) {
    if (error instanceof Problem || !(error instanceof Error && 'code' in error)) throw error;
    const place = 'path' in error && typeof error.path === 'string' ? error.path : folder;
    const remedy = 'choose another folder with --out or correct its rights';
    throw new Problem(place, `cannot be written (${String(error.code)})`, remedy);
  }
}
