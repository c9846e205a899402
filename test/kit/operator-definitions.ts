import { readFileSync } from 'node:fs';
import { fileURLToPath } from 'node:url';
import { Ajv } from 'ajv';
import { parse } from 'yaml';

/** Why a check against the operator's definitions was left out. */
export const NO_DEFINITIONS = 'OPERATOR_CRDS names no folder with the definitions of the operator';

/**
 * What the operator's definition of a kind finds wrong with an object.
 *
 * @param plural of the kind, such as `prometheusrules`
 * @returns undefined where the definitions are not at hand
 */
export function faultsOf(object: unknown, plural: string): readonly unknown[] | undefined {
  const definition = readDefinition(plural);
  if (definition === undefined) return undefined;
  const ajv = new Ajv({ strict: false, validateFormats: false, code: { regExp: goRegExp } });
  const validate = ajv.compile(strict(definition) as object);
  return validate(object) ? [] : (validate.errors ?? []);
}

function readDefinition(plural: string): unknown {
  const folder =
    process.env.OPERATOR_CRDS ??
    fileURLToPath(new URL('../../../shared/schemas/prometheus-operator', import.meta.url));
  try {
    const text = readFileSync(`${folder}/monitoring.coreos.com_${plural}.yaml`, 'utf8');
    return parse(text).spec.versions[0].schema.openAPIV3Schema;
  } catch {
    return undefined;
  }
}

// The API server drops fields it does not know; a check has to refuse them.
function strict(schema: unknown): unknown {
  if (Array.isArray(schema)) return schema.map(strict);
  if (typeof schema !== 'object' || schema === null) return schema;
  const inner = Object.fromEntries(Object.entries(schema).map(([key, value]) => [key, strict(value)]));
  const open =
    'x-kubernetes-preserve-unknown-fields' in schema || !('properties' in schema) || !('type' in schema);
  return open || Object.hasOwn(inner, 'additionalProperties')
    ? inner
    : { ...inner, additionalProperties: false };
}

function goRegExp(pattern: string, flags: string): RegExp {
  const insensitive = pattern.includes('(?i)');
  return new RegExp(pattern.replaceAll('(?i)', ''), insensitive ? `${flags}i` : flags);
}
goRegExp.code = 'new RegExp';
