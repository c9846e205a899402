import { z } from 'zod';
import { defineCollector } from '../collection/collector.ts';
import { gauge } from '../metric/metric.ts';
import { object, part, text, time } from '../sources/wire.ts';
import { endpoints } from './api/endpoints.ts';
import type { Writes } from './api/fleet.ts';
import type { Palette } from './api/palette.ts';

const labels = ['cloud_account_uid', 'cloud_account'] as const;

const metrics = {
  info: gauge('palette_cloud_account_info', 'A cloud account.', {
    labels: [...labels, 'kind'],
    per: 'cloud account',
  }),
  state: gauge('palette_cloud_account_state', 'The state of a cloud account, 1 for the current one.', {
    labels: [...labels, 'state'],
    per: 'cloud account',
  }),
  tokenExpiry: gauge(
    'palette_cloud_account_token_expiry_timestamp_seconds',
    'When the token of a cloud account expires; no series for one without.',
    { labels, per: 'cloud account with a token' },
  ),
};

/** `v1CloudAccountSummary` (API reference, section 3.16) */
const cloudAccount = object({
  kind: text,
  metadata: object({ uid: z.string(), name: text }),
  status: part({ state: text, tokenExpiry: time }),
}).transform(({ kind, metadata, status }) => ({ kind, ...metadata, ...status }));

/** Cloud accounts. A fleet of edge hosts alone has none. */
export const cloudAccounts = defineCollector<Palette<Writes<'cloud_accounts'>>>({
  name: 'cloud_accounts',
  describes: 'Cloud accounts and when their tokens expire. A fleet of edge hosts alone has none.',
  every: '15m',
  metrics,
  optional: true,
  reads: [endpoints.cloudAccounts],
  async collect(palette, emit) {
    let count = 0;
    for await (const { uid, name, kind, state, tokenExpiry } of palette.rows(
      endpoints.cloudAccounts,
      cloudAccount,
    )) {
      count += 1;
      const of = emit.with({ cloud_account_uid: uid, cloud_account: name });
      of(metrics.info, 1, { kind });
      if (state) of(metrics.state, 1, { state });
      of(metrics.tokenExpiry, tokenExpiry);
    }
    if (palette.isWholeTenant) palette.fleet.counted.set('cloudaccount', count);
  },
});
