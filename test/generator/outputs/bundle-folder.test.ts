import { execFileSync } from 'node:child_process';
import builtin, * as fs from 'node:fs';
import { syncBuiltinESMExports } from 'node:module';
import { hostname, tmpdir } from 'node:os';
import { dirname, join } from 'node:path';
import { afterAll, beforeAll, describe, expect, test, vi } from 'vitest';
import { writeBundle } from '../../../generator/kit/bundle-folder.ts';
import { bundle } from '../../kit/run-bundle.ts';

/** How many changes of the file system the process lives to make. */
let breath = Number.POSITIVE_INFINITY;

const CHANGES = ['mkdirSync', 'renameSync', 'rmSync', 'rmdirSync', 'writeFileSync'] as const;

beforeAll(() => {
  for (const name of CHANGES) {
    const real = builtin[name];
    vi.spyOn(builtin, name).mockImplementation((...args: unknown[]) => {
      breath -= 1;
      if (breath < 0) throw new Error('killed');
      return Reflect.apply(real, builtin, args);
    });
  }
  syncBuiltinESMExports();
});

afterAll(() => {
  vi.restoreAllMocks();
  syncBuiltinESMExports();
});

const OLD = new Map([
  ['a/kept.yaml', 'kept'],
  ['a/changed.yaml', 'old'],
  ['b/gone.yaml', 'old'],
]);
const NEW = new Map([
  ['a/kept.yaml', 'kept'],
  ['a/changed.yaml', 'new'],
  ['c/added.yaml', 'new'],
]);
const OTHER = new Map([['d/other.yaml', 'other']]);

describe('a bundle whose writer is killed', () => {
  test('appears whole in a new folder, or not at all', () => {
    const moments = everyMoment(() => {
      const out = join(temporary(), 'bundle');
      return { out, write: () => writeBundle(out, NEW) };
    });

    const states = moments.map(({ out }) => textsIn(out));
    expect(new Set(states.map((state) => JSON.stringify(state)))).toEqual(
      new Set([JSON.stringify([]), JSON.stringify(sorted(NEW))]),
    );
  });

  test('is the old one or the new one, or is finished by the next run', () => {
    const moments = everyMoment(() => {
      const out = oldBundle();
      return { out, write: () => writeBundle(out, NEW) };
    });

    const between = moments.filter(({ out }) => ![sorted(OLD), sorted(NEW)].some(isSameAs(textsIn(out))));
    expect(moments.filter(({ out }) => isSameAs(textsIn(out))(sorted(OLD))).length).toBeGreaterThan(5);
    for (const { out } of between) expect(journalBeside(out)).toBe(true);
    for (const { out } of moments) {
      writeBundle(out, NEW);

      expect(textsIn(out)).toEqual(sorted(NEW));
      expect(fs.readdirSync(dirname(out))).toEqual(['bundle']);
      expect(manifest(out)).toEqual([...NEW.keys()].sort());
    }
  });

  test('leaves nothing of itself to a run that writes something else', () => {
    const moments = everyMoment(() => {
      const out = oldBundle();
      return { out, write: () => writeBundle(out, NEW) };
    });

    for (const { out } of moments) {
      writeBundle(out, OTHER);

      expect(textsIn(out)).toEqual(sorted(OTHER));
      expect(fs.readdirSync(out).sort()).toEqual(['.palette-bundle.json', 'd']);
    }
  });
});

describe('two writers of one bundle', () => {
  test('take turns: the second waits until the first has ended', () => {
    const out = oldBundle();
    const stage = join(dirname(out), '.bundle.palette-bundle-new');
    fs.mkdirSync(stage);
    const first = execFileSync('sh', ['-c', `(sleep 0.3; rm -r ${stage}) > ended 2>&1 & echo $!`], {
      cwd: temporary(),
      encoding: 'utf8',
    });
    fs.writeFileSync(join(stage, `held-by.${first.trim()}.${hostname()}`), '');

    // It waits without letting go of the thread.
    writeBundle(out, NEW);

    expect(textsIn(out)).toEqual(sorted(NEW));
    expect(fs.readdirSync(dirname(out))).toEqual(['bundle']);
  });

  test('one of them refuses when the other does not end', () => {
    const out = oldBundle();
    const stage = join(dirname(out), '.bundle.palette-bundle-new');
    file(stage, `held-by.${process.ppid}.${hostname()}`, '');
    vi.spyOn(Date, 'now').mockReturnValueOnce(0);

    expect(() => writeBundle(out, NEW)).toThrow('another palette-bundle is writing; wait until it has ended');
    expect(textsIn(out)).toEqual(sorted(OLD));
  });
});

