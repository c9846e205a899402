import { readFileSync } from 'node:fs';
import { dirname, resolve } from 'node:path';
import { z } from 'zod';
import { type CollectorInfo, collectors } from './catalogue.ts';
import { parseDuration } from './duration.ts';
import { parseListenAddress } from './listen-address.ts';
import type { SecretRef } from './secret.ts';
import { ConfigError, parseWith, readYaml } from './yaml-file.ts';

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

const tls = z
  .strictObject({
    caFile: z.string().min(1).optional(),
    pinSha256: z
      .string()
      .transform((text) => text.replaceAll(':', '').toLowerCase())
      .refine((text) => /^[0-9a-f]{64}$/.test(text), 'must be a SHA-256 fingerprint: 64 hexadecimal digits')
      .optional(),
    insecureSkipVerify: z.boolean().optional(),
  })
  .refine((options) => Object.values(options).filter(Boolean).length <= 1, {
    error: 'give one of caFile, pinSha256 and insecureSkipVerify',
  })
  .optional();

/** A secret under `key`, or in the file named by `keyFile`. */
function secretFields<Key extends string>(key: Key) {
  const fields = { [key]: z.string().min(1).optional(), [`${key}File`]: z.string().min(1).optional() };
  return fields as Record<Key | `${Key}File`, z.ZodOptional<z.ZodString>>;
}

function secretOf(
  key: string,
  fields: Readonly<Record<string, unknown>>,
  context: z.RefinementCtx,
): SecretRef {
  const value = fields[key];
  const file = fields[`${key}File`];
  if (typeof value === 'string' && file === undefined) return { value };
  if (typeof file === 'string' && value === undefined) return { file };
  context.addIssue({ code: 'custom', message: `needs one of ${key} and ${key}File`, path: [`${key}File`] });
  return z.NEVER;
}

/** An administrator of the system console: API keys are a matter of tenants. */
const system = z
  .strictObject({ username: z.string().min(1), ...secretFields('password') })
  .transform(({ password, passwordFile, ...rest }, context) => ({
    ...rest,
    password: secretOf('password', { password, passwordFile }, context),
  }))
  .optional();

