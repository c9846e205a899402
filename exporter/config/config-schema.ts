import { X509Certificate } from 'node:crypto';
import { readFileSync } from 'node:fs';
import { validateHeaderValue } from 'node:http';
import { isIP } from 'node:net';
import { resolve } from 'node:path';
import { z } from 'zod';
import { type CollectorInfo, collectors } from '../catalogue/catalogue.ts';
import type { SecretRef } from '../sources/secret.ts';
import { formatDuration, parseDuration } from '../time/duration.ts';
import { parseListenAddress } from './listen-address.ts';
import { tellablePath } from './tellable-path.ts';

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

/** It becomes part of the path of a request. */
const namespaceName = z
  .string()
  .regex(/^[a-z0-9](?:[a-z0-9-]{0,61}[a-z0-9])?$/, 'must be the name of a namespace of Kubernetes');

const url = z
  .url({ protocol: /^https?$/, error: 'must be an http or https URL, such as https://palette.example.com' })
  .transform((text) => new URL(text))
  .refine(({ username, password }) => username === '' && password === '', 'must not hold credentials')
  .refine(({ search, hash }) => search === '' && hash === '', 'must not hold a query or fragment');

/** Checks of a mapping as a whole run whatever is wrong with its parts, so that everything is told at once. */
const always = { when: ({ value }: z.core.ParsePayload) => isMapping(value) };

/**
 * The schema of the configuration. Files are relative to the folder of the configuration. One that is missing now is a
 * mistake; later it may come and go with a rotation.
 */
export function schemaIn(folder: string) {
  const parts = partsIn(folder);
  return z
    .strictObject({
      palette: z.array(paletteOf(parts)).default([]),
      localUi: z.array(localUiOf(parts)).default([]),
      localUiFromPalette: z.array(localUiFromPaletteOf(parts)).default([]),
      collectors: z.strictObject(settingsByCollector).default({}),
      web: webIn(folder),
      /** Which part of the work this exporter does, where several share it. */
      shard: z
        .strictObject({ index: z.number().int().min(0), of: z.number().int().min(1).max(MOST_SHARDS) })
        .refine(({ index, of }) => index < of, {
          error: 'index must be less than of: shards are numbered from 0',
        })
        .prefault({ index: 0, of: 1 }),
      /** Remembers logins that were not accepted over a restart; read at the start only. */
      stateFile: z
        .string()
        .min(1)
        .transform((text) => resolve(folder, text))
        .optional(),
    })
    .superRefine(checkSources, always);
}

/** Of one request a second, which is the least that most lists are allowed, little is left for each of so many. */
const MOST_SHARDS = 32;

type Parts = ReturnType<typeof partsIn>;

/** What several kinds of sources have: secrets, logins and how their certificate is verified. */
function partsIn(folder: string) {
  const secretFile = fileIn(folder, () => undefined);
  const keyFile = fileIn(folder, (content) => faultOfKey(content.trim()));
  const authority = fileIn(folder, faultOfAuthority);
  const tls = z
    .strictObject({
      caFile: authority,
      pinSha256: z
        .string()
        .transform((text) => text.replaceAll(':', '').toLowerCase())
        .refine((text) => /^[0-9a-f]{64}$/.test(text), 'must be a SHA-256 fingerprint: 64 hexadecimal digits')
        .optional(),
      insecureSkipVerify: z.boolean().optional(),
      /** The name that the certificate is for, where the URL has another one. */
      serverName: z
        .string()
        .regex(/^(?!-)[A-Za-z0-9-]{1,63}(\.[A-Za-z0-9-]{1,63})*$/, 'must be a host name')
        .refine((text) => isIP(text) === 0, 'must be a name: an address in url is compared as it is')
        .optional(),
    })
    .refine(({ serverName, ...ways }) => Object.values(ways).filter(Boolean).length <= 1, {
      error: 'give one of caFile, pinSha256 and insecureSkipVerify',
      ...always,
    })
    .optional();
  const login = {
    username: z.string().min(1),
    password: z.string().min(1).optional(),
    passwordFile: secretFile,
  };
  return { keyFile, tls, login };
}

