import { readdirSync, readFileSync } from 'node:fs';
import { join } from 'node:path';
import { expect, test } from 'vitest';
import { packageText } from '../exporter/package.ts';
import { linksOf } from './kit/markdown-links.ts';
import { bundle } from './kit/run-bundle.ts';

const folder = join(import.meta.dirname, '../docs/guides');
const guides = readdirSync(folder).filter((name) => name !== 'README.md');

test('the page that leads by task leads to every guide', () => {
  expect(linksOf(readFileSync(join(folder, 'README.md'), 'utf8'))).toEqual(expect.arrayContaining(guides));
});

test.each(guides)('%s names only commands and options that there are', async (guide) => {
  const commands = commandsIn(readFileSync(join(folder, guide), 'utf8'));

  expect(commands.length).toBeGreaterThan(0);
  for (const command of commands) expect(await unknownIn(command), command).toEqual([]);
});

test('a command and an option that do not exist are found', async () => {
  const page =
    '```console\n$ npx palette-bundle verfy\n# palette-bundle who --alert A \\\n    --wen now\n$ palette-exporter serve --conf x\n$ npm run dmo\n```';
  const unknown = await Promise.all(commandsIn(page).map(unknownIn));

  expect(unknown).toEqual([['verfy'], ['--wen'], ['--conf'], ['dmo']]);
});

/** A prompt, perhaps a user or folder of the program, and the call. */
const CALL = /^\s*[$#] (?:.* -- |npx |\S*\/)?((?:palette-(?:bundle|exporter)|npm run(?: --silent)?) .*)$/;

/** Lines of consoles that call our programs or scripts, each whole and without what stands before the program. */
function commandsIn(page: string): readonly string[] {
  const consoles = [...page.matchAll(/^ *```console\n(.*?)^ *```/gms)].map(([, text = '']) => text);
  const lines = consoles.flatMap((text) => text.replaceAll(/\\\n\s*/g, '').split('\n'));
  return lines.flatMap((line) => CALL.exec(line)?.[1] ?? []);
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
    const text = packageText('exporter', 'main.ts');
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
