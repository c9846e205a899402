import { z } from 'zod';

/** A schema as JSON Schema describes it; the parts that are read here. */
export interface JsonSchema {
  readonly description?: string;
  readonly default?: unknown;
  readonly examples?: readonly unknown[];
  readonly type?: string | readonly string[];
  readonly const?: unknown;
  readonly enum?: readonly unknown[];
  readonly properties?: Readonly<Record<string, JsonSchema>>;
  readonly required?: readonly string[];
  readonly additionalProperties?: boolean | JsonSchema;
  readonly items?: JsonSchema;
  readonly anyOf?: readonly JsonSchema[];
  readonly oneOf?: readonly JsonSchema[];
}

/**
 * What a file may say, as JSON Schema in the version that editors know. Its own examples stand under `example` in the
 * schema, since zod leaves out the `examples` of what it transforms.
 */
export function jsonSchemaOf(schema: z.ZodType): JsonSchema {
  return z.toJSONSchema(schema, {
    io: 'input',
    target: 'draft-7',
    unrepresentable: 'any',
    reused: 'inline',
    override: ({ jsonSchema }) => {
      if (!('example' in jsonSchema)) return;
      const { example } = jsonSchema;
      jsonSchema.examples = [example];
      delete jsonSchema.example;
    },
  }) as JsonSchema;
}
