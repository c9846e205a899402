import { describe, expect, it } from 'vitest';
import { z } from 'zod';
import { checkYaml, parseYaml } from '../../exporter/config/read-yaml.ts';

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
