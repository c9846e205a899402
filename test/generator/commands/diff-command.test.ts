import { mkdtempSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { describe, expect, test } from 'vitest';
import { bundle, inputFolder } from '../../kit/run-bundle.ts';
import { options, ROUTING, TABLE } from '../../kit/small-site.ts';

describe('diff', () => {
  const before = inputFolder({ contacts: TABLE, routing: ROUTING });
  const routing = options({ routing: before.routing });

  test('says what changes for whom', async () => {
    const contacts = TABLE.replace('Bea Example (bea@example.com)', 'Eve Example (eve@example.com)').replace(
      'Dan Example',
      'Dan Example (dan@example.com)',
    );
    const { code, out } = await bundle([
      'diff',
      `${before.contacts}`,
      `${inputFolder({ contacts }).contacts}`,
      ...routing,
    ]);

    expect(code).toBe(0);
    expect(out).toMatch(/^Ada Example no longer gets .*PaletteEdgeHostUnhealthy.* \(critical, at once\)\.$/m);
    expect(out).toMatch(/Bea Example no longer gets .*PaletteClusterError.* \(critical, after 30m\)\./);
    expect(out).toContain('Bea Example is no longer in the table.');
    expect(out).toMatch(/^Dan Example now gets .*PaletteEdgeHostUnhealthy.* \(critical, at once\)\.$/m);
    expect(out).toContain('Dan Example is told by e-mail dan@example.com instead of nothing.');
    expect(out).toContain('Eve Example is new in the table.');
  });

  test('compares whole sites, and says when nothing changes', async () => {
    const folder = mkdtempSync(join(tmpdir(), 'site-'));
    writeFileSync(join(folder, 'contacts.md'), TABLE);
    writeFileSync(join(folder, 'routing.yaml'), ROUTING);

    expect((await bundle(['diff', folder, folder])).out).toBe('Nothing changes for anybody.\n');
  });
});
