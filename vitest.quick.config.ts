import { defineConfig } from 'vitest/config';
import all from './vitest.config.ts';

/** What takes more than a few seconds, or the real Prometheus and Alertmanager. */
const SLOW = [
  'test/integration/**/*.test.ts',
  'test/**/*.property.test.ts',
  'test/generator/outputs/**/*.test.ts',
  'test/generator/commands/**/*.test.ts',
  'test/{main,exporter,demo,freshness,guides-run,package,reload}.test.ts',
  'test/palette/{scenarios,robustness,restart,cost,rename}.test.ts',
  'test/generator/{contacts/duty-intervals,verification/verify}.test.ts',
  'test/simulator/**/*-answers.test.ts',
  'test/simulator/scenarios.test.ts',
  'test/local-ui/{reading,scenarios,secrets,robustness,upgrade}.test.ts',
  'test/system-console/exporter.test.ts',
  'test/{doctor,dashboards}/**/*.test.ts',
  'test/demo/{chain,tour}.test.ts',
];

/** The tests of a developer's loop: all but the slow ones, and no programs are fetched. */
export default defineConfig({
  test: {
    ...all.test,
    exclude: [...SLOW, 'test/.cache/**'],
    globalSetup: './test/kit/own-temporary-folder.ts',
  },
});
