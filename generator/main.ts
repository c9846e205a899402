#!/usr/bin/env node
import { loadProgram } from '../exporter/load-program.ts';
import { endQuietly } from './kit/closed-pipe.ts';

// Who asks for the first line alone, as `head -1` does, closes the pipe while we write.
endQuietly(process.stdout);
endQuietly(process.stderr);

const { run } = await loadProgram('palette-bundle', () => import('./cli.ts'));
process.exitCode = await run(process.argv.slice(2), {
  out: (text) => process.stdout.write(text),
  err: (text) => process.stderr.write(text),
  now: () => new Date(),
});