function paletteOf({ keyFile, tls, login }: Parts) {
  /** An administrator of the system console: API keys are a matter of tenants. */
  const system = z
    .strictObject(login)
    .superRefine(oneSecret('password'), always)
    .transform(withPassword)
    .optional();
  return z
    .strictObject({
      name,
      url,
      apiKey: z
        .string()
        .min(1)
        .refine((key) => faultOfKey(key) === undefined, 'holds characters that no header may have')
        .optional(),
      apiKeyFile: keyFile,
      projects: z
        .union([z.literal('all'), z.array(z.string().min(1)).min(1)], {
          error: 'must be all, or a list of project names',
        })
        .default('all'),
      /** Cluster tags that become the series of `palette_cluster_tag`. */
      clusterTags: z.array(z.string().min(1)).default([]),
      /** Namespaces whose virtual machines are read; without any all of them. */
      virtualMachineNamespaces: z.array(namespaceName).default([]),
      tls,
      proxy: url.optional(),
      system,
      /** Share of Palette's documented rate limits; the consoles behind the same address need the rest. */
      budgetShare: z.number().min(0.01).max(1).default(0.3),
    })
    .superRefine(oneSecret('apiKey'), always)
    .transform(({ apiKey, apiKeyFile, ...rest }) => ({ ...rest, apiKey: secretOf(apiKey, apiKeyFile) }));
}

function localUiOf({ tls, login }: Parts) {
  return z
    .strictObject({
      name,
      url,
      ...login,
      tls,
      proxy: url.optional(),
      /** Where the registry of the appliance is reached on this host: its certificate is looked at. */
      registryPort: z.number().int().min(1).max(65_535).optional(),
      /** Hosts of one group are read by the same shard, as those of a locally managed cluster have to be. */
      shardGroup: z.string().min(1).optional(),
    })
    .superRefine(oneSecret('password'), always)
    .transform(withPassword);
}

/** Local UIs of the edge hosts that a Palette knows, all with the same login. */
function localUiFromPaletteOf({ tls, login }: Parts) {
  return z
    .strictObject({
      /** Name of a `palette` entry. */
      palette: name,
      url: z.string().refine(isHostTemplate, {
        error: 'must be a URL with {{ip}} for the host, such as https://{{ip}}:5080',
      }),
      ...login,
      tls,
      proxy: url.optional(),
    })
    .superRefine(oneSecret('password'), always)
    .transform(withPassword);
}

function webIn(folder: string) {
  return z
    .strictObject({
      listen: listen.prefault(':9877'),
      /** TLS, users and headers of the exporter's own server, in the format of Prometheus' exporters. */
      configFile: z
        .string()
        .min(1)
        .transform((text) => resolve(folder, text))
        .optional(),
    })
    .prefault({});
}

/** @param faultOf what is wrong with the content of a file that can be read */
function fileIn(folder: string, faultOf: (content: string) => string | undefined) {
  return z
    .string()
    .min(1)
    .transform((text, context) => {
      const path = resolve(folder, text);
      const fault = faultOfFile(path, faultOf);
      if (fault !== undefined)
        context.addIssue({ code: 'custom', message: `${tellablePath(text, folder)} ${fault}` });
      return path;
    })
    .optional();
}

function faultOfFile(path: string, faultOf: (content: string) => string | undefined): string | undefined {
  try {
    const content = readFileSync(path, 'utf8');
    return content.trim() === '' ? 'is empty' : faultOf(content);
  } catch {
    return 'cannot be read; check that it exists and is readable by this user';
  }
}

/** OpenSSL passes over what it cannot read, and verifies nothing then. */
function faultOfAuthority(content: string): string | undefined {
  const blocks = content.match(/-----BEGIN CERTIFICATE-----[\s\S]*?-----END CERTIFICATE-----/g);
  if (blocks === null) return 'holds no certificate in PEM format';
  const broken = blocks.findIndex((block) => !isCertificate(block));
  if (broken < 0) return undefined;
  return `holds a certificate in PEM format that cannot be read; it is number ${broken + 1} of ${blocks.length}`;
}

function isCertificate(pem: string): boolean {
  try {
    void new X509Certificate(pem);
    return true;
  } catch {
    return false;
  }
}

/** A key is sent in a header. */
function faultOfKey(key: string): string | undefined {
  try {
    validateHeaderValue('ApiKey', key);
    return undefined;
  } catch {
    return 'holds characters that no header may have; it must be the key alone';
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
  } catch {
    // Not repeated: it may be a key in the wrong line.
    const message = 'is not an address to listen on; write it as :9877 or 127.0.0.1:9877';
    context.addIssue({ code: 'custom', message });
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

export function isMapping(value: unknown): value is Readonly<Record<string, unknown>> {
  return typeof value === 'object' && value !== null && !Array.isArray(value);
}
