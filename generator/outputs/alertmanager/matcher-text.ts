import type { Matcher } from '../../route-tree.ts';

/** A matcher in the syntax of Alertmanager. */
export function matcherText({ label, operator, value }: Matcher): string {
  const quoted = value.replaceAll('\\', '\\\\').replaceAll('"', '\\"').replaceAll('\n', '\\n');
  return `${label}${operator}"${quoted}"`;
}
