import { existsSync, readFileSync } from 'node:fs';
import { dirname, resolve } from 'node:path';
import { z } from 'zod';
import { type CollectorInfo, collectors } from '../catalogue/catalogue.ts';
import type { SecretRef } from '../sources/secret.ts';
import { formatDuration, parseDuration } from '../time/duration.ts';
import { parseListenAddress } from './listen-address.ts';
import {
  ConfigError,
  checkYaml,
  type Mistake,
  mistakesIn,
  mistakesOf,
  type Path,
  readYaml,
  valuesWithoutFile,
  type YamlFile,
} from './read-yaml.ts';

const duration = z.string().transform((text, context) => {
  try {
    const milliseconds = parseDuration(text);
    if (milliseconds >= 1000) return milliseconds;
    context.addIssue({ code: 'custom', message: 'must be at least 1s' });
  } catch (error) {
    context.addIssue({ code: 'custom', message: error instanceof Error ? error.message : String(error) });
  }
  return z.NEVER;
});

const name = z
  .string()
  .regex(/^[A-Za-z0-9][A-Za-z0-9._-]{0,62}$/, 'must be 1 to 63 letters, digits, dots, dashes or underscores');

const url = z
  .url({ protocol: /^https?$/, error: 'must be an http or https URL, such as https://palette.example.com' })
  .transform((text) => new URL(text))
  .refine(({ username, password }) => username === '' && password === '', 'must not hold credentials')
  .refine(({ search, hash }) => search === '' && hash === '', 'must not hold a query or fragment');

/** Checks of a mapping as a whole run whatever is wrong with its parts, so that everything is told at once. */
const always = { when: ({ value }: z.core.ParsePayload) => isMapping(value) };

/**
 * Files are relative to the folder of the configuration. One that is missing now is a mistake; later it may come and go
 * with a rotation.
 */
function schemaIn(folder: string) {
  const file = (faultOf: (content: string) => string | undefined) =>
    z
      .string()
      .min(1)
      .transform((text, context) => {
        const path = resolve(folder, text);
        const fault = faultOfFile(path, faultOf);
        if (fault !== undefined) context.addIssue({ code: 'custom', message: `${path} ${fault}` });
        return path;
      })
      .optional();
  const secretFile = file(() => undefined);
  const authority = file((content) =>
    content.includes('-----BEGIN CERTIFICATE-----') ? undefined : 'holds no certificate in PEM format',
  );

  const tls = z
    .strictObject({
      caFile: authority,
      pinSha256: z
        .string()
        .transform((text) => text.replaceAll(':', '').toLowerCase())
        .refine((text) => /^[0-9a-f]{64}$/.test(text), 'must be a SHA-256 fingerprint: 64 hexadecimal digits')
        .optional(),
      insecureSkipVerify: z.boolean().optional(),
    })
    .refine((options) => Object.values(options).filter(Boolean).length <= 1, {
      error: 'give one of caFile, pinSha256 and insecureSkipVerify',
      ...always,
    })
    .optional();

  const login = {
    username: z.string().min(1),
    password: z.string().min(1).optional(),
    passwordFile: secretFile,
  };

  /** An administrator of the system console: API keys are a matter of tenants. */
  const system = z
    .strictObject(login)
    .superRefine(oneSecret('password'), always)
    .transform(withPassword)
    .optional();

  const palette = z
    .strictObject({
      name,
      url,
      apiKey: z.string().min(1).optional(),
      apiKeyFile: secretFile,
      projects: z
        .union([z.literal('all'), z.array(z.string().min(1)).min(1)], {
          error: 'must be all, or a list of project names',
        })
        .default('all'),
      /** Cluster tags that become the series of `palette_cluster_tag`. */
      clusterTags: z.array(z.string().min(1)).default([]),
      tls,
      system,
      /** Share of Palette's documented rate limits; the consoles behind the same address need the rest. */
      budgetShare: z.number().min(0.01).max(1).default(0.3),
    })
    .superRefine(oneSecret('apiKey'), always)
    .transform(({ apiKey, apiKeyFile, ...rest }) => ({ ...rest, apiKey: secretOf(apiKey, apiKeyFile) }));

  const localUi = z
    .strictObject({ name, url, ...login, tls })
    .superRefine(oneSecret('password'), always)
    .transform(withPassword);

  /** Local UIs of the edge hosts that a Palette knows, all with the same login. */
  const localUiFromPalette = z
    .strictObject({
      /** Name of a `palette` entry. */
      palette: name,
      url: z.string().refine(isHostTemplate, {
        error: 'must be a URL with {{ip}} for the host, such as https://{{ip}}:5080',
      }),
      ...login,
      tls,
    })
    .superRefine(oneSecret('password'), always)
    .transform(withPassword);

  return z
    .strictObject({
      palette: z.array(palette).default([]),
      localUi: z.array(localUi).default([]),
      localUiFromPalette: z.array(localUiFromPalette).default([]),
      collectors: z.strictObject(settingsByCollector).default({}),
      web: z
        .strictObject({
          listen: listen.prefault(':9877'),
          /** TLS, users and headers of the exporter's own server, in the format of Prometheus' exporters. */
          configFile: z
            .string()
            .min(1)
            .transform((text) => resolve(folder, text))
            .optional(),
        })
        .prefault({}),
    })
    .superRefine(checkSources, always);
}

