import { existsSync } from 'node:fs';
import { dirname, resolve } from 'node:path';
import type { z } from 'zod';
import { isMapping, schemaIn } from './config-schema.ts';
import { ConfigError, parseWith, readYaml } from './yaml-file.ts';

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
  const unset: Unset[] = [];
  const values = expand(readYaml(file, remedy), '', environment, unset);
  if (unset.length === 0) return parseConfig(values, file);

  const lines = unset.map(({ path, variable }) => `${path}: environment variable ${variable} is not set`);
  // What else is wrong with such a value is not known yet.
  const others = problemsOf(values, file).filter(
    (line) => !unset.some(({ path }) => line.startsWith(`${file}: ${path}: `)),
  );
  throw new ConfigError([...lines.map((line) => `${file}: ${line}`), ...others].join('\n'));
}

/** @param file where it comes from: names it in errors, and file names in it are relative to its folder */
export function parseConfig(values: unknown, file: string): Config {
  return parseWith(schemaIn(dirname(resolve(file))), values, file);
}

function problemsOf(values: unknown, file: string): readonly string[] {
  try {
    parseConfig(values, file);
    return [];
  } catch (error) {
    if (error instanceof ConfigError) return error.message.split('\n');
    throw error;
  }
}

/** A variable that the environment lacks, and where it stands. */
interface Unset {
  readonly path: string;
  readonly variable: string;
}

/**
 * Replaces `${NAME}` in all texts, unless it is not set; done after parsing, so that a value can never become structure.
 */
function expand(value: unknown, path: string, environment: NodeJS.ProcessEnv, unset: Unset[]): unknown {
  if (typeof value === 'string') {
    return value.replace(/\$\{(\w+)\}/g, (written, variable: string) => {
      const found = environment[variable];
      if (found === undefined) unset.push({ path, variable });
      return found ?? written;
    });
  }
  if (Array.isArray(value)) {
    return value.map((item, index) => expand(item, `${path}[${index}]`, environment, unset));
  }
  if (isMapping(value)) {
    return Object.fromEntries(
      Object.entries(value).map(([key, item]) => [
        key,
        expand(item, path ? `${path}.${key}` : key, environment, unset),
      ]),
    );
  }
  return value;
}
