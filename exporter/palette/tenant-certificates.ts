import { X509Certificate } from 'node:crypto';
import { z } from 'zod';
import { defineCollector } from '../collection/collector.ts';
import { gauge } from '../metric/metric.ts';
import { flag, object, text } from '../sources/wire.ts';
import { endpoints } from './api/endpoints.ts';
import type { Writes } from './api/fleet.ts';
import { tenantPath } from './api/identity.ts';
import type { Palette } from './api/palette.ts';

const metrics = {
  expiry: gauge(
    'palette_tenant_certificate_expiry_timestamp_seconds',
    'When a certificate of the tenant expires: the first one, where an entry holds several.',
    { labels: ['certificate_uid', 'certificate', 'ca'], per: 'certificate of the tenant' },
  ),
};

const PEM = /-----BEGIN CERTIFICATE-----[\s\S]+?-----END CERTIFICATE-----/g;

/** `v1TenantAssetCert` (API reference, section 3.13): the private key beside the certificate is never looked at. */
const tenantCertificate = object({
  metadata: object({ uid: z.string(), name: text }),
  spec: object({ certificate: z.string(), isCA: flag }),
}).transform(({ metadata, spec }, context) => {
  const expiry = earliestExpiry(spec.certificate);
  if (expiry !== undefined) return { uid: metadata.uid, name: metadata.name, isCa: spec.isCA, expiry };
  context.addIssue({ code: 'custom', message: 'holds no certificate' });
  return z.NEVER;
});

/** The certificates that the tenant trusts or presents. */
export const tenantCertificates = defineCollector<Palette<Writes<'tenant_certificates'>>>({
  name: 'tenant_certificates',
  describes: 'When the certificates expire that the tenant trusts or presents.',
  every: '1h',
  metrics,
  reads: [endpoints.tenantCertificates],
  async collect(palette, emit) {
    const path = await tenantPath(palette);
    let count = 0;
    for await (const { uid, name, isCa, expiry } of palette.rows(
      endpoints.tenantCertificates,
      tenantCertificate,
      {
        path,
        project: undefined,
      },
    )) {
      count += 1;
      emit(metrics.expiry, expiry, { certificate_uid: uid, certificate: name, ca: isCa });
    }
    palette.fleet.counted.set('certificate', count);
  },
});

/** Seconds since the epoch; undefined when the text is no certificate, in PEM or in base64 of it. */
function earliestExpiry(content: string): number | undefined {
  const plain = content.includes('-----BEGIN') ? content : Buffer.from(content, 'base64').toString('latin1');
  try {
    const expiries = (plain.match(PEM) ?? []).map(
      (pem) => Date.parse(new X509Certificate(pem).validTo) / 1000,
    );
    return expiries.length === 0 ? undefined : Math.min(...expiries);
  } catch {
    return undefined;
  }
}
