import { existsSync, readFileSync, statSync } from 'node:fs';
import { dirname, resolve } from 'node:path';
import { createSecureContext, type SecureContextOptions } from 'node:tls';
import type { Logger } from 'pino';
import type { z } from 'zod';
import { ConfigError } from '../config/config-error.ts';
import { checkYaml, mistakesIn, type Path, readYaml, type YamlFile } from '../config/read-yaml.ts';
import { tellablePath } from '../config/tellable-path.ts';
import { type ClientAuth, ciphersOf, type tlsSchema, webConfigSchema } from './web-config-schema.ts';

/**
 * The file that Prometheus' exporters take with `--web.config.file` (exporter-toolkit, web-configuration.md). Keys that
 * have no meaning here are refused with a reason rather than ignored.
 */
export interface WebConfig {
  readonly tls: TlsServerConfig | undefined;
  /** Hashes by user; none: everybody may read. */
  readonly users: ReadonlyMap<string, string>;
  readonly headers: Readonly<Record<string, string>>;
  /** As many requests as `burst` at once, and then one each `interval` (milliseconds); absent: no limit. */
  readonly rateLimit: RateLimit | undefined;
}

export interface RateLimit {
  readonly interval: number;
  readonly burst: number;
}

export interface TlsServerConfig {
  /** Certificate, key, authorities of clients, versions, ciphers, curves. */
  readonly context: SecureContextOptions;
  readonly clientAuth: ClientAuth;
  readonly allowedSans: readonly string[] | undefined;
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
      const next = load(file);
      if (config.users.size > 0 && next.config.users.size === 0 && !next.opensOnPurpose)
        throw lostUsers(file);
      ({ config, files } = next);
      seen = versionOf(files);
      log.info({ file }, 'web configuration applied');
    } catch (error) {
      if (!(error instanceof ConfigError)) throw error;
      for (const problem of error.message.split('\n')) log.error(`web configuration refused: ${problem}`);
    }
    return config;
  };
}

/** A file that is being written is empty for a moment: that must not open the door. */
function lostUsers(file: string): ConfigError {
  const remedy = 'write `basic_auth_users: {}` to let everybody in, or restart';
  return new ConfigError(`${file}: names no users any more, and the old ones stay; ${remedy}`);
}

interface Loaded {
  readonly config: WebConfig;
  readonly files: readonly string[];
  /** It says that there are no users, rather than nothing. */
  readonly opensOnPurpose: boolean;
}

function load(file: string): Loaded {
  const remedy = 'check the path given with --web.config.file or web.configFile';
  if (!existsSync(file)) throw new ConfigError(`${file}: no such file; ${remedy}`);
  const written = readYaml(file, remedy);
  const {
    tls_server_config: tls,
    http_server_config: http,
    basic_auth_users,
    rate_limit: rateLimit,
  } = checkYaml(written, webConfigSchema);
  const inFolder = (name: string) => resolve(dirname(resolve(file)), name);
  const named = [tls?.cert_file, tls?.key_file, tls?.client_ca_file];
  return {
    config: {
      tls: tls && tlsOf(tls, written, inFolder),
      users: new Map(Object.entries(basic_auth_users ?? {})),
      headers: http?.headers ?? {},
      rateLimit,
    },
    opensOnPurpose: basic_auth_users !== undefined && basic_auth_users !== null,
    files: [resolve(file), ...named.flatMap((name) => (name === undefined ? [] : inFolder(name)))],
  };
}

function tlsOf(
  tls: z.output<typeof tlsSchema>,
  file: YamlFile,
  inFolder: (name: string) => string,
): TlsServerConfig | undefined {
  const fail = (message: string, ...path: Path) =>
    mistakesIn(file, [{ path: ['tls_server_config', ...path], message }]);
  const read = (key: 'cert' | 'key' | 'client_ca') => {
    const name = tls[`${key}_file`];
    if (name === undefined) return tls[key];
    try {
      return readFileSync(inFolder(name), 'utf8');
    } catch {
      const fault = 'cannot be read; check that it exists and is readable by this user';
      throw fail(`${tellablePath(name, inFolder('.'))} ${fault}`, `${key}_file`);
    }
  };
  const { client_auth_type: clientAuth = 'NoClientCert', client_allowed_sans: allowedSans } = tls;
  if (Object.keys(tls).length === 0) return undefined;
  const [cert, key, ca] = [read('cert'), read('key'), read('client_ca')];
  if (cert === undefined) throw fail('is missing (string)', 'cert_file');
  if (key === undefined) throw fail('is missing (string)', 'key_file');
  if (ca !== undefined && clientAuth === 'NoClientCert') {
    throw fail('needs a client_auth_type that asks for certificates', 'client_ca_file');
  }
  if (allowedSans !== undefined && !clientAuth.startsWith('Require')) {
    throw fail('needs a client_auth_type that requires a certificate', 'client_allowed_sans');
  }
  const versions = {
    minVersion: tls.min_version ?? 'TLSv1.2',
    maxVersion: tls.max_version ?? 'TLSv1.3',
  } as const;
  const ways = { ciphers: tls.cipher_suites ?? ciphersOf([]), ecdhCurve: tls.curve_preferences ?? 'auto' };
  const context = { cert, key, ...(ca !== undefined && { ca }), ...versions, ...ways };
  try {
    createSecureContext(context);
  } catch (error) {
    const code = error instanceof Error && 'code' in error ? String(error.code) : 'unknown';
    throw fail(`certificate and key cannot be used (${code}); check that both are PEM and belong together`);
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
