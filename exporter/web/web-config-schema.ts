import { validateHeaderValue } from 'node:http';
import { z } from 'zod';
import { parseDuration } from '../time/duration.ts';

const CLIENT_AUTH = [
  'NoClientCert',
  'RequestClientCert',
  'RequireAnyClientCert',
  'VerifyClientCertIfGiven',
  'RequireAndVerifyClientCert',
] as const;
export type ClientAuth = (typeof CLIENT_AUTH)[number];

/** Those of Go's `tls.CipherSuites()` for TLS 1.2, by their OpenSSL names; all of them keep past traffic secret. */
const SUITES_TLS12: Readonly<Record<string, string>> = {
  TLS_ECDHE_ECDSA_WITH_AES_128_GCM_SHA256: 'ECDHE-ECDSA-AES128-GCM-SHA256',
  TLS_ECDHE_RSA_WITH_AES_128_GCM_SHA256: 'ECDHE-RSA-AES128-GCM-SHA256',
  TLS_ECDHE_ECDSA_WITH_AES_256_GCM_SHA384: 'ECDHE-ECDSA-AES256-GCM-SHA384',
  TLS_ECDHE_RSA_WITH_AES_256_GCM_SHA384: 'ECDHE-RSA-AES256-GCM-SHA384',
  TLS_ECDHE_ECDSA_WITH_CHACHA20_POLY1305_SHA256: 'ECDHE-ECDSA-CHACHA20-POLY1305',
  TLS_ECDHE_RSA_WITH_CHACHA20_POLY1305_SHA256: 'ECDHE-RSA-CHACHA20-POLY1305',
  TLS_ECDHE_ECDSA_WITH_AES_128_CBC_SHA: 'ECDHE-ECDSA-AES128-SHA',
  TLS_ECDHE_RSA_WITH_AES_128_CBC_SHA: 'ECDHE-RSA-AES128-SHA',
  TLS_ECDHE_ECDSA_WITH_AES_256_CBC_SHA: 'ECDHE-ECDSA-AES256-SHA',
  TLS_ECDHE_RSA_WITH_AES_256_CBC_SHA: 'ECDHE-RSA-AES256-SHA',
};
/** Of TLS 1.3, which has no others worth a choice; as in Go, a list of suites does not change them. */
const SUITES_TLS13 = ['TLS_AES_128_GCM_SHA256', 'TLS_AES_256_GCM_SHA384', 'TLS_CHACHA20_POLY1305_SHA256'];
/** Go's names of curves, in OpenSSL's words. */
const CURVES: Readonly<Record<string, string>> = {
  CurveP256: 'P-256',
  CurveP384: 'P-384',
  CurveP521: 'P-521',
  X25519: 'X25519',
};

const suites = z
  .array(
    oneOf(
      [...Object.keys(SUITES_TLS12), ...SUITES_TLS13],
      "is none of the suites that Go's tls.CipherSuites names",
    ),
  )
  .transform(ciphersOf)
  .optional();
const curves = z
  .array(oneOf(Object.keys(CURVES), `must be one of ${Object.keys(CURVES).join(', ')}`))
  .transform((names) => names.map((name) => CURVES[name]).join(':') || 'auto')
  .optional();

/** OpenSSL's list for suites as Go names them; without any, all that keep past traffic secret. */
export function ciphersOf(names: readonly string[]): string {
  const chosen = names.length === 0 ? Object.keys(SUITES_TLS12) : names;
  return [...SUITES_TLS13, ...chosen.flatMap((name) => SUITES_TLS12[name] ?? [])].join(':');
}

function oneOf(names: readonly string[], error: string) {
  return z.string().refine((name) => names.includes(name), { error });
}

const text = z.string().min(1).optional();
const version = z
  .enum(['TLS12', 'TLS13'], { error: 'must be TLS12 or TLS13' })
  .transform((name) => (name === 'TLS12' ? 'TLSv1.2' : 'TLSv1.3') as 'TLSv1.2' | 'TLSv1.3')
  .optional();

export const tlsSchema = z.strictObject({
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
  cipher_suites: suites,
  curve_preferences: curves,
});

const HEADERS: Readonly<Record<string, readonly string[] | undefined>> = {
  'Strict-Transport-Security': undefined,
  'X-Content-Type-Options': ['nosniff'],
  'X-Frame-Options': ['deny', 'sameorigin'],
  'X-XSS-Protection': undefined,
  'Content-Security-Policy': undefined,
};

const headers = z.record(z.string(), z.string()).transform((values, context) => {
  // As there, a blank one is unset.
  const set = Object.entries(values).filter(([, value]) => value !== '');
  for (const [name, value] of set) {
    const allowed = HEADERS[name];
    const message = !Object.hasOwn(HEADERS, name)
      ? `cannot be set; the ones that can: ${Object.keys(HEADERS).join(', ')}`
      : `must be ${allowed?.join(' or ')}`;
    if (!Object.hasOwn(HEADERS, name) || (allowed && !allowed.includes(value)))
      context.addIssue({ code: 'custom', message, path: [name] });
    else if (!canBeSent(name, value))
      context.addIssue({ code: 'custom', message: 'holds characters that no header may have', path: [name] });
  }
  return Object.fromEntries(set);
});

function canBeSent(name: string, value: string): boolean {
  try {
    validateHeaderValue(name, value);
    return true;
  } catch {
    return false;
  }
}

const bcryptHash = z
  .string()
  .regex(
    /^\$2[aby]\$(0[4-9]|1\d)\$[./A-Za-z0-9]{53}$/,
    'must be a bcrypt hash of cost 4 to 19, as htpasswd -nB makes it',
  );

/** Milliseconds between two requests; 0 is no limit. */
const interval = z
  .union([z.literal(0), z.string()], { error: 'must be a duration such as 1s' })
  .transform((text, context) => {
    if (text === 0 || text === '0') return 0;
    try {
      return parseDuration(text);
    } catch (error) {
      context.addIssue({ code: 'custom', message: error instanceof Error ? error.message : String(error) });
      return z.NEVER;
    }
  });

/** The keys of exporter-toolkit, web-configuration.md. */
export const webConfigSchema = z.strictObject({
  tls_server_config: tlsSchema.optional(),
  http_server_config: z
    .strictObject({
      /** HTTP/2 is never offered; a scrape is one request on one connection. */
      http2: z.boolean().optional(),
      headers: headers.default({}),
    })
    .optional(),
  basic_auth_users: z.record(z.string(), bcryptHash).nullish(),
  rate_limit: z
    .strictObject({
      interval,
      burst: z.int().min(1).optional(),
    })
    .nullish()
    .transform((limit, context) => {
      if (!limit?.interval) return undefined;
      if (limit.burst !== undefined) return { interval: limit.interval, burst: limit.burst };
      context.addIssue({ code: 'custom', message: 'is missing (number)', path: ['burst'] });
      return z.NEVER;
    }),
});
