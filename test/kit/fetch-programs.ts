import { execFileSync } from 'node:child_process';
import { binaries, FLAVOURS, versionOf } from './binaries.ts';
import { kubernetesTools } from './kubernetes-tools.ts';
import { NODE_LINES, type NodeLine, nodeOf } from './node-releases.ts';

/** Fetches the real programs once, before the workers start and would all wait for the same download. */
export function setup(): void {
  for (const flavour of FLAVOURS) process.stdout.write(`${flavour}: ${describe(flavour)}\n`);
  process.stdout.write(`helm, kubectl: ${describeTools()}\n`);
  for (const line of NODE_LINES) process.stdout.write(`node ${line}: ${describeNode(line)}\n`);
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