function faultOfFile(path: string, faultOf: (content: string) => string | undefined): string | undefined {
  try {
    const content = readFileSync(path, 'utf8');
    return content.trim() === '' ? 'is empty' : faultOf(content);
  } catch {
    return 'cannot be read; check that it exists and is readable by this user';
  }
}

/** A secret stands under `key`, or in the file named by `keyFile`. */
function oneSecret(key: string) {
  return (fields: Readonly<Record<string, unknown>>, context: z.RefinementCtx) => {
    const given = [key, `${key}File`].filter((one) => fields[one] !== undefined).length;
    if (given === 1) return;
    const both = `${key} and ${key}File`;
    const message = given === 0 ? `is missing: give one of ${both}` : `give only one of ${both}`;
    context.addIssue({ code: 'custom', message, path: [`${key}File`] });
  };
}

function secretOf(value: string | undefined, file: string | undefined): SecretRef {
  return value === undefined ? { file: file ?? '' } : { value };
}

function withPassword<Login extends { password?: string | undefined; passwordFile?: string | undefined }>({
  password,
  passwordFile,
  ...rest
}: Login) {
  return { ...rest, password: secretOf(password, passwordFile) };
}

/** Nothing but the address may come from Palette: a host tells it what it likes. */
function isHostTemplate(template: string): boolean {
  const example = template.replace('{{ip}}', '192.0.2.1');
  return url.safeParse(example).success && new URL(example).hostname === '192.0.2.1';
}

const listen = z.string().transform((text, context) => {
  try {
    return parseListenAddress(text);
  } catch (error) {
    context.addIssue({ code: 'custom', message: error instanceof Error ? error.message : String(error) });
    return z.NEVER;
  }
});

const collectorSettings = z.strictObject({
  enabled: z.boolean().optional(),
  every: duration.optional(),
  maxAge: duration.optional(),
  detail: z.boolean().optional(),
});

const settingsByCollector = Object.fromEntries(
  Object.values(collectors).flatMap((list: readonly CollectorInfo[]) =>
    list.map((collector) => [collector.name, settingsOf(collector)]),
  ),
);

function settingsOf({ detail: more, every: usual }: CollectorInfo) {
  return collectorSettings
    .superRefine(({ every = parseDuration(usual), maxAge = every, detail }, context) => {
      if (maxAge < every) {
        const message = `must be at least the interval of ${formatDuration(every)}, or the series come and go`;
        context.addIssue({ code: 'custom', message, path: ['maxAge'] });
      }
      if (detail !== undefined && more === undefined) {
        const message = 'this collector has no further detail';
        context.addIssue({ code: 'custom', message, path: ['detail'] });
      }
    })
    .optional();
}

/** What the sources have to do with each other, as far as they can be read. */
function checkSources(config: Readonly<Record<string, unknown>>, context: z.RefinementCtx): void {
  const [palettes, localUis, templates] = [config.palette, config.localUi, config.localUiFromPalette].map(
    (list) => (Array.isArray(list) ? list.map((source) => (isMapping(source) ? source : {})) : undefined),
  );
  if (palettes?.length === 0 && localUis?.length === 0) {
    const message = 'lists no source: add a palette or a localUi entry';
    context.addIssue({ code: 'custom', message, path: [] });
  }
  const names = new Set<unknown>();
  for (const [kind, list] of Object.entries({ palette: palettes, localUi: localUis })) {
    for (const [index, source] of list?.entries() ?? []) {
      if (typeof source.name === 'string' && names.has(source.name)) {
        const message = `"${source.name}" is taken: names are unique over palette and localUi`;
        context.addIssue({ code: 'custom', message, path: [kind, index, 'name'] });
      }
      names.add(source.name);
    }
  }
  // A Palette whose name is wrong may be the one that is meant.
  if (!palettes?.every((source) => name.safeParse(source.name).success)) return;
  for (const [index, { palette: wanted }] of templates?.entries() ?? []) {
    if (typeof wanted !== 'string' || palettes.some((source) => source.name === wanted)) continue;
    const message = `there is no palette "${wanted}"; name one of the palette entries`;
    context.addIssue({ code: 'custom', message, path: ['localUiFromPalette', index, 'palette'] });
  }
}

function isMapping(value: unknown): value is Readonly<Record<string, unknown>> {
  return typeof value === 'object' && value !== null && !Array.isArray(value);
}

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
  const unset: Mistake[] = [];
  const expanded = { ...written, values: expand(written.values, [], environment, unset) };
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
