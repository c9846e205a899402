import { readdirSync, readFileSync } from 'node:fs';
import { join } from 'node:path';
import { expect, test } from 'vitest';
import { packageText } from '../exporter/package.ts';
import { commandsOf, missingLine, stepsOf } from './kit/guide-steps.ts';
import { linksOf } from './kit/markdown-links.ts';
import { bundle } from './kit/run-bundle.ts';

const folder = join(import.meta.dirname, '../docs/guides');
const guides = readdirSync(folder).filter((name) => name !== 'README.md');

test('the page that leads by task leads to every guide', () => {
  expect(linksOf(readFileSync(join(folder, 'README.md'), 'utf8'))).toEqual(expect.arrayContaining(guides));
});

test.each(guides)('%s names only commands and options that there are', async (guide) => {
  const calls = callsIn(readFileSync(join(folder, guide), 'utf8'));

  expect(calls.length).toBeGreaterThan(0);
  for (const command of calls) expect(await unknownIn(command), command).toEqual([]);
});

test('a command and an option that do not exist are found', async () => {
  const page =
    '```console\n$ npx palette-bundle verfy\n# palette-bundle who --alert A \\\n    --wen now\n$ palette-exporter serve --conf x\n$ npm run dmo\n```';
  const unknown = await Promise.all(callsIn(page).map(unknownIn));

  expect(unknown).toEqual([['verfy'], ['--wen'], ['--conf'], ['dmo']]);
});

/** Perhaps a user or folder of the program, and the call. */
const CALL = /^(?:.* -- |npx |\S*\/)?((?:palette-(?:bundle|exporter)|npm run(?: --silent)?) [^|>]*)/;

/** Commands that call our programs or scripts, without what stands before the program or takes its output. */
function callsIn(page: string): readonly string[] {
  return commandsOf(page).flatMap(({ command }) => CALL.exec(command)?.[1]?.trim() ?? []);
}

/** The words of a command that its program does not know. */
async function unknownIn(command: string): Promise<readonly string[]> {
  const words = command.split(/\s+/).filter((word) => word !== '--silent');
  const [program, name = ''] = words;
  if (program === 'npm') {
    const { scripts } = JSON.parse(packageText('package.json'));
    return words.slice(2, 3).filter((script) => !(script in scripts));
  }
  const isOption = (word: string) => word.startsWith('--');
  if (program === 'palette-exporter') {
    // The program runs where it is imported, so its text is asked instead of it.
    const text = packageText('exporter', 'command-line.ts');
    const isCommand = isOption(name) || text.includes(`.command('${name}')`);
    const options = words.filter((word) => isOption(word) && word !== '--version');
    return [
      ...(isCommand ? [] : [name]),
      ...options.filter((word) => !text.includes(`'${word} <`) && !text.includes(`'${word}'`)),
    ];
  }
  const { code, out } = await bundle([name, '--help']);
  if (code !== 0 || !out.startsWith(`Usage: palette-bundle ${name}`)) return [name];
  return words.filter((word) => isOption(word) && !new RegExp(`^ +${word}\\b`, 'm').test(out));
}

test('an output that a guide shows has its lines in order, and leaves out only where it says so', () => {
  const said = 'a 1\nb\nc\n';

  expect(missingLine(['a …', 'b', 'c'], said)).toBeUndefined();
  expect(missingLine(['…', 'c'], said)).toBeUndefined();
  expect(missingLine([], said)).toBeUndefined();
  expect(missingLine(['a …', 'c'], said)).toBe('c');
  expect(missingLine(['…', 'c', 'b'], said)).toBe('b');
  expect(missingLine(['a …', 'b'], said)).toBe('nothing after line 2');
});

test('a guide writes files whose first line names them, and types what stands behind a prompt', () => {
  const page =
    '1. x\n\n   ```yaml\n   # a.yaml\n   b:\n     c: 1\n   ```\n\n```console\n$ d \\\n    e\nf\n# g\n```\n```yaml\nh: 1\n```\n';

  expect(stepsOf(page)).toEqual([
    { kind: 'file', name: 'a.yaml', text: 'b:\n  c: 1\n' },
    { kind: 'command', command: 'd e', output: ['f'] },
    { kind: 'command', command: 'g', output: [] },
  ]);
});
