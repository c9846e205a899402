import { existsSync } from 'node:fs';
import { dirname, resolve } from 'node:path';
import type { z } from 'zod';
import { ConfigError } from './config-error.ts';
import { isMapping, schemaIn } from './config-schema.ts';
import {
  checkYaml,
  type Mistake,
  mistakesIn,
  mistakesOf,
  type Path,
  readYaml,
  valuesWithoutFile,
  type YamlFile,
} from './read-yaml.ts';
import { shardFrom } from './shard-variables.ts';

type Schema = ReturnType<typeof schemaIn>;
/** The configuration after defaults; durations in milliseconds. */
export type Config = z.output<Schema>;
/** The configuration as written in YAML. */
export type ConfigInput = z.input<Schema>;
export type PaletteConfig = Config['palette'][number];
export type LocalUiConfig = Config['localUi'][number];
export type LocalUiTemplate = Config['localUiFromPalette'][number];

/** @throws ConfigError */
export function loadConfig(file: string, environment: NodeJS.ProcessEnv = process.env): Config {
  const remedy = 'check the path given with --config';
  if (!existsSync(file)) throw new ConfigError(`${file}: no such file; ${remedy}`);
  const written = readYaml(file, remedy);
  const { shard, mistakes } = shardFrom(environment);
  const unset: Mistake[] = [...mistakes];
  const values = expand(written.values, [], environment, unset);
  const isShard = shard !== undefined && mistakes.length === 0 && isMapping(values);
  const expanded = { ...written, values: isShard ? { ...values, shard } : values };
  if (unset.length === 0) return checkConfig(expanded);

  const { error } = schemaFor(file).safeParse(expanded.values, { reportInput: true });
  // What else is wrong with a value that holds an unset variable is not known yet.
  const isKnown = ({ path }: Mistake) => !unset.some((other) => isSame(other.path, path));
  const others = error === undefined ? [] : mistakesOf(error).filter(isKnown);
  throw mistakesIn(expanded, [...unset, ...others]);
}

/** @param file where the values come from: names them in errors, and file names in them are relative to its folder */
export function parseConfig(values: unknown, file: string): Config {
  return checkConfig(valuesWithoutFile(file, values));
}

function checkConfig(file: YamlFile): Config {
  return checkYaml(file, schemaFor(file.name));
}

function schemaFor(file: string): Schema {
  return schemaIn(dirname(resolve(file)));
}

function isSame(one: Path, other: Path): boolean {
  return one.length === other.length && one.every((key, index) => key === other[index]);
}

/**
 * Replaces `${NAME}` in all texts, unless it is not set; done after parsing, so that a value can never become structure.
 */
function expand(value: unknown, path: Path, environment: NodeJS.ProcessEnv, unset: Mistake[]): unknown {
  if (typeof value === 'string') {
    return value.replace(/\$\{(\w+)\}/g, (written, variable: string) => {
      const found = environment[variable];
      if (found === undefined) unset.push({ path, message: `environment variable ${variable} is not set` });
      return found ?? written;
    });
  }
  if (Array.isArray(value)) {
    return value.map((item, index) => expand(item, [...path, index], environment, unset));
  }
  if (isMapping(value)) {
    return Object.fromEntries(
      Object.entries(value).map(([key, item]) => [key, expand(item, [...path, key], environment, unset)]),
    );
  }
  return value;
}
