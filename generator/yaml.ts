import { stringify } from 'yaml';

/**
 * YAML that Go's readers understand as it was meant: version 1.1 also quotes `no`, `012` and `12:30`. Lines are never
 * folded, because folding changes what a diff shows when one word changes.
 */
export function toYaml(value: unknown, comment = ''): string {
  const head = comment
    .split('\n')
    .filter((line) => line !== '')
    .map((line) => `# ${line}\n`)
    .join('');
  return head + stringify(value, { version: '1.1', lineWidth: 0, aliasDuplicateObjects: false });
}

/** JSON with sorted keys, so that a diff shows changes and nothing else. */
export function toJson(value: unknown): string {
  return `${JSON.stringify(sorted(value), null, 2)}\n`;
}

function sorted(value: unknown): unknown {
  if (Array.isArray(value)) return value.map(sorted);
  if (typeof value !== 'object' || value === null) return value;
  return Object.fromEntries(
    Object.entries(value)
      .sort(([a], [b]) => (a < b ? -1 : 1))
      .map(([key, inner]) => [key, sorted(inner)]),
  );
}
