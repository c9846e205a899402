import { defineConfig } from 'vitest/config';
import closingLine from './test/kit/closing-line.ts';

/** Properties of a thousand random inputs, all routes of all sites, all alerts: what takes more than a few seconds. */
const SLOW = ['test/**/*.property.test.ts', 'test/integration/**'];

export default defineConfig({
  test: {
    pool: 'forks',
    maxWorkers: '100%',
    reporters: ['dot', closingLine()],
    globalSetup: './test/kit/own-temporary-folder.ts',
    // No test measures time: these only end what hangs, on a machine that is busy with other things.
    testTimeout: 300_000,
    hookTimeout: 300_000,
    projects: [
      {
        extends: true,
        test: {
          name: 'quick',
          include: ['test/**/*.test.ts'],
          exclude: [...SLOW, 'test/.cache/**'],
        },
      },
      {
        extends: true,
        test: {
          name: 'slow',
          include: SLOW.map((pattern) => pattern.replace(/\*\*$/, '**/*.test.ts')),
          exclude: ['test/.cache/**'],
          globalSetup: ['./test/kit/own-temporary-folder.ts', './test/kit/fetch-programs.ts'],
          maxConcurrency: 4,
        },
      },
    ],
  },
});
