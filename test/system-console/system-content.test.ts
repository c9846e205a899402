import { describe, expect, it } from 'vitest';
import { SourceError } from '../../exporter/sources/failures.ts';
import { systemContent } from '../../exporter/system-console/system-content.ts';
import { consoleHaving, testConsole } from '../kit/test-console.ts';

describe('system_content', () => {
  const failing = (whole: boolean) =>
    testConsole(({ path }) => {
      if (whole || path.endsWith('/validate')) throw new SourceError('server_error', 'answered 500');
      return {};
    });

  it('is valid with a version', async () => {
    const { text } = await consoleHaving({
      '/v1/system/config/scar/validate': { spectroVersion: '4.8.6' },
    }).run(systemContent);

    expect(text).toContain('palette_system_content_valid{palette="pma"} 1');
    expect(text).toContain('palette_system_content_version_info{palette="pma",version="4.8.6"} 1');
  });

  it('is not valid when its check alone fails', async () => {
    const { text } = await failing(false).run(systemContent);

    expect(text).toContain('palette_system_content_valid{palette="pma"} 0');
  });

  it('is not to blame when everything fails', async () => {
    await expect(failing(true).run(systemContent)).rejects.toMatchObject({ reason: 'server_error' });
  });
});
