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
  'test/palette/{scenarios,robustness,restart,cost}.test.ts',
  'test/simulator/**/*-answers.test.ts',
  'test/simulator/scenarios.test.ts',
  'test/local-ui/{reading,scenarios,secrets,robustness,upgrade}.test.ts',
  'test/system-console/exporter.test.ts',
  'test/{doctor,dashboards}/**/*.test.ts',
  'test/demo/{chain,tour}.test.ts',
];

/** What takes a minute and more begins first, so that the others fill the time beside it. */
const LONGEST =
  /demo\/chain|demo\/tour|period-report|alert-proof|alert-stories|alert-planned|error-budget|dashboards|guarantee|verify-command|upstream-faults/;

class LongestFirst extends BaseSequencer {
  override async sort(files: TestSpecification[]): Promise<TestSpecification[]> {
    const others = await super.sort(files.filter(({ moduleId }) => !LONGEST.test(moduleId)));
    const sorted = [...files.filter(({ moduleId }) => LONGEST.test(moduleId)), ...others];
    // One project after the other: a process serves one of them only.
    return [...sorted.filter(isSlow), ...sorted.filter((file) => !isSlow(file))];
  }
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
