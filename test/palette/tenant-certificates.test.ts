import { describe, expect, it } from 'vitest';
import { tenantCertificates } from '../../exporter/palette/tenant-certificates.ts';
import { CERTIFICATE } from '../../exporter/simulator/world/build/example-certificate.ts';
import { testPalette } from '../kit/test-palette.ts';

describe('certificates of the tenant', () => {
  it('tell when they expire, in PEM or in base64 of it, and lose their keys', async () => {
    const items = [
      certificate('c1', CERTIFICATE),
      certificate('c2', Buffer.from(CERTIFICATE).toString('base64')),
      certificate('c3', 'not a certificate'),
      certificate('c4', '-----BEGIN CERTIFICATE-----\nAAAA\n-----END CERTIFICATE-----'),
      { metadata: { uid: 'c5' } },
    ];
    const paths: unknown[] = [];
    const palette = testPalette(({ path: template }, { path }) => {
      paths.push(path);
      return template.endsWith('/info') ? { tenantUid: 't1', userUid: 'u1' } : { items };
    });

    const { text, dropped } = await palette.run(tenantCertificates);

    await expect(text).toMatchFileSnapshot('golden/tenant-certificates.prom');
    expect(dropped).toBe(3);
    expect(paths.at(-1)).toEqual({ tenantUid: 't1' });
  });
});

function certificate(uid: string, pem: string) {
  return {
    metadata: { uid, name: `name of ${uid}` },
    spec: { certificate: pem, key: '-----BEGIN PRIVATE KEY-----\nplanted-secret', isCA: uid === 'c1' },
  };
}
