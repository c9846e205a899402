import { describe, expect, test } from 'vitest';
import { bundle, inputFolder } from '../../../kit/run-bundle.ts';
import { MISMATCH, options, TABLE } from '../../../kit/small-site.ts';

describe('a table that has no routing yet', () => {
  const contacts = options(
    inputFolder({ contacts: `${TABLE}| Toyota Infra | Finn (finn@example.com) | |\n` }),
  );

  test('can be asked who is told', async () => {
    const answer = await bundle(['who', '--alert', 'PaletteEdgeHostUnhealthy', ...contacts]);
    const nobody = await bundle(['who', '--alert', 'PaletteClusterError', ...contacts]);

    expect(answer.code).toBe(0);
    expect(answer.out).toContain(': Finn by e-mail finn@example.com\n');
    expect(nobody.out).toContain('Nobody can be reached.');
    for (const { err } of [answer, nobody]) expect(err).toBe(`palette-bundle: ${MISMATCH}\n`);
  });

  test.each([
    ['generate', '--allow-gaps', '--out', '/nowhere'],
    ['test-notify', '--all', '--alertmanager', 'http://127.0.0.1:9'],
    ['grafana', '--merge', '--url', 'http://127.0.0.1:9', '--token-file', '/nowhere'],
  ])('is refused by %s, which says what to do', async (...args) => {
    expect(await bundle([...args, ...contacts])).toEqual({
      code: 2,
      out: '',
      err: `palette-bundle: ${MISMATCH}\n`,
    });
  });
});
