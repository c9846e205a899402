import { defineConfig } from 'vitest/config';
import closingLine from './test/kit/closing-line.ts';

/** What takes more than a few seconds, or the real Prometheus and Alertmanager. */
const SLOW = [
  'test/integration/**/*.test.ts',
  'test/**/*.property.test.ts',
  'test/generator/outputs/**/*.test.ts',
  'test/generator/commands/**/*.test.ts',
  'test/{main,exporter,freshness,package,reload}.test.ts',
  'test/palette/{scenarios,robustness,restart,cost}.test.ts',
  'test/simulator/**/*-answers.test.ts',
  'test/simulator/scenarios.test.ts',
  'test/local-ui/{reading,scenarios,secrets,robustness,upgrade}.test.ts',
  'test/system-console/exporter.test.ts',
  'test/{doctor,dashboards}/**/*.test.ts',
];

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
          include: SLOW,
          exclude: ['test/.cache/**'],
          globalSetup: './test/kit/fetch-programs.ts',
          maxConcurrency: 4,
        },
      },
    ],
  },
});
