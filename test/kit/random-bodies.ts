import fc from 'fast-check';
import type { Endpoint } from '../../exporter/metric/endpoint.ts';
import { ZERO_TIME } from '../../exporter/simulator/go-json.ts';
import { readPublished } from './published-api.ts';

/** Draws a value, as `fc.gen()` gives it to a property. */
export type Draw = fc.GeneratorValue;

interface Schema {
  readonly $ref?: string;
  readonly type?: string;
  readonly enum?: readonly unknown[];
  readonly format?: string;
  readonly properties?: Readonly<Record<string, Schema>>;
  readonly additionalProperties?: Schema | boolean;
  readonly items?: Schema;
  readonly required?: readonly string[];
  readonly allOf?: readonly Schema[];
}

interface Description {
  readonly paths: Readonly<
    Record<string, Record<string, { responses: Record<string, { schema?: Schema }> }>>
  >;
  readonly definitions: Readonly<Record<string, Schema>>;
}

/** Draws bodies that satisfy the published description of what an endpoint answers. */
export type BodySource = (endpoint: Endpoint, draw: Draw) => unknown;

/** Gives the reason to skip where the description, which is not ours to publish, is absent. */
export function publishedBodies(
  variable = 'PALETTE_SPEC',
  defaultPath = 'palette-api/palette.json',
): BodySource | string {
  const description = readPublished(variable, defaultPath) as Description | string;
  if (typeof description === 'string') return description;
  return ({ method, path }, draw) => {
    const schema = description.paths[path]?.[method.toLowerCase()]?.responses['200']?.schema;
    return schema === undefined ? {} : bodyOf(schema, { draw, definitions: description.definitions }, '', 0);
  };
}

interface Context {
  readonly draw: Draw;
  readonly definitions: Description['definitions'];
}

const MAX_DEPTH = 14;

const isThere = fc.integer({ min: 0, max: 9 }).map((roll) => roll > 1);
const isNull = fc.integer({ min: 0, max: 9 }).map((roll) => roll === 0);
const length = fc.integer({ min: 0, max: 3 });
const whole = fc.oneof(fc.integer({ min: -1, max: 9 }), fc.maxSafeInteger());
const real = fc.oneof(fc.nat({ max: 64 }), fc.double({ noNaN: true, noDefaultInfinity: true }));
const uid = fc.constantFrom('u1', 'u2', 'u3', 'u4');
const nasty = fc.constantFrom(
  '',
  ' ',
  'a"b',
  'back\\slash\\',
  'line\nbreak',
  '{x="y"} 1',
  'ünïcödé 🚢',
  'lone \ud800 surrogate',
  '\u0000\u2028',
  '__proto__',
  'constructor',
  '-1',
  'x'.repeat(3000),
);
const words = fc.oneof(
  {
    weight: 3,
    arbitrary: fc.constantFrom('Ready', 'True', 'False', 'Running', 'Healthy', 'k8s', 'lock', 'Gi'),
  },
  { weight: 1, arbitrary: nasty },
  { weight: 1, arbitrary: fc.string({ unit: 'binary', maxLength: 12 }) },
);
const times = fc.oneof(
  { weight: 4, arbitrary: fc.date({ noInvalidDate: true }).map((date) => date.toISOString()) },
  {
    weight: 2,
    arbitrary: fc.constantFrom(ZERO_TIME, '2026-11-22T08:59:00Z', '2026-11-22T08:59:00.123456789Z'),
  },
  { weight: 1, arbitrary: fc.constantFrom('', 'yesterday', '9999-12-31T23:59:59.999Z') },
);
/** What decides whether a collector looks further is drawn so that it does, most of the time. */
const decisive: Readonly<Record<string, fc.Arbitrary<string>>> = {
  // `v1ServiceVersion`: a YAML document in a string.
  content: fc.constantFrom('version: 4.8.3\n', 'name: stylus\nversion: v4.9.0', 'no version'),
  uid,
  unit: fc.constantFrom('core', 'Gi', 'horses'),
  cloudType: fc.oneof({ weight: 4, arbitrary: fc.constant('edge-native') }, { weight: 1, arbitrary: words }),
};

function bodyOf(schema: Schema, context: Context, name: string, depth: number): unknown {
  const { draw, definitions } = context;
  const reference = schema.$ref?.replace('#/definitions/', '');
  if (reference === 'v1Time') return draw(() => times);
  if (reference !== undefined) return bodyOf(definitions[reference] ?? {}, context, name, depth);
  switch (schema.type) {
    case 'string':
      return textOf(schema, draw, name);
    case 'integer':
      return draw(() => whole);
    case 'number':
      return draw(() => real);
    case 'boolean':
      return draw(fc.boolean);
    case 'array':
      // Go writes a list that nothing was ever added to as null.
      if (depth > MAX_DEPTH || draw(() => isNull)) return null;
      return Array.from({ length: draw(() => length) }, () =>
        bodyOf(schema.items ?? {}, context, name, depth + 1),
      );
    default:
      return depth > MAX_DEPTH ? {} : objectOf(schema, context, depth);
  }
}

function textOf({ enum: members, format }: Schema, draw: Draw, name: string): unknown {
  if (format === 'date-time') return draw(() => times);
  // Newer releases have members that the description does not know.
  if (members !== undefined && draw(() => isThere)) return draw(() => fc.constantFrom(...members));
  return draw(() => decisive[name] ?? words);
}

function objectOf(schema: Schema, context: Context, depth: number): Record<string, unknown> {
  const { draw } = context;
  const object: Record<string, unknown> = {};
  for (const part of schema.allOf ?? []) Object.assign(object, bodyOf(part, context, '', depth + 1));
  for (const [name, property] of Object.entries(schema.properties ?? {})) {
    const isRequired = name === 'uid' || name === 'metadata' || schema.required?.includes(name);
    if (isRequired || draw(() => isThere)) object[name] = bodyOf(property, context, name, depth + 1);
  }
  if (typeof schema.additionalProperties === 'object') {
    for (let left = draw(() => length); left > 0; left -= 1) {
      object[draw(() => words)] = bodyOf(schema.additionalProperties, context, '', depth + 1);
    }
  }
  return object;
}
