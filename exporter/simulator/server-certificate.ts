import { X509Certificate } from 'node:crypto';
import { generate } from 'selfsigned';

export interface Certificate {
  readonly key: string;
  readonly pem: string;
  /** SHA-256 of the DER certificate in lower-case hexadecimal, without colons. */
  readonly pinSha256: string;
}

const DAY = 24 * 60 * 60_000;

/**
 * A self-signed certificate for a name and loopback, valid for a year.
 *
 * @param now milliseconds since the epoch
 */
export async function createCertificate(name: string, now: number): Promise<Certificate> {
  const { private: key, cert: pem } = await generate([{ name: 'commonName', value: name }], {
    keyType: 'ec',
    algorithm: 'sha256',
    notBeforeDate: new Date(now),
    notAfterDate: new Date(now + 365 * DAY),
    extensions: [
      { name: 'basicConstraints', cA: true, critical: true },
      {
        name: 'subjectAltName',
        altNames: [
          { type: 2, value: name },
          { type: 2, value: 'localhost' },
          { type: 7, ip: '127.0.0.1' },
        ],
      },
    ],
  });
  const pinSha256 = new X509Certificate(pem).fingerprint256.replaceAll(':', '').toLowerCase();
  return { key, pem, pinSha256 };
}
