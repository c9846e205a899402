#!/usr/bin/env node
import { run } from './cli.ts';
import { endQuietly } from './kit/closed-pipe.ts';

// Who asks for the first line alone, as `head -1` does, closes the pipe while we write.
endQuietly(process.stdout);
endQuietly(process.stderr);

process.exitCode = await run(process.argv.slice(2), {
  out: (text) => process.stdout.write(text),
  err: (text) => process.stderr.write(text),
  now: () => new Date(),
});