describe('a folder with files of others', () => {
  test.each([
    ['a file of the same name', (out: string) => file(out, 'docs/alerts.md', 'mine'), 'docs/alerts.md'],
    ['a link of the same name', (out: string) => link(out, 'docs/alerts.md'), 'docs/alerts.md'],
    ['a folder in place of a file', (out: string) => file(out, 'docs/alerts.md/x', 'x'), 'docs/alerts.md'],
    ['a file in place of a folder', (out: string) => file(out, 'docs', 'mine'), 'docs'],
    ['a folder that is a link to elsewhere', (out: string) => link(out, 'docs'), 'docs'],
  ])('is not written to: %s', async (_what, put, named) => {
    const out = join(temporary(), 'bundle');
    put(out);
    const before = textsIn(dirname(out));

    const { code, err } = await bundle(['generate', '--out', out]);

    expect(err).toBe(
      `palette-bundle: ${join(out, named)}: is not from palette-bundle, which would write here; ` +
        'move it away, or choose another folder with --out\n',
    );
    expect(code).toBe(2);
    expect(textsIn(dirname(out))).toEqual(before);
  });

  test('takes a file of the same name and content for its own', () => {
    const out = join(temporary(), 'bundle');
    file(out, 'd/other.yaml', 'other');

    expect(writeBundle(out, OTHER).unchanged).toEqual(['d/other.yaml']);
    expect(manifest(out)).toEqual(['d/other.yaml']);
  });

  test('loses none through a list of former files that names what lies elsewhere', () => {
    const out = join(temporary(), 'bundle');
    file(out, '../outside', 'mine');
    file(out, '.palette-bundle.json', JSON.stringify({ files: ['../outside', 'a/../../outside'] }));

    const { removed } = writeBundle(out, OTHER);

    expect(removed).toEqual([]);
    expect(fs.readFileSync(join(out, '../outside'), 'utf8')).toBe('mine');
  });

  test.each(['../x', '/x', 'a/../../x', 'a\\..\\x', 'a//x', ''])('gets no file at %j', (path) => {
    const out = join(temporary(), 'bundle');

    expect(() => writeBundle(out, new Map([[path, 'x']]))).toThrow('must be a path within the folder');
    expect(fs.existsSync(out)).toBe(false);
  });
});

interface Moment {
  readonly out: string;
}

/** Lets a writer die before each of its changes of the file system, each in a folder of its own. */
function everyMoment(make: () => { readonly out: string; readonly write: () => void }): readonly Moment[] {
  const moments: Moment[] = [];
  for (let died = true; died; ) {
    const { out, write } = make();
    breath = moments.length;
    try {
      write();
    } catch (error) {
      if (!String(error).includes('killed')) throw error;
    }
    died = breath < 0;
    breath = Number.POSITIVE_INFINITY;
    moments.push({ out });
  }
  return moments;
}

function temporary(): string {
  return fs.mkdtempSync(join(tmpdir(), 'bundle-folder-'));
}

function oldBundle(): string {
  const out = join(temporary(), 'bundle');
  writeBundle(out, OLD);
  return out;
}

function file(out: string, path: string, text: string): void {
  fs.mkdirSync(dirname(join(out, path)), { recursive: true });
  fs.mkdirSync(out, { recursive: true });
  fs.writeFileSync(join(out, path), text);
}

function link(out: string, path: string): void {
  const elsewhere = temporary();
  fs.mkdirSync(dirname(join(out, path)), { recursive: true });
  fs.symlinkSync(elsewhere, join(out, path));
}

/** Path and text of each file, but for the list of files. */
function textsIn(folder: string): readonly (readonly [string, string])[] {
  if (!fs.existsSync(folder)) return [];
  const entries = fs.readdirSync(folder, { recursive: true, withFileTypes: true });
  return entries
    .filter((entry) => entry.isFile() && entry.name !== '.palette-bundle.json')
    .map((entry) => join(entry.parentPath, entry.name))
    .map((path) => [path.slice(folder.length + 1), fs.readFileSync(path, 'utf8')] as const)
    .sort(([one], [other]) => (one < other ? -1 : 1));
}

function sorted(texts: ReadonlyMap<string, string>): readonly (readonly [string, string])[] {
  return [...texts].sort(([one], [other]) => (one < other ? -1 : 1));
}

function isSameAs(one: unknown): (other: unknown) => boolean {
  return (other) => JSON.stringify(one) === JSON.stringify(other);
}

function journalBeside(out: string): boolean {
  return fs.existsSync(join(dirname(out), '.bundle.palette-bundle-new/journal.json'));
}

function manifest(out: string): readonly string[] {
  return JSON.parse(fs.readFileSync(join(out, '.palette-bundle.json'), 'utf8')).files;
}
