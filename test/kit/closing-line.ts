import type { Reporter, TestCase, TestModule } from 'vitest/node';

/**
 * Vitest reporter: names every skipped test with its reason, says how to run again just what failed, and ends the output
 * with `N passed, N failed`.
 */
export default function closingLine(): Reporter {
  return {
    onTestRunEnd(modules, unhandledErrors) {
      const tests = modules.flatMap((module) => [...module.children.allTests()]);
      const skipped = tests.filter((test) => test.result().state === 'skipped');
      const passed = tests.filter((test) => test.result().state === 'passed').length;
      const failed = tests.length - passed - skipped.length + outsideTests(modules) + unhandledErrors.length;

      for (const test of skipped) process.stdout.write(`skipped: ${test.fullName}: ${reason(test)}\n`);
      const broken = modules.filter((module) => !module.ok()).map((module) => module.relativeModuleId);
      if (broken.length > 0)
        process.stdout.write(`\nto run just what failed:\n  npx vitest run ${broken.join(' ')}\n`);
      const tail = skipped.length === 0 ? '' : `, ${skipped.length} skipped`;
      process.stdout.write(`\n${passed} passed, ${failed} failed${tail}\n`);
    },
  };
}

// A file that does not load or a hook that throws leaves its tests skipped or unknown: it must not look green.
function outsideTests(modules: readonly TestModule[]): number {
  return modules
    .flatMap((module) => [module, ...module.children.allSuites()])
    .reduce((sum, suite) => sum + suite.errors().length, 0);
}

function reason(test: TestCase): string {
  const result = test.result();
  const note = result.state === 'skipped' ? result.note : undefined;
  return note ?? (test.options.mode === 'run' ? 'what prepares it failed' : 'no reason given');
}
