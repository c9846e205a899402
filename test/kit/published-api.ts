import { existsSync, readFileSync } from 'node:fs';
import { fileURLToPath } from 'node:url';
import { Ajv, type ValidateFunction } from 'ajv';
import { ZERO_TIME } from '../../exporter/simulator/go-json.ts';

type Schema = Record<string, unknown> & {
  $ref?: string;
  type?: string | string[];
  enum?: unknown[];
  allOf?: Schema[];
  format?: string;
  properties?: Record<string, Schema>;
  additionalProperties?: Schema | boolean;
  items?: Schema;
  required?: string[];
};
interface Swagger {
  paths: Record<string, Record<string, { responses: Record<string, { schema?: Schema }> }>>;
  definitions: Record<string, Schema>;
}

/** A published API description, to hold answers against. */
export interface ApiDescription {
  /** Whether it knows a request, or one answer to it. */
  has(method: string, path: string, status?: number): boolean;
  /** What is wrong with a body; nothing when it fits. Fields that the description does not know are wrong. */
  problems(method: string, path: string, status: number, body: unknown): string[];
  /** Where a body could not have come out of Go's marshaller: `omitempty`, times and slices. */
  deviationsFromGo(method: string, path: string, status: number, body: unknown): string[];
}

/** A description, ready to check answers with, or the reason to skip. */
export function readApiDescription(variable: string, defaultPath: string): ApiDescription | string {
  const published = readPublished(variable, defaultPath);
  return typeof published === 'string' ? published : describeApi(published as Swagger);
}

/**
 * Reads the description that an environment variable names, or the copy beside the repository. The descriptions are
 * not ours to publish, so they may be absent: then it gives the reason to skip.
 */
export function readPublished(variable: string, defaultPath: string): object | string {
  const beside = new URL(`../../../shared/${defaultPath}`, import.meta.url);
  const file = process.env[variable] ?? fileURLToPath(beside);
  if (existsSync(file)) return JSON.parse(readFileSync(file, 'utf8'));
  return `there is no API description at ${file}; ${variable} can name another place`;
}

function describeApi(swagger: Swagger): ApiDescription {
  const ajv = new Ajv({ strict: false, allErrors: true, validateFormats: false });
  ajv.addSchema({ $id: 'api', definitions: closeAll(swagger.definitions) });
  const compiled = new Map<string, ValidateFunction>();

  const schemaOf = (method: string, path: string, status: number): Schema => {
    const responses = swagger.paths[path]?.[method.toLowerCase()]?.responses;
    const response = responses?.[status] ?? responses?.default;
    if (response === undefined) throw new Error(`${method} ${path} ${status} is not described`);
    return response.schema ?? {};
  };

  return {
    has(method, path, status) {
      const operation = swagger.paths[path]?.[method.toLowerCase()];
      return (status === undefined ? operation : operation?.responses[status]) !== undefined;
    },
    problems(method, path, status, body) {
      const key = `${method} ${path} ${status}`;
      let validate = compiled.get(key);
      if (validate === undefined) {
        validate = ajv.compile(close(schemaOf(method, path, status), 'api'));
        compiled.set(key, validate);
      }
      validate(body);
      return (validate.errors ?? []).map(
        ({ instancePath, message, params }) => `${instancePath} ${message} ${JSON.stringify(params)}`,
      );
    },
    deviationsFromGo(method, path, status, body) {
      return [...deviations(schemaOf(method, path, status), body, '', swagger.definitions)];
    },
  };
}

/** Refuses unknown fields, and lets a slice be `null`, which is how Go writes one that was never filled. */
function close(schema: Schema, base = ''): Schema {
  if (schema.$ref !== undefined) return { $ref: base + schema.$ref };
  const { type, enum: members, properties, additionalProperties, items, required, allOf } = schema;
  return {
    ...(type !== undefined && type !== 'file' && { type: type === 'array' ? ['array', 'null'] : type }),
    ...(members !== undefined && { enum: members }),
    ...(required !== undefined && { required }),
    ...(items !== undefined && { items: close(items, base) }),
    ...(allOf !== undefined && { allOf: allOf.map((part) => close(part, base)) }),
    ...(properties !== undefined && { properties: closeAll(properties, base), additionalProperties: false }),
    ...(typeof additionalProperties === 'object' && {
      additionalProperties: close(additionalProperties, base),
    }),
  };
}

function closeAll(schemas: Record<string, Schema>, base = ''): Record<string, Schema> {
  return Object.fromEntries(Object.entries(schemas).map(([name, schema]) => [name, close(schema, base)]));
}

function* deviations(
  raw: Schema,
  value: unknown,
  at: string,
  definitions: Record<string, Schema>,
): Generator<string> {
  const schema = resolve(raw, definitions);
  if (Array.isArray(value)) {
    for (const [index, item] of value.entries()) {
      yield* deviations(schema.items ?? {}, item, `${at}/${index}`, definitions);
    }
  } else if (typeof value === 'object' && value !== null) {
    for (const [name, property] of Object.entries(schema.properties ?? {})) {
      const field = (value as Record<string, unknown>)[name];
      yield* fieldDeviations(property, field, `${at}/${name}`, schema.required?.includes(name), definitions);
    }
    if (typeof schema.additionalProperties === 'object') {
      for (const [name, item] of Object.entries(value)) {
        yield* deviations(schema.additionalProperties, item, `${at}/${name}`, definitions);
      }
    }
  } else if (isTime(raw, definitions) && !isGoTime(value)) {
    yield `${at} is no timestamp: ${value}`;
  }
}

function* fieldDeviations(
  raw: Schema,
  value: unknown,
  at: string,
  isRequired = false,
  definitions: Record<string, Schema>,
): Generator<string> {
  const schema = resolve(raw, definitions);
  const isSlice = schema.type === 'array' && raw['x-omitempty'] !== true;
  const isAlways = isRequired || raw['x-omitempty'] === false || isSlice || isTime(raw, definitions);
  if (value === undefined) {
    if (isAlways) yield `${at} is missing, Go always writes it`;
  } else if ((value === '' || value === 0 || value === false) && !isAlways) {
    yield `${at} is ${JSON.stringify(value)}, Go would leave it out`;
  } else {
    yield* deviations(raw, value, at, definitions);
  }
}

function resolve(schema: Schema, definitions: Record<string, Schema>): Schema {
  if (schema.$ref === undefined) return schema;
  return definitions[schema.$ref.replace('#/definitions/', '')] ?? {};
}

function isTime(schema: Schema, definitions: Record<string, Schema>): boolean {
  return schema.$ref === '#/definitions/v1Time' || resolve(schema, definitions).format === 'date-time';
}

function isGoTime(value: unknown): boolean {
  if (value === ZERO_TIME) return true;
  return typeof value === 'string' && /^2\d{3}-\d\d-\d\dT\d\d:\d\d:\d\d\.\d{3}Z$/.test(value);
}
