import { defineConfig } from 'vitest/config';
import closingLine from './test/kit/closing-line.ts';

export default defineConfig({
  test: {
    pool: 'forks',
    // The integration tests mostly wait: no need to leave a core idle for them.
    maxWorkers: '100%',
    reporters: ['default', closingLine()],
    projects: [
      {
        extends: true,
        test: {
          name: 'unit',
          include: ['test/**/*.test.ts'],
          exclude: ['test/integration/**', 'test/.cache/**'],
          testTimeout: 30_000,
        },
      },
      {
        extends: true,
        test: {
          name: 'integration',
          include: ['test/integration/**/*.test.ts'],
          globalSetup: './test/kit/setup.ts',
          testTimeout: 60_000,
          hookTimeout: 60_000,
          maxConcurrency: 10,
          // Here hours pass in seconds between real programs: a machine that halts for a second may spoil a story. What
          // passes at the second attempt is named at the end of the output.
          retry: 1,
        },
      },
    ],
  },
});
