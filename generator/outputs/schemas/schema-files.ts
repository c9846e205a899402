import { routingSchema } from '../../contacts/routing.ts';
import { channelsSchema, contactsSchema } from '../../contacts/yaml-table.ts';
import type { Bundle } from '../../kit/bundle-folder.ts';
import { jsonSchemaOf } from '../../kit/json-schema.ts';
import { toJson, toYaml } from '../../kit/serialise.ts';
import { settingsSchema } from '../../site-settings.ts';
import { EXAMPLES } from './example-files.ts';

/** The schemas of the files that a team writes. */
export const FILE_SCHEMAS = {
  contacts: contactsSchema,
  channels: channelsSchema,
  routing: routingSchema,
  settings: settingsSchema,
} as const;

export type FileKind = keyof typeof FILE_SCHEMAS;

const KINDS = Object.keys(FILE_SCHEMAS) as readonly FileKind[];

/** `schemas/`: a JSON Schema for each file that a team writes; `examples/`: files that name them, to begin with. */
export function schemaFiles(): Bundle {
  return new Map([
    ...KINDS.map((kind) => [schemaPath(kind), toJson(jsonSchemaOf(FILE_SCHEMAS[kind]))] as const),
    ...KINDS.map((kind) => [`examples/${kind}.yaml`, exampleText(kind)] as const),
  ]);
}

/** An example file, whose first line tells an editor the schema that completes and checks it. */
export function exampleText(kind: FileKind): string {
  return toYaml(EXAMPLES[kind], `yaml-language-server: $schema=../${schemaPath(kind)}`);
}

function schemaPath(kind: FileKind): string {
  return `schemas/${kind}.schema.json`;
}
