import { lookup } from 'node:dns/promises';
import { readFileSync } from 'node:fs';
import { connect as connectTcp, isIP, type Socket } from 'node:net';
import { connect as connectTls, type TLSSocket } from 'node:tls';
import type { TlsOptions } from '../sources/http.ts';
import { certificateRemedy } from '../sources/http-failure.ts';
import { openTunnel } from '../sources/proxy.ts';
import { amount, type Check, check, judgeEnd } from './check.ts';

/** Whether the name of a source leads to an address. */
export async function checkName(url: URL): Promise<Check> {
  const host = hostOf(url);
  if (isIP(host) !== 0) return check('dns', 'ok', `${host} is an address`);
  try {
    const found = await lookup(host, { all: true });
    return check('dns', 'ok', `${host} is ${found.map(({ address }) => address).join(', ')}`);
  } catch (error) {
    const code = error instanceof Error && 'code' in error ? error.code : error;
    return check(
      'dns',
      'failed',
      `${host} has no address (${code}); check url and the name servers of this host`,
    );
  }
}

/** Host of a URL as sockets want it: an IPv6 address without its brackets. */
export function hostOf({ hostname }: URL): string {
  return hostname.replace(/^\[|\]$/g, '');
}

export function portOf({ port, protocol }: URL): number {
  if (port !== '') return Number(port);
  return protocol === 'https:' ? 443 : 80;
}

const TIMEOUT = 5000;

/** Whether something listens at the address of a source. */
export function checkPort(url: URL): Promise<Check> {
  const host = hostOf(url);
  const port = portOf(url);
  const fail = (why: string) =>
    check('tcp', 'failed', `cannot connect to port ${port} of ${host} (${why}); check url and firewall`);
  return new Promise((resolve) => {
    const socket = connectTcp({ host, port });
    const end = (result: Check) => {
      socket.destroy();
      resolve(result);
    };
    socket.setTimeout(TIMEOUT, () => end(fail(`no answer within ${TIMEOUT / 1000} s`)));
    socket.once('connect', () => end(check('tcp', 'ok', `port ${port} of ${host} is open`)));
    socket.once('error', (error) => end(fail('code' in error ? String(error.code) : error.message)));
  });
}

/** Whose certificate a source shows, whether it verifies the way the configuration wants, and how long it will. */
export async function checkCertificate(
  url: URL,
  tls: TlsOptions = {},
  now: number,
  proxy?: URL,
): Promise<Check> {
  if (url.protocol === 'http:') {
    return check('tls', 'warning', 'none: whoever listens on the way reads the credentials; use https');
  }
  try {
    return judge(await shakeHands(url, tls, proxy && (await openTunnel(proxy, url, TIMEOUT))), tls, now);
  } catch (error) {
    const why = error instanceof Error ? error.message : String(error);
    return check('tls', 'failed', `no handshake (${why}); does the port of url speak TLS?`);
  }
}

interface Shown {
  readonly subject: string;
  readonly issuer: string;
  /** Milliseconds since the epoch. */
  readonly notAfter: number;
  readonly sha256: string;
  /** Why it does not verify; undefined: it does. */
  readonly problem: string | undefined;
}

/** Looks at the certificate whatever it is worth; nothing is sent to it. */
function shakeHands(url: URL, { caFile, serverName }: TlsOptions, through?: Socket): Promise<Shown> {
  const host = hostOf(url);
  return new Promise((resolve, reject) => {
    const socket = connectTls({
      host,
      port: portOf(url),
      ...(through && { socket: through }),
      rejectUnauthorized: false,
      ...(serverName ? { servername: serverName } : isIP(host) === 0 && { servername: host }),
      ...(caFile && { ca: readFileSync(caFile) }),
    });
    socket.setTimeout(TIMEOUT, () => socket.destroy(new Error(`no answer within ${TIMEOUT / 1000} s`)));
    socket.once('error', reject);
    socket.once('secureConnect', () => {
      const shown = shownBy(socket);
      socket.destroy();
      if (shown === undefined) reject(new Error('the server shows no certificate'));
      else resolve(shown);
    });
  });
}

function shownBy(socket: TLSSocket): Shown | undefined {
  const certificate = socket.getPeerX509Certificate();
  if (certificate === undefined) return undefined;
  // The type says Error, but what arrives is its code.
  const problem: unknown = socket.authorizationError;
  return {
    subject: oneLine(certificate.subject),
    issuer: oneLine(certificate.issuer),
    notAfter: Date.parse(certificate.validTo),
    sha256: certificate.fingerprint256.replaceAll(':', '').toLowerCase(),
    problem: socket.authorized ? undefined : problem instanceof Error ? problem.message : String(problem),
  };
}

function judge(shown: Shown, tls: TlsOptions, now: number): Check {
  const { caFile, pinSha256, insecureSkipVerify } = tls;
  const { verdict, date, days } = judgeEnd(shown.notAfter, now);
  const whose = `${shown.subject}, issued by ${shown.issuer}, valid until ${date} (${amount(days, 'day')})`;
  const pin = `tls.pinSha256: "${shown.sha256}"`;

  if (insecureSkipVerify) {
    const unverified = 'not verified, as configured';
    if (verdict === 'failed') return check('tls', 'failed', `${whose}; ${unverified}; renew it`);
    return check('tls', 'warning', `${whose}; ${unverified}. After comparing it, pin it: ${pin}`);
  }
  if (pinSha256 !== undefined && pinSha256 !== shown.sha256) {
    return check('tls', 'failed', `${whose}; this is not the pinned one. If it was renewed, set ${pin}`);
  }
  if (pinSha256 === undefined && shown.problem !== undefined) {
    const remedy = `${certificateRemedy(shown.problem, tls)}. Or, after comparing the fingerprint, set ${pin}`;
    return check('tls', 'failed', `${whose}; it does not verify (${shown.problem}): ${remedy}`);
  }
  const verified = pinSha256 ? 'the pinned one' : caFile ? `verified by ${caFile}` : 'verified';
  return check(
    'tls',
    verdict,
    verdict === 'ok' ? `${whose}; ${verified}` : `${whose}; ${verified}; renew it`,
  );
}

/** Node writes one attribute a line. */
function oneLine(name: string): string {
  return name.split('\n').join(', ');
}
