import { existsSync, readFileSync } from 'node:fs';
import { join } from 'node:path';
import { Ajv, type ValidateFunction } from 'ajv';
import { describe, expect, test } from 'vitest';
import { generated } from '../kit/generated-dashboards.ts';

const FOLDER = process.env.GRAFANA_SCHEMAS ?? join(import.meta.dirname, '../../../shared/schemas/grafana');
const present = existsSync(join(FOLDER, 'dashboard.jsonschema.json'));
/** Kinds of panels with a schema of their own; Grafana publishes none for the list of alerts. */
const SCHEMAS: Readonly<Record<string, string>> = {
  stat: 'stat',
  bargauge: 'bargauge',
  timeseries: 'timeseries',
  'state-timeline': 'statetimeline',
  'status-history': 'statushistory',
  table: 'table',
  text: 'text',
};

if (!present)
  process.stdout.write(
    `Grafana's schemas are not in ${FOLDER}; set GRAFANA_SCHEMAS to check the dashboards against them.\n`,
  );

describe.runIf(present)("Grafana's schemas", () => {
  const dashboard = compile('dashboard');
  const query = compile('prometheus');
  const units = unitNames();

  test.each(generated.map((each) => [each.title, each] as const))('accept %s', (_, each) => {
    // Only exported dashboards have it, which the schema does not describe.
    const { __requires, ...json } = each.json as { readonly __requires: unknown };
    expect(__requires).toHaveLength(2);
    expect(complaints(dashboard, json)).toEqual([]);
  });

  test.each(generated.map((each) => [each.title, each] as const))('accept the panels of %s', (_, each) => {
    for (const { type, title, options, fieldConfig, targets } of each.shown) {
      for (const target of targets) expect(complaints(query, target), title).toEqual([]);
      const schema = SCHEMAS[type];
      if (schema === undefined) continue;
      expect(complaints(compile(schema, 'Options'), options), title).toEqual([]);
      const custom = compileOptional(schema, 'FieldConfig');
      if (custom && fieldConfig?.defaults.custom)
        expect(complaints(custom, fieldConfig.defaults.custom), title).toEqual([]);
      const { unit } = fieldConfig?.defaults ?? {};
      if (unit !== undefined && !unit.startsWith('suffix:')) expect(units, title).toContain(unit);
    }
  });

  test.each(generated.map((each) => [each.title, each] as const))('accept the columns of %s', (_, each) => {
    const field = compile('dashboard', 'FieldConfig');
    const custom = compile('table', 'FieldConfig');
    for (const { title, fieldConfig } of each.shown) {
      for (const { properties } of fieldConfig?.overrides ?? []) {
        const own = properties.filter(({ id }) => id.startsWith('custom.'));
        // Links of fields are typed as links of dashboards there; the house rules look at them.
        const shared = properties.filter(({ id }) => !id.startsWith('custom.') && id !== 'links');
        const table = { align: 'auto', inspect: false, ...valuesOf(own) };
        expect(complaints(field, valuesOf(shared)), title).toEqual([]);
        expect(complaints(custom, table), title).toEqual([]);
      }
    }
  });

  test('refuse what Grafana does not know', () => {
    const [first] = generated;
    const broken = structuredClone(first?.json) as { refresh: unknown; panels: { fieldConfig?: object }[] };
    broken.refresh = 5;
    Object.assign(broken.panels[1]?.fieldConfig ?? {}, { unknown: true });

    const found = complaints(dashboard, broken);
    expect(found.some((complaint) => complaint.startsWith('/refresh must be string'))).toBe(true);
    expect(found.some((complaint) => complaint.includes('"additionalProperty":"unknown"'))).toBe(true);
    expect(complaints(compile('stat', 'Options'), { colourMode: 'value' })).not.toEqual([]);
  });
});

function valuesOf(properties: readonly { readonly id: string; readonly value: unknown }[]): object {
  return Object.fromEntries(properties.map(({ id, value }) => [id.replace('custom.', ''), value]));
}

interface Schema {
  readonly definitions: Readonly<Record<string, Definition>>;
  readonly $ref?: string;
}

interface Definition {
  readonly const?: string;
  oneOf?: readonly object[];
  anyOf?: readonly object[];
  readonly properties?: Record<string, { oneOf?: object[] }>;
}

function read(name: string): Schema {
  const schema: Schema = JSON.parse(readFileSync(join(FOLDER, `${name}.jsonschema.json`), 'utf8'));
  const { DynamicConfigValue, MatcherConfig, VariableModel, TableCellOptions } = schema.definitions;
  // The schemas are made from types; where these say "any", the schemas say "object" by mistake.
  if (DynamicConfigValue?.properties) DynamicConfigValue.properties.value = {};
  if (MatcherConfig?.properties) MatcherConfig.properties.options = {};
  if (VariableModel?.properties)
    VariableModel.properties.query = { oneOf: [{ type: 'string' }, { type: 'object' }] };
  // Nothing in the kinds of cells tells them apart, so that several fit.
  if (TableCellOptions?.oneOf) {
    TableCellOptions.anyOf = TableCellOptions.oneOf;
    delete TableCellOptions.oneOf;
  }
  return schema;
}

const compiled = new Map<string, ValidateFunction>();

function compile(name: string, definition?: string): ValidateFunction {
  const key = `${name} ${definition}`;
  const validate = compiled.get(key) ?? validatorOf(name, definition);
  compiled.set(key, validate);
  return validate;
}

function validatorOf(name: string, definition?: string): ValidateFunction {
  const schema = read(name);
  const ajv = new Ajv({ strict: false, allErrors: true, validateFormats: false });
  return ajv.compile(definition === undefined ? schema : { ...schema, $ref: `#/definitions/${definition}` });
}

function compileOptional(name: string, definition: string): ValidateFunction | undefined {
  return definition in read(name).definitions ? compile(name, definition) : undefined;
}

function complaints(validate: ValidateFunction, value: unknown): readonly string[] {
  if (validate(value)) return [];
  return (validate.errors ?? []).map(({ instancePath, message, params }) =>
    `${instancePath} ${message} ${JSON.stringify(params)}`.trim(),
  );
}

function unitNames(): readonly (string | undefined)[] {
  return Object.values(read('units').definitions).map((unit) => unit.const);
}