const palette = z
  .strictObject({
    name,
    url,
    ...secretFields('apiKey'),
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
  .transform(({ apiKey, apiKeyFile, ...rest }, context) => ({
    ...rest,
    apiKey: secretOf('apiKey', { apiKey, apiKeyFile }, context),
  }));

const localUi = z
  .strictObject({ name, url, username: z.string().min(1), ...secretFields('password'), tls })
  .transform(({ password, passwordFile, ...rest }, context) => ({
    ...rest,
    password: secretOf('password', { password, passwordFile }, context),
  }));

/** Local UIs of the edge hosts that a Palette knows, all with the same login. */
const localUiFromPalette = z
  .strictObject({
    /** Name of a `palette` entry. */
    palette: name,
    url: z.string().refine(isHostTemplate, {
      error: 'must be a URL with {{ip}} for the host, such as https://{{ip}}:5080',
    }),
    username: z.string().min(1),
    ...secretFields('password'),
    tls,
  })
  .transform(({ password, passwordFile, ...rest }, context) => ({
    ...rest,
    password: secretOf('password', { password, passwordFile }, context),
  }));

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

function settingsOf({ detail: more }: CollectorInfo) {
  const telling = ({ detail }: { detail?: boolean | undefined }) =>
    more !== undefined || detail === undefined;
  return collectorSettings
    .refine(telling, { error: 'this collector has no further detail', path: ['detail'] })
    .optional();
}

const schema = z
  .strictObject({
    palette: z.array(palette).default([]),
    localUi: z.array(localUi).default([]),
    localUiFromPalette: z.array(localUiFromPalette).default([]),
    collectors: z.strictObject(settingsByCollector).default({}),
    web: z
      .strictObject({
        listen: listen.prefault(':9877'),
        /** TLS, users and headers of the exporter's own server, in the format of Prometheus' exporters. */
        configFile: z.string().min(1).optional(),
      })
      .prefault({}),
  })
  .superRefine((config, context) => {
    if (config.palette.length + config.localUi.length === 0) {
      context.addIssue({
        code: 'custom',
        message: 'lists no source: add a palette or a localUi entry',
        path: [],
      });
    }
    const names = new Set<string>();
    for (const kind of ['palette', 'localUi'] as const) {
      for (const [index, source] of config[kind].entries()) {
        if (names.has(source.name)) {
          const message = `"${source.name}" is taken: names are unique over palette and localUi`;
          context.addIssue({ code: 'custom', message, path: [kind, index, 'name'] });
        }
        names.add(source.name);
      }
    }
    for (const [index, { palette: wanted }] of config.localUiFromPalette.entries()) {
      if (config.palette.some((source) => source.name === wanted)) continue;
      const message = `there is no palette "${wanted}"; name one of the palette entries`;
      context.addIssue({ code: 'custom', message, path: ['localUiFromPalette', index, 'palette'] });
    }
  });

/** The configuration after defaults; durations in milliseconds. */
export type Config = z.output<typeof schema>;
/** The configuration as written in YAML. */
export type ConfigInput = z.input<typeof schema>;
export type PaletteConfig = Config['palette'][number];
export type LocalUiConfig = Config['localUi'][number];
export type LocalUiTemplate = Config['localUiFromPalette'][number];

/** @throws ConfigError */
export function loadConfig(file: string, environment: NodeJS.ProcessEnv = process.env): Config {
  const problems: string[] = [];
  const written = readYaml(file, 'give the path of the configuration with --config');
  const values = expand(written, '', environment, problems);
  if (problems.length > 0) throw new ConfigError(problems.map((problem) => `${file}: ${problem}`).join('\n'));
  return parseConfig(values, file);
}

/** @param file where it comes from: names it in errors, and file names in it are relative to its folder */
export function parseConfig(values: unknown, file: string): Config {
  const parsed = parseWith(schema, values, file);
  const folder = dirname(resolve(file));
  const resolveFiles = <Source extends LocalUiConfig | LocalUiTemplate>(source: Source): Source => ({
    ...source,
    password: inFolder(folder, source.password),
    tls: source.tls?.caFile ? { ...source.tls, caFile: resolve(folder, source.tls.caFile) } : source.tls,
  });
  const config = {
    ...parsed,
    web: { ...parsed.web, configFile: parsed.web.configFile && resolve(folder, parsed.web.configFile) },
    palette: parsed.palette.map((source) => ({
      ...source,
      apiKey: inFolder(folder, source.apiKey),
      system: source.system && { ...source.system, password: inFolder(folder, source.system.password) },
      tls: source.tls?.caFile ? { ...source.tls, caFile: resolve(folder, source.tls.caFile) } : source.tls,
    })),
    localUi: parsed.localUi.map(resolveFiles),
    localUiFromPalette: parsed.localUiFromPalette.map(resolveFiles),
  };
  checkFiles(config, file);
  return config;
}

function inFolder(folder: string, secret: SecretRef): SecretRef {
  return 'file' in secret ? { file: resolve(folder, secret.file) } : secret;
}

/** Files that are missing now are a mistake; later they may come and go with a rotation. */
function checkFiles(config: Config, file: string): void {
  const named: [path: string, file: string | undefined][] = [
    ...config.palette.flatMap(
      ({ apiKey, system: login, tls: options }, index): [string, string | undefined][] => [
        [`palette[${index}].apiKeyFile`, 'file' in apiKey ? apiKey.file : undefined],
        [
          `palette[${index}].system.passwordFile`,
          login && 'file' in login.password ? login.password.file : undefined,
        ],
        [`palette[${index}].tls.caFile`, options?.caFile],
      ],
    ),
    ...(['localUi', 'localUiFromPalette'] as const).flatMap((kind) =>
      config[kind].flatMap(({ password, tls: options }, index): [string, string | undefined][] => [
        [`${kind}[${index}].passwordFile`, 'file' in password ? password.file : undefined],
        [`${kind}[${index}].tls.caFile`, options?.caFile],
      ]),
    ),
  ];
  const problems = named.flatMap(([path, name]) => {
    if (name === undefined) return [];
    try {
      const content = readFileSync(name, 'utf8');
      if (content.trim() === '') return [`${file}: ${path}: ${name} is empty`];
      const isAuthority = !path.endsWith('.caFile') || content.includes('-----BEGIN CERTIFICATE-----');
      return isAuthority ? [] : [`${file}: ${path}: ${name} holds no certificate in PEM format`];
    } catch {
      return [`${file}: ${path}: ${name} cannot be read; check that it exists and is readable by this user`];
    }
  });
  if (problems.length > 0) throw new ConfigError(problems.join('\n'));
}

/** Replaces `${NAME}` in all texts; done after parsing, so that a value can never become structure. */
function expand(value: unknown, path: string, environment: NodeJS.ProcessEnv, problems: string[]): unknown {
  if (typeof value === 'string') {
    return value.replace(/\$\{(\w+)\}/g, (_, variable: string) => {
      const found = environment[variable];
      if (found === undefined) problems.push(`${path}: environment variable ${variable} is not set`);
      return found ?? '';
    });
  }
  if (Array.isArray(value)) {
    return value.map((item, index) => expand(item, `${path}[${index}]`, environment, problems));
  }
  if (typeof value === 'object' && value !== null) {
    const entries = Object.entries(value);
    return Object.fromEntries(
      entries.map(([key, item]) => [key, expand(item, path ? `${path}.${key}` : key, environment, problems)]),
    );
  }
  return value;
}
