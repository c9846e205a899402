import { z } from 'zod';
import { defineCollector } from '../collection/collector.ts';
import { gauge } from '../collection/metric.ts';
import { text } from '../wire.ts';
import { endpoints } from './endpoints.ts';
import type { Palette } from './palette.ts';

const metrics = {
  up: gauge('palette_up', 'Whether Palette answered the last identity request with the configured key.', {
    per: 'Palette',
  }),
  tenantInfo: gauge('palette_info', 'The tenant that the configured API key belongs to.', {
    labels: ['tenant_uid', 'organization'],
    per: 'Palette',
  }),
};

const userInfo = z.object({ orgName: text, tenantUid: text });

/** Whether the API of a Palette answers at all: the cheapest authenticated request there is. */
export const api = defineCollector<Palette>({
  name: 'api',
  describes: 'Whether the API answers and accepts the key.',
  every: '30s',
  metrics,
  reads: [endpoints.usersInfo],
  requests: () => 1,
  async collect(palette, emit) {
    const { orgName, tenantUid } = await palette.get(endpoints.usersInfo, userInfo);
    emit(metrics.tenantInfo, 1, { tenant_uid: tenantUid, organization: orgName });
  },
  always(_palette, emit, ok) {
    emit(metrics.up, ok);
  },
});
