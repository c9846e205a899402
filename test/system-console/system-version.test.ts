import { describe, expect, it } from 'vitest';
import { systemVersion } from '../../exporter/system-console/system-version.ts';
import { consoleHaving } from '../kit/test-console.ts';
import { linesOf } from '../kit/test-palette.ts';

describe('system_version', () => {
  it('tells the installed version and the latest one', async () => {
    const outcome = await consoleHaving({
      '/v1/system/version/installed': { version: '4.8.6' },
      '/v1/system/version/latest': { version: '4.8.8' },
    }).run(systemVersion);

    await expect(outcome.text).toMatchFileSnapshot('golden/system-version.prom');
    expect(outcome.dropped).toBe(0);
  });

  it('does without a path that came later', async () => {
    const { text } = await consoleHaving({ '/v1/system/version/installed': { version: '4.8.6' } }).run(
      systemVersion,
    );

    expect(text).toContain('palette_system_version_info{palette="pma",installed="4.8.6"} 1');
    expect(text).not.toContain('palette_system_update_available');
  });

  describe('an update', () => {
    it.each([
      ['4.8.8', '4.8.6', 1],
      ['4.8.10', '4.8.9', 1],
      ['4.8.6', '4.8.6', 0],
      ['v4.8.6', '4.8.6', 0],
      ['4.7.9', '4.8.6', 0],
      ['nightly', '4.8.6', undefined],
    ])('to %s of %s: %s', async (latest, installed, value) => {
      const outcome = await consoleHaving({
        '/v1/system/version/installed': { version: installed },
        '/v1/system/version/latest': { version: latest },
      }).run(systemVersion);

      expect(linesOf(outcome, 'palette_system_update_available')).toEqual(
        value === undefined ? [] : [`palette_system_update_available{palette="pma"} ${value}`],
      );
    });
  });
});
