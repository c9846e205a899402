import { execFileSync } from 'node:child_process';
import { beginFetching, binaries, FLAVOURS, versionOf } from './binaries.ts';
import { kubernetesTools } from './kubernetes-tools.ts';
import { NODE_LINES, type NodeLine, nodeOf } from './node-releases.ts';

/** Fetches the real programs once, before the workers start and would all wait for the same download. */
export async function setup(): Promise<void> {
  const begun = FLAVOURS.map(beginFetching);
  const others = [
    `helm, kubectl: ${describeTools()}`,
    ...NODE_LINES.map((line) => `node ${line}: ${describeNode(line)}`),
  ];
  await Promise.all(begun);
  for (const flavour of FLAVOURS) process.stdout.write(`${flavour}: ${describe(flavour)}\n`);
  for (const other of others) process.stdout.write(`${other}\n`);
}

function describeTools(): string {
  const tools = kubernetesTools();
  if ('missing' in tools) return tools.missing;
  return execFileSync(tools.helm, ['version', '--short'], { encoding: 'utf8' }).trim();
}

function describeNode(line: NodeLine): string {
  const release = nodeOf(line);
  if ('missing' in release) return release.missing;
  return execFileSync(release.path, ['--version'], { encoding: 'utf8' }).trim();
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
