import { existsSync, readFileSync } from 'node:fs';
import { join } from 'node:path';
import { Ajv, type ValidateFunction } from 'ajv';

const FOLDER = process.env.GRAFANA_SCHEMAS ?? join(import.meta.dirname, '../../../shared/schemas/grafana');

/** Whether the schemas that Grafana publishes are here. */
export const hasGrafanaSchemas = existsSync(join(FOLDER, 'dashboard.jsonschema.json'));
export const NO_GRAFANA_SCHEMAS = `Grafana's schemas are not in ${FOLDER}; set GRAFANA_SCHEMAS to check the dashboards against them.`;

/** What Grafana's schema of dashboards does not take; only exported dashboards have `__requires`. */
export function complaintsOfDashboard(json: unknown): readonly string[] {
  const { __requires: _, ...described } = { __requires: undefined, ...(json as object) };
  return complaints(compile('dashboard'), described);
}

export function compile(name: string, definition?: string): ValidateFunction {
  const key = `${name} ${definition}`;
  const validate = compiled.get(key) ?? validatorOf(name, definition);
  compiled.set(key, validate);
  return validate;
}

export function compileOptional(name: string, definition: string): ValidateFunction | undefined {
  return definition in read(name).definitions ? compile(name, definition) : undefined;
}

export function complaints(validate: ValidateFunction, value: unknown): readonly string[] {
  if (validate(value)) return [];
  return (validate.errors ?? []).map(({ instancePath, message, params }) =>
    `${instancePath} ${message} ${JSON.stringify(params)}`.trim(),
  );
}

export function read(name: string): Schema {
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

const compiled = new Map<string, ValidateFunction>();

function validatorOf(name: string, definition?: string): ValidateFunction {
  const schema = read(name);
  const ajv = new Ajv({ strict: false, allErrors: true, validateFormats: false });
  return ajv.compile(definition === undefined ? schema : { ...schema, $ref: `#/definitions/${definition}` });
}
