import { z } from 'zod';

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
  rate_limit: unsupported('a scrape costs too little to be limited; leave it out'),
});
