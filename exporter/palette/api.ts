import { defineCollector } from '../collection/collector.ts';
import { gauge } from '../metric/metric.ts';
import { endpoints } from './api/endpoints.ts';
import { readIdentity } from './api/identity.ts';
import type { Palette } from './api/palette.ts';

const metrics = {
  up: gauge('palette_up', 'Whether Palette answered the last identity request with the configured key.', {
    per: 'Palette',
  }),
  tenantInfo: gauge('palette_info', 'The tenant that the configured API key belongs to.', {
    labels: ['tenant_uid', 'organization'],
    per: 'Palette',
  }),
  clockOffset: gauge(
    'palette_clock_offset_seconds',
    'How far the clock of Palette is ahead of the one of the exporter, by the date of its answers; negative: behind.',
    { per: 'Palette' },
  ),
  certificateExpiry: gauge(
    'palette_tls_not_after_timestamp_seconds',
    'When the certificate of Palette, or of what stands before it, expires, as shown in the handshake.',
    { per: 'Palette' },
  ),
};

/** Whether the API of a Palette answers at all, and how long its certificate does. */
export const api = defineCollector<Palette>({
  name: 'api',
  describes: 'Whether the API answers and accepts the key, and until when its certificate is valid.',
  every: '30s',
  isShared: true,
  metrics,
  reads: [endpoints.usersInfo],
  async collect(palette, emit) {
    const { orgName, tenantUid } = await readIdentity(palette);
    emit(metrics.tenantInfo, 1, { tenant_uid: tenantUid, organization: orgName });
  },
  always(palette, emit, ok) {
    emit(metrics.up, ok);
    emit(metrics.clockOffset, palette.clockOffset());
    emit(metrics.certificateExpiry, palette.certificate()?.notAfter);
  },
});
