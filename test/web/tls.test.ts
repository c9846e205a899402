import { once } from 'node:events';
import { writeFileSync } from 'node:fs';
import { get } from 'node:https';
import { join } from 'node:path';
import { type ConnectionOptions, connect, type TLSSocket } from 'node:tls';
import { generate } from 'selfsigned';
import { afterEach, describe, expect, it } from 'vitest';
import { type Certificate, createCertificate } from '../../exporter/simulator/server-certificate.ts';
import { listen } from '../../exporter/web/server.ts';
import { watchWebConfig } from '../../exporter/web/web-config.ts';
import { recordLog } from '../kit/record-log.ts';
import { temporaryFolder } from '../kit/temporary.ts';

const closing: (() => void)[] = [];

afterEach(() => {
  for (const close of closing.splice(0)) close();
});

async function setUp(server: Certificate, more = '', clientCa = '') {
  const folder = temporaryFolder();
  const write = ({ pem, key }: Certificate) => {
    writeFileSync(join(folder, 'cert.pem'), pem);
    writeFileSync(join(folder, 'key.pem'), key);
  };
  write(server);
  writeFileSync(join(folder, 'ca.pem'), clientCa);
  const file = join(folder, 'web.yaml');
  writeFileSync(file, `tls_server_config:\n  cert_file: cert.pem\n  key_file: key.pem\n${more}`);
  const { log, lines } = recordLog();
  const web = { current: watchWebConfig(file, log), log };
  const listening = await listen(
    (_, response) => void response.end('inside'),
    { host: '127.0.0.1', port: 0 },
    web,
  );
  closing.push(() => {
    listening.server.close();
    listening.server.closeAllConnections();
  });
  return { url: listening.url, write, lines };
}

interface Asked {
  readonly text: string;
  readonly certificate: string;
}

/** What an HTTPS client gets that shows this certificate, if any. */
function ask(url: string, client?: Certificate): Promise<Asked> {
  const identity = client && { cert: client.pem, key: client.key };
  return new Promise((resolve, reject) => {
    get(url, { rejectUnauthorized: false, agent: false, ...identity }, (response) => {
      const { fingerprint256 } = (response.socket as TLSSocket).getPeerCertificate();
      const certificate = fingerprint256.replaceAll(':', '').toLowerCase();
      let text = '';
      response.on('data', (chunk) => {
        text += chunk;
      });
      response.on('end', () => resolve({ text, certificate }));
    }).on('error', reject);
  });
}

const [first, second, client, stranger] = await Promise.all(
  ['exporter.example.com', 'exporter.example.com', 'prometheus.example.com', 'stranger.example.com'].map(
    (name) => createCertificate(name, Date.now()),
  ),
);
if (!first || !second || !client || !stranger) throw new Error('certificates are missing');

const { private: rsaKey, cert: rsaPem } = await generate([{ name: 'commonName', value: 'localhost' }], {
  keyType: 'rsa',
});
const rsa: Certificate = { key: rsaKey, pem: rsaPem, pinSha256: '' };

/** Whether client and server agree on how to speak. */
async function shakesHands(url: string, options: ConnectionOptions): Promise<boolean> {
  const { hostname, port } = new URL(url);
  const socket = connect({ host: hostname, port: Number(port), rejectUnauthorized: false, ...options });
  closing.push(() => socket.destroy());
  return once(socket, 'secureConnect').then(
    () => true,
    () => false,
  );
}

/** Whether the client with this certificate is let in. */
const isLetIn = (url: string, certificate?: Certificate) =>
  ask(url, certificate).then(
    ({ text }) => text === 'inside',
    () => false,
  );

describe('TLS', () => {
  it('is served with the configured certificate', async () => {
    const { url } = await setUp(first);

    expect(url).toMatch(/^https:/);
    expect(await ask(url)).toEqual({ text: 'inside', certificate: first.pinSha256 });
  });

  it('takes up a new certificate without a restart', async () => {
    const { url, write } = await setUp(first);
    await ask(url);

    write(second);

    expect((await ask(url)).certificate).toBe(second.pinSha256);
  });

  it('keeps the old certificate while the new one is incomplete', async () => {
    const { url, write, lines } = await setUp(first);

    write({ ...second, key: 'half a k' });

    expect((await ask(url)).certificate).toBe(first.pinSha256);
    expect(lines.map(({ msg }) => msg)).toEqual([expect.stringContaining('cannot be used')]);
  });

  it('survives clients that speak no TLS', async () => {
    const { url } = await setUp(first);

    await fetch(url.replace('https', 'http')).catch(() => undefined);

    expect((await ask(url)).text).toBe('inside');
  });

  it.each([
    ['NoClientCert', [true, true, true]],
    ['RequestClientCert', [true, true, true]],
    ['RequireAnyClientCert', [false, true, true]],
    ['VerifyClientCertIfGiven', [true, true, false]],
    ['RequireAndVerifyClientCert', [false, true, false]],
  ])('%s lets in: nobody in particular, a known client, a stranger: %j', async (type, expected) => {
    const authority = type === 'NoClientCert' ? '' : '  client_ca_file: ca.pem\n';
    const { url } = await setUp(first, `  client_auth_type: ${type}\n${authority}`, client.pem);

    const letIn = [await isLetIn(url), await isLetIn(url, client), await isLetIn(url, stranger)];

    expect(letIn).toEqual(expected);
  });

  it('lets in only the names that are allowed', async () => {
    const more = `  client_auth_type: RequireAnyClientCert\n  client_allowed_sans: [prometheus.example.com]\n`;
    const { url } = await setUp(first, more);

    expect([await isLetIn(url, client), await isLetIn(url, stranger)]).toEqual([true, false]);
  });

  it.each([
    ['ECDHE-RSA-AES128-GCM-SHA256', '', true],
    ['ECDHE-ECDSA-AES128-GCM-SHA256', '', true],
    ['AES128-SHA', '', false],
    ['AES256-GCM-SHA384', '', false],
    ['ECDHE-ECDSA-AES256-GCM-SHA384', 'TLS_ECDHE_ECDSA_WITH_AES_128_GCM_SHA256', false],
    ['ECDHE-ECDSA-AES128-GCM-SHA256', 'TLS_ECDHE_ECDSA_WITH_AES_128_GCM_SHA256', true],
  ])('speaks %s under TLS 1.2 with cipher_suites [%s]: %s', async (cipher, suites, spoken) => {
    const { url } = await setUp(
      cipher.includes('ECDSA') ? first : rsa,
      suites && `  cipher_suites: [${suites}]\n`,
    );

    expect(await shakesHands(url, { ciphers: cipher, maxVersion: 'TLSv1.2' })).toBe(spoken);
    expect(await shakesHands(url, { minVersion: 'TLSv1.3' })).toBe(true);
  });

  it('speaks the curves of curve_preferences only', async () => {
    const { url } = await setUp(first, '  curve_preferences: [CurveP384, CurveP256]\n');

    expect(await shakesHands(url, { ecdhCurve: 'P-384' })).toBe(true);
    expect(await shakesHands(url, { ecdhCurve: 'X25519' })).toBe(false);
  });
});
