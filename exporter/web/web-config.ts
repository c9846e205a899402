import { readFileSync, statSync } from 'node:fs';
import { dirname, resolve } from 'node:path';
import { createSecureContext, type SecureContextOptions } from 'node:tls';
import type { Logger } from 'pino';
import { z } from 'zod';
import { ConfigError, parseWith, readYaml } from '../yaml-file.ts';

/**
 * The file that Prometheus' exporters take with `--web.config.file` (exporter-toolkit, web-configuration.md). Keys that
 * have no meaning here are refused with a reason rather than ignored.
 */
export interface WebConfig {
  readonly tls: TlsServerConfig | undefined;
  /** Hashes by user; none: everybody may read. */
  readonly users: ReadonlyMap<string, string>;
  readonly headers: Readonly<Record<string, string>>;
}

export interface TlsServerConfig {
  /** Certificate, key, authorities of clients, versions. */
  readonly context: SecureContextOptions;
  readonly clientAuth: ClientAuth;
  readonly allowedSans: readonly string[] | undefined;
}

const CLIENT_AUTH = [
  'NoClientCert',
  'RequestClientCert',
  'RequireAnyClientCert',
  'VerifyClientCertIfGiven',
  'RequireAndVerifyClientCert',
] as const;
export type ClientAuth = (typeof CLIENT_AUTH)[number];

const unsupported = (why: string) => z.never({ error: `is not supported: ${why}` }).optional();
const text = z.string().min(1).optional();
const version = z
  .enum(['TLS12', 'TLS13'], { error: 'must be TLS12 or TLS13' })
  .transform((name) => (name === 'TLS12' ? 'TLSv1.2' : 'TLSv1.3') as 'TLSv1.2' | 'TLSv1.3')
  .optional();

const tlsSchema = z.strictObject({
  cert: text,
  key: text,
  client_ca: text,
  cert_file: text,
  key_file: text,
  client_ca_file: text,
  client_auth_type: z.enum(CLIENT_AUTH, { error: `must be one of ${CLIENT_AUTH.join(', ')}` }).optional(),
  client_allowed_sans: z.array(z.string()).optional(),
  min_version: version,
  max_version: version,
  /** Deprecated by Go, without effect. */
  prefer_server_cipher_suites: z.boolean().optional(),
  cipher_suites: unsupported('Node chooses among the safe ones; leave it out'),
  curve_preferences: unsupported('Node chooses; leave it out'),
});

const HEADERS: Readonly<Record<string, readonly string[] | undefined>> = {
  'Strict-Transport-Security': undefined,
  'X-Content-Type-Options': ['nosniff'],
  'X-Frame-Options': ['deny', 'sameorigin'],
  'X-XSS-Protection': undefined,
  'Content-Security-Policy': undefined,
};

const headers = z.record(z.string(), z.string()).superRefine((values, context) => {
  for (const [name, value] of Object.entries(values)) {
    const allowed = HEADERS[name];
    const message = !Object.hasOwn(HEADERS, name)
      ? `cannot be set; the ones that can: ${Object.keys(HEADERS).join(', ')}`
      : `must be ${allowed?.join(' or ')}`;
    if (!Object.hasOwn(HEADERS, name) || (allowed && !allowed.includes(value)))
      context.addIssue({ code: 'custom', message, path: [name] });
  }
});

const bcryptHash = z
  .string()
  .regex(
    /^\$2[aby]\$(0[4-9]|1\d)\$[./A-Za-z0-9]{53}$/,
    'must be a bcrypt hash of cost 4 to 19, as htpasswd -nB makes it',
  );

const schema = z.strictObject({
  tls_server_config: tlsSchema.optional(),
  http_server_config: z
    .strictObject({
      /** HTTP/2 is never offered; a scrape is one request on one connection. */
      http2: z.boolean().optional(),
      headers: headers.default({}),
    })
    .optional(),
  basic_auth_users: z.record(z.string(), bcryptHash).nullish(),
  rate_limit: unsupported('a scrape costs too little to be limited; leave it out'),
});

