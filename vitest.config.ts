import { availableParallelism } from 'node:os';
import { defineConfig } from 'vitest/config';
import { BaseSequencer, type TestSpecification } from 'vitest/node';
import closingLine from './test/kit/closing-line.ts';

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
  'guides-run',
  'dashboards-fleet',
  'package',
];

class LongestFirst extends BaseSequencer {
  override async sort(files: TestSpecification[]): Promise<TestSpecification[]> {
    const others = await super.sort(files.filter((file) => rank(file) === LONGEST.length));
    const longest = files.filter((file) => rank(file) < LONGEST.length);
    return [...longest.sort((one, other) => rank(one) - rank(other)), ...others];
  }
}

/** Place among the longest; the one after the last for all others. */
function rank({ moduleId }: TestSpecification): number {
  const place = LONGEST.findIndex((part) => moduleId.includes(part));
  return place < 0 ? LONGEST.length : place;
}

export default defineConfig({
  test: {
    include: ['test/**/*.test.ts'],
    exclude: ['test/.cache/**'],
    pool: 'forks',
    // Most of the time of a small test would be loading what it tests, and a process is slow while it is young.
    isolate: false,
    // One more than there are cores: some tests wait for what others do, such as a Prometheus that evaluates its rules.
    maxWorkers: availableParallelism() + 1,
    maxConcurrency: 4,
    reporters: ['dot', closingLine()],
    globalSetup: ['./test/kit/own-temporary-folder.ts', './test/kit/fetch-programs.ts'],
    setupFiles: './test/kit/no-warnings.ts',
    sequence: { sequencer: LongestFirst },
    // No test measures time: these only end what hangs, on a machine that is busy with other things.
    testTimeout: 900_000,
    hookTimeout: 900_000,
  },
});
