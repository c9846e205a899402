import { availableParallelism } from 'node:os';
import { defineConfig } from 'vitest/config';
import { BaseSequencer, type TestSpecification } from 'vitest/node';
import closingLine from './test/kit/closing-line.ts';

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

/**
 * What takes a minute and more begins first, in this order, so that the others fill the time beside it. Those that mostly
 * wait (demo, verify-command) are apart, beside some that work.
 */
const LONGEST = [
  'demo/chain',
  'alert-stories/consoles',
  'alert-proof',
  'upstream-faults',
  'demo/tour',
  'dashboards.test',
  'period-report',
  'alert-stories/',
  'verify-command',
  'alert-planned',
  'demo.test',
  'dashboards-fleet',
  'guarantee',
];

class LongestFirst extends BaseSequencer {
  override async sort(files: TestSpecification[]): Promise<TestSpecification[]> {
    const others = await super.sort(files.filter((file) => rank(file) === LONGEST.length));
    const longest = files.filter((file) => rank(file) < LONGEST.length);
    const sorted = [...longest.sort((one, other) => rank(one) - rank(other)), ...others];
    // One project after the other: a process serves one of them only.
    return [...sorted.filter(isSlow), ...sorted.filter((file) => !isSlow(file))];
  }
}

/** Place among the longest; the one after the last for all others. */
function rank({ moduleId }: TestSpecification): number {
  const place = LONGEST.findIndex((part) => moduleId.includes(part));
  return place < 0 ? LONGEST.length : place;
}

function isSlow({ project }: TestSpecification): boolean {
  return project.name === 'slow';
}

export default defineConfig({
  test: {
    pool: 'forks',
    // Most of the time of a small test would be loading what it tests, and a process is slow while it is young.
    isolate: false,
    // One more than there are cores: some tests wait for what others do, such as a Prometheus that evaluates its rules.
    maxWorkers: availableParallelism() + 1,
    reporters: ['dot', closingLine()],
    globalSetup: './test/kit/own-temporary-folder.ts',
    setupFiles: './test/kit/no-warnings.ts',
    sequence: { sequencer: LongestFirst },
    // No test measures time: these only end what hangs, on a machine that is busy with other things.
    testTimeout: 900_000,
    hookTimeout: 900_000,
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