/** @throws ConfigError */
export function loadWebConfig(file: string): WebConfig {
  return load(file).config;
}

/**
 * The web configuration as it is now: read again when the file, or one that it names, has changed. A wrong one is logged
 * once, and the last good one stays in use.
 *
 * @throws ConfigError when it is wrong to begin with
 */
export function watchWebConfig(file: string, log: Logger): () => WebConfig {
  let { config, files } = load(file);
  let seen = versionOf(files);
  return () => {
    const now = versionOf(files);
    if (now === seen) return config;
    seen = now;
    try {
      ({ config, files } = load(file));
      seen = versionOf(files);
      log.info({ file }, 'web configuration applied');
    } catch (error) {
      if (!(error instanceof ConfigError)) throw error;
      for (const problem of error.message.split('\n')) log.error(`web configuration refused: ${problem}`);
    }
    return config;
  };
}

function load(file: string): { config: WebConfig; files: readonly string[] } {
  const written = readYaml(file, 'give the path of the web configuration with --web.config.file');
  const {
    tls_server_config: tls,
    http_server_config: http,
    basic_auth_users,
  } = parseWith(schema, written, file);
  const inFolder = (name: string) => resolve(dirname(resolve(file)), name);
  const named = [tls?.cert_file, tls?.key_file, tls?.client_ca_file];
  return {
    config: {
      tls: tls && tlsOf(tls, file, inFolder),
      users: new Map(Object.entries(basic_auth_users ?? {})),
      headers: http?.headers ?? {},
    },
    files: [resolve(file), ...named.flatMap((name) => (name === undefined ? [] : inFolder(name)))],
  };
}

function tlsOf(
  tls: z.output<typeof tlsSchema>,
  file: string,
  inFolder: (name: string) => string,
): TlsServerConfig | undefined {
  const fail = (what: string) => new ConfigError(`${file}: tls_server_config${what}`);
  const read = (key: 'cert' | 'key' | 'client_ca') => {
    const name = tls[`${key}_file`];
    if (name === undefined) return tls[key];
    try {
      return readFileSync(inFolder(name), 'utf8');
    } catch {
      throw fail(
        `.${key}_file: ${inFolder(name)} cannot be read; check that it exists and is readable by this user`,
      );
    }
  };
  const { client_auth_type: clientAuth = 'NoClientCert', client_allowed_sans: allowedSans } = tls;
  if (Object.keys(tls).length === 0) return undefined;
  const [cert, key, ca] = [read('cert'), read('key'), read('client_ca')];
  if (cert === undefined) throw fail('.cert_file: is missing (string)');
  if (key === undefined) throw fail('.key_file: is missing (string)');
  if (ca !== undefined && clientAuth === 'NoClientCert') {
    throw fail('.client_ca_file: needs a client_auth_type that asks for certificates');
  }
  if (allowedSans !== undefined && !clientAuth.startsWith('Require')) {
    throw fail('.client_allowed_sans: needs a client_auth_type that requires a certificate');
  }
  const versions = {
    minVersion: tls.min_version ?? 'TLSv1.2',
    maxVersion: tls.max_version ?? 'TLSv1.3',
  } as const;
  const context = { cert, key, ...(ca !== undefined && { ca }), ...versions };
  try {
    createSecureContext(context);
  } catch (error) {
    const code = error instanceof Error && 'code' in error ? String(error.code) : 'unknown';
    throw fail(`: certificate and key cannot be used (${code}); check that both are PEM and belong together`);
  }
  return { context, clientAuth, allowedSans };
}

function versionOf(files: readonly string[]): string {
  return files
    .map((file) => {
      const stat = statSync(file, { throwIfNoEntry: false });
      return stat ? `${stat.mtimeMs} ${stat.size} ${stat.ino}` : 'gone';
    })
    .join(', ');
}
