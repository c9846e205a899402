import { binaries, FLAVOURS, versionOf } from './binaries.ts';

/** Fetches the real programs once, before the workers start and would all wait for the same download. */
export function setup(): void {
  for (const flavour of FLAVOURS) process.stdout.write(`${flavour}: ${describe(flavour)}\n`);
}

// Tests that need no real programs run all the same; those that do fail with the reason.
function describe(flavour: (typeof FLAVOURS)[number]): string {
  try {
    const { prometheus, alertmanager } = binaries(flavour);
    return `prometheus ${versionOf(prometheus)}, alertmanager ${versionOf(alertmanager)}`;
  } catch (error) {
    return error instanceof Error ? error.message : String(error);
  }
}
