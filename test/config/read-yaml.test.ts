import { execFileSync } from 'node:child_process';
import { truncateSync } from 'node:fs';
import { join } from 'node:path';
import { describe, expect, it } from 'vitest';
import { z } from 'zod';
import { ConfigError } from '../../exporter/config/config-error.ts';
import { checkYaml, parseYaml, readYaml } from '../../exporter/config/read-yaml.ts';
import { temporaryFile, temporaryFolder } from '../kit/temporary.ts';

const schema = z.strictObject({
  sites: z.array(z.strictObject({ name: z.string(), size: z.number().optional() })).default([]),
  log: z.strictObject({ level: z.string().optional() }).optional(),
});

function mistakesOf(text: string): string {
  try {
    checkYaml(parseYaml('f.yaml', text), schema);
  } catch (error) {
    return error instanceof Error ? error.message : String(error);
  }
  return 'none';
}

describe('a mistake is told with the line', () => {
  it.each([
    ['of a value', 'sites:\n  - name: 5\n', 'f.yaml:2: sites[0].name: must be a string, not a number'],
    ['of a key that leads to lines', 'log:\n  - a\n', 'f.yaml:1: log: must be a mapping, not a list'],
    [
      'of an unknown key',
      'log:\n  level: x\n  to: y\n',
      'f.yaml:3: log: unknown key "to"; check the spelling',
    ],
    ['around what is missing', 'sites:\n  - size: 1\n', 'f.yaml:2: sites[0].name: is missing (string)'],
    [
      'of a value that an anchor brings',
      'log: &a { level: 5 }\nsites: [*a]\n',
      'f.yaml:1: log.level: must be a string, not a number',
    ],
    ['of a text that is no YAML', 'log:\n  - [a\n', 'f.yaml:3: not valid YAML'],
  ])('%s', (_, text, says) => {
    expect(mistakesOf(text)).toContain(says);
  });

  it('and all of them are told', () => {
    expect(mistakesOf('sites:\n  - size: x\n  - name: a\nb: 1\nc: 1\n')).toBe(
      [
        'f.yaml:2: sites[0].name: is missing (string)',
        'f.yaml:2: sites[0].size: must be a number, not a string',
        'f.yaml:4: unknown key "b"; check the spelling',
        'f.yaml:5: unknown key "c"; check the spelling',
      ].join('\n'),
    );
  });

  it('but for the file as a whole', () => {
    expect(mistakesOf('- a\n')).toBe('f.yaml: must be a mapping, not a list');
  });
});

describe('a text that would end the process is refused', () => {
  const deep = 'f.yaml: nested deeper than 100 levels; check the brackets';

  it.each([
    ['open brackets', '['.repeat(100_000), deep],
    ['closed brackets', `${'['.repeat(20_000)}${']'.repeat(20_000)}`, deep],
    ['braces', '{a: '.repeat(20_000), deep],
    ['dashes in a line', `${'- '.repeat(20_000)}a`, deep],
    [
      'steps to the right',
      Array.from({ length: 3_000 }, (_, step) => `${' '.repeat(step)}a:`).join('\n'),
      deep,
    ],
    [
      'aliases of aliases',
      `a0: &a0 [x, x]\n${Array.from({ length: 30 }, (_, n) => `a${n + 1}: &a${n + 1} [*a${n}, *a${n}]`).join('\n')}`,
      'f.yaml: not valid YAML: an alias (*name) has no anchor (&name), or there are too many',
    ],
    [
      'a key that every object has',
      '__proto__: { log: 1 }\n',
      'f.yaml:1: unknown key "__proto__"; check the spelling',
    ],
  ])('%s', (_, text, says) => {
    expect(mistakesOf(text)).toBe(says);
  });

  it('but not a long one that is flat', () => {
    const list = Array.from({ length: 5_000 }, (_, n) => `  - { name: "[${n}", size: 1 } # {[`).join('\n');

    expect(mistakesOf(`sites:\n${list}\n`)).toBe('none');
  });
});

describe('a file that cannot be a configuration is refused unread', () => {
  const pipe = join(temporaryFolder(), 'pipe');
  execFileSync('mkfifo', [pipe]);
  const large = temporaryFile('');
  truncateSync(large, 50 * 1024 * 1024);

  it.each([
    [temporaryFolder(), 'is a folder'],
    [pipe, 'is not a regular file'],
    ['/dev/zero', 'is not a regular file'],
    [large, 'is larger than 4 MiB'],
    ['/nowhere', 'cannot be read (ENOENT)'],
  ])('%s', (file, says) => {
    expect(() => readYaml(file, 'check the path')).toThrow(
      new ConfigError(`${file}: ${says}; check the path`),
    );
  });
});
