import { type JsonSchema, jsonSchemaOf } from '../../kit/json-schema.ts';
import { renderMarkdown, verbatim } from '../../kit/markdown.ts';
import { exampleText, FILE_SCHEMAS } from '../schemas/schema-files.ts';

/** What is understood in a contact table, and every key of the files beside it. */
export function contactFilesPage(): string {
  const [contacts, channels, routing] = (['contacts', 'channels', 'routing'] as const).map((kind) =>
    jsonSchemaOf(FILE_SCHEMAS[kind]),
  );
  const person = contacts?.properties?.contacts?.items?.properties?.channels;
  return renderMarkdown('contact-files', {
    files: [
      { name: 'contacts.yaml', example: exampleText('contacts'), rows: rows('', contacts ?? {}) },
      { name: 'channels.yaml', example: exampleText('channels'), rows: rows('', channels ?? {}) },
      { name: 'routing.yaml', example: exampleText('routing'), rows: rows('', routing ?? {}) },
    ],
    channels: (person?.items?.oneOf ?? []).map((one) => ({
      type: String(one.properties?.type?.const),
      rows: rows('', one).filter(({ key }) => key !== 'type'),
    })),
  });
}

interface Row {
  readonly key: string;
  readonly type: string;
  readonly standard: string;
  readonly meaning: string;
  readonly example: string;
}

function rows(prefix: string, schema: JsonSchema): readonly Row[] {
  const objects = objectsIn(schema);
  return objects.flatMap(({ properties = {}, additionalProperties }) => {
    const own = Object.entries(properties).flatMap(([name, property]) => {
      const isNeeded = objects.every(({ required = [] }) => required.includes(name));
      return rowsOf(`${prefix}${name}`, property, isNeeded);
    });
    const named =
      typeof additionalProperties === 'object' ? rows(`${prefix}NAME.`, additionalProperties) : [];
    return [...own, ...named];
  });
}

function rowsOf(key: string, property: JsonSchema, isNeeded: boolean): readonly Row[] {
  const { description = '', default: standard, examples = exampleIn(property) } = property;
  const usual = standard === undefined || standard === '' ? '' : code(standard);
  const row: Row = {
    key,
    type: verbatim(typeText(property)),
    standard: isNeeded ? 'must be there' : usual,
    meaning: description.replaceAll('|', '\\|'),
    example: examples.map(code).join(' '),
  };
  // What channels may say stands in a section of its own.
  if (isChannel(property)) return [row];
  const inner = property.items === undefined && property.anyOf === undefined ? `${key}.` : `${key}[].`;
  return withoutDoubles([row, ...rows(inner, property)]);
}

// A choice and a default are examples of themselves.
function exampleIn({ enum: members = [], default: standard }: JsonSchema): readonly unknown[] {
  return members.length > 0 ? members.slice(-1) : [standard].filter((one) => typeof one === 'number' || one);
}

/** The objects that a value may be, or its list may hold. */
function objectsIn(schema: JsonSchema): readonly JsonSchema[] {
  if (schema.properties !== undefined || typeof schema.additionalProperties === 'object') return [schema];
  const inner = [...(schema.anyOf ?? []), ...(schema.items === undefined ? [] : [schema.items])];
  return inner.flatMap(objectsIn);
}

// A list and a single one of its kind have the same keys.
function withoutDoubles(all: readonly Row[]): readonly Row[] {
  return [...new Map(all.map((row) => [row.key, row])).values()];
}

function isChannel({ items }: JsonSchema): boolean {
  return items?.oneOf !== undefined;
}

function typeText(schema: JsonSchema): string {
  const { type, anyOf, items, enum: members } = schema;
  if (members !== undefined) return members.join(' or ');
  if (isChannel(schema)) return 'list of channels';
  if (anyOf !== undefined)
    return [
      ...new Set(
        anyOf
          .map(typeText)
          .reverse()
          .flatMap((text) => text.split(' or ')),
      ),
    ].join(' or ');
  if (type === 'array')
    return items === undefined || Array.isArray(items) ? 'list' : `list of ${pluralOf(typeText(items))}`;
  if (type === 'object') return typeof schema.additionalProperties === 'object' ? 'by name' : 'keys';
  const names: Readonly<Record<string, string>> = {
    string: 'text',
    integer: 'number',
    boolean: 'true or false',
  };
  return [type ?? 'text']
    .flat()
    .map((name) => names[name] ?? name)
    .join(' or ');
}

function pluralOf(text: string): string {
  return text === 'text' ? 'texts' : text === 'keys' ? 'groups of keys' : text;
}

function code(value: unknown): string {
  const text = typeof value === 'string' ? value : JSON.stringify(value);
  return `\`${text.replaceAll('|', '\\|')}\``;
}
