import { Document, Scalar, visit } from 'yaml';

// Go takes some of these for line ends and refuses the others, unless they are written as escapes.
const ODD = /[\x7f-\x9f\u2028\u2029\ufeff\ufffe\uffff]/g;

// We write no tags, and looking through a document for those that need a directive takes a sixth of the time.
const WRITTEN = { lineWidth: 0, directives: false } as const;

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
  const document = new Document(value, { version: '1.1', aliasDuplicateObjects: false });
  const text = document.toString(WRITTEN);
  if (text.search(ODD) < 0) return head + text;
  visit(document, {
    Scalar(_, scalar) {
      if (typeof scalar.value === 'string' && scalar.value.search(ODD) >= 0)
        scalar.type = Scalar.QUOTE_DOUBLE;
    },
  });
  return head + document.toString(WRITTEN).replace(ODD, escaped);
}

function escaped(character: string): string {
  return `\\u${character.charCodeAt(0).toString(16).padStart(4, '0')}`;
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
