import { describe, expect, it } from 'vitest';
import { SourceError } from '../../exporter/sources/failures.ts';
import { systemHealth } from '../../exporter/system-console/system-health.ts';
import { testConsole } from '../kit/test-console.ts';

describe('system_health', () => {
  it.each([
    ['both', undefined, 1, 1],
    ['neither', '/v1/health', 0, 0],
    ['one', '/v1/health/ready', 1, 0],
  ])('is %s of alive and ready', async (_name, failing, alive, ready) => {
    const system = testConsole(({ path }) => {
      if (failing !== undefined && path.startsWith(failing))
        throw new SourceError('server_error', 'answered 503');
      return { msg: 'ok' };
    });

    const { text } = await system.run(systemHealth);

    expect(text).toContain(`palette_system_alive{palette="pma"} ${alive}\n`);
    expect(text).toContain(`palette_system_ready{palette="pma"} ${ready}\n`);
  });

  it('is unknown where nobody answers', async () => {
    const system = testConsole(() => {
      throw new SourceError('connection', 'no answer');
    });

    await expect(system.run(systemHealth)).rejects.toMatchObject({ reason: 'connection' });
  });
});
