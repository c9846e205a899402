import { mkdtempSync, readdirSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { describe, expect, test } from 'vitest';
import { bundle, inputFolder } from '../../kit/run-bundle.ts';
import { MISMATCH, options, ROUTING, TABLE } from '../../kit/small-site.ts';

describe('coverage', () => {
  test('is complete for the default table, and says who cannot be reached', async () => {
    const { code, out } = await bundle(['coverage']);

    expect(code).toBe(0);
    expect(out).toContain('Every alert reaches somebody at every hour.');
    expect(out).toMatch(
      /Never told:\n {2}Ramana Buka\n {2}Duane Gardner\n {2}Cameron Shawcross\n {2}Remedios Cardena\n/,
    );
    expect(out).toContain(
      'Ramana Buka has no address: alerts for Toyota Infra go to Craig Smith until one is added.',
    );
  });

  test('of a table that has no routing yet shows what is there, names the roles that it lacks, and says what to do', async () => {
    const table = options(
      inputFolder({ contacts: `${TABLE}| Toyota Infra | Finn (finn@example.com) | |\n` }),
    );

    const { code, out, err } = await bundle(['coverage', ...table]);

    expect(code).toBe(1);
    expect(out).toMatch(/PaletteEdgeHostUnhealthy +critical +anywhere +Finn +- +168\/168/);
    expect(out).toMatch(
      /^ {2}nobody at any time, for \d+ kinds of alerts:\n(?: {4}.*\n)* {4}PaletteClusterError \(critical\)\n/m,
    );
    expect(out.match(/nobody at any time/g)).toHaveLength(1);
    expect(out).toContain(
      'The table has no role Portworx CNA: alerts for Portworx CNA go to nobody instead.',
    );
    expect(out).toContain('No route tells the role Ops.');
    expect(err).toBe(`palette-bundle: ${MISMATCH}\n`);
  });

  test('is not complete while the routing names a role that the table lacks', async () => {
    const contacts = `${TABLE}| Spectro Cloud SE | Gus (gus@example.com) | |\n`;

    const { code, out } = await bundle(['coverage', '--json', ...options(inputFolder({ contacts }))]);

    expect(code).toBe(1);
    expect(JSON.parse(out)).toMatchObject({
      complete: false,
      missingRoles: ['Portworx CNA', 'Toyota Infra', 'Toyota Ubuntu', 'Toyota L1/L2'],
    });
  });

  const nightless = `people:
  Ada Example: { hours: Mon-Fri 08:00-17:00, timeZone: UTC }
  Bea Example: { validTo: 2026-01-31 }`;
  const sources = inputFolder({ contacts: TABLE, routing: ROUTING, channels: nightless });

  test('fails when nobody is on duty, and says when', async () => {
    const { code, out } = await bundle(['coverage', ...options(sources)]);

    expect(code).toBe(1);
    expect(out).toMatch(
      /^ {2}nobody from 2026-11-23 17:00Z to 2026-11-24 08:00Z; .*, for \d+ kinds of alerts:\n(?: {4}.*\n)* {4}PaletteClusterError \(critical\)\n/m,
    );
    expect(out).toMatch(
      /PaletteClusterError +critical +anywhere +Ada Example, \(Bea Example\) +Bea Example 30m +45\/168/,
    );
    expect(out).toContain('Expired rows:\n  Bea Example (at any hour, until 2026-01-31)');
    expect(out).toContain('Mon 09:00 to Mon 17:00: Ada Example');
  });

  test('sees a gap that is only on a holiday', async () => {
    const channels = 'people: { Ada Example: { holidays: [12-25] }, Bea Example: { holidays: [12-25] } }';
    const { code, out } = await bundle([
      'coverage',
      ...options(inputFolder({ contacts: TABLE, routing: ROUTING, channels })),
    ]);

    expect(code).toBe(1);
    expect(out).toContain('nobody from 2026-12-25 00:00Z to 2026-12-26 00:00Z');
  });

  test('lets the backup step in at once while the primary is off duty', async () => {
    const channels = 'people: { Ada Example: { hours: Mon-Fri 08:00-17:00, timeZone: UTC } }';
    const files = options(inputFolder({ contacts: TABLE, routing: ROUTING, channels }));

    const { code } = await bundle(['coverage', ...files]);
    const { out } = await bundle([
      'who',
      '--alert',
      'PaletteClusterError',
      ...files,
      '--at',
      '2026-11-22T12:00Z',
    ]);

    expect(code).toBe(0);
    expect(out).toContain(
      'at once (Sun 2026-11-22 12:00Z): Bea Example by e-mail bea@example.com; because nobody else is on duty',
    );
  });

  test('keeps generate from writing, unless gaps are allowed', async () => {
    const out = mkdtempSync(join(tmpdir(), 'bundle-'));

    const refused = await bundle(['generate', '--out', out, ...options(sources)]);
    const files = readdirSync(out);
    const allowed = await bundle(['generate', '--out', out, '--allow-gaps', ...options(sources)]);

    expect(refused.code).toBe(1);
    expect(refused.err).toMatch(
      /^palette-bundle: contacts\.md: some alerts would reach nobody; .*--allow-gaps\n$/,
    );
    expect(files).toEqual([]);
    expect(allowed.code).toBe(0);
    expect(readdirSync(out)).not.toEqual([]);
  });
});
