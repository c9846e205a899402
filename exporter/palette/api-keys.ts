import { z } from 'zod';
import { defineCollector } from '../collection/collector.ts';
import { gauge } from '../metric/metric.ts';
import { flag, object, part, text, time } from '../sources/wire.ts';
import { endpoints } from './api/endpoints.ts';
import type { Writes } from './api/fleet.ts';
import { knownIdentity } from './api/identity.ts';
import type { Palette } from './api/palette.ts';

const labels = ['api_key_uid', 'api_key', 'own'] as const;

const metrics = {
  ownExpiry: gauge(
    'palette_own_api_key_expiry_timestamp_seconds',
    "When the next active API key of the exporter's own user expires: its own key, if the user has but one.",
    { per: 'Palette' },
  ),
  expiry: gauge(
    'palette_api_key_expiry_timestamp_seconds',
    "When an API key expires; own is true for keys of the exporter's user.",
    { labels, per: 'API key' },
  ),
  active: gauge(
    'palette_api_key_active',
    "Whether an API key is active; own is true for keys of the exporter's user.",
    { labels, per: 'API key' },
  ),
};

/** `v1ApiKey` (API reference, section 3.14), without the key that older releases show. */
const apiKey = object({
  metadata: object({ uid: z.string(), name: text }),
  spec: part({ expiry: time, user: part({ uid: text }) }),
  status: part({ isActive: flag }),
}).transform(({ metadata, spec, status }) => ({
  uid: metadata.uid,
  name: metadata.name,
  expiry: spec.expiry,
  userUid: spec.user.uid,
  isActive: status.isActive,
}));

/** The API keys of the tenant. Which of them the exporter uses is not told, but whose they are. */
export const apiKeys = defineCollector<Palette<Writes<'api_keys'>>>({
  name: 'api_keys',
  describes: "API keys and when they expire, first of all the exporter's own.",
  every: '15m',
  metrics,
  reads: [endpoints.apiKeys],
  async collect(palette, emit) {
    const { userUid } = await knownIdentity(palette);
    let count = 0;
    let ownExpiry: number | undefined;
    for await (const key of palette.rows(endpoints.apiKeys, apiKey, { project: undefined })) {
      count += 1;
      const isOwn = userUid !== '' && key.userUid === userUid;
      const of = emit.with({
        api_key_uid: key.uid,
        api_key: key.name,
        own: key.userUid === '' ? undefined : isOwn,
      });
      of(metrics.expiry, key.expiry);
      of(metrics.active, key.isActive);
      // Palette lists a key beyond its end; the one in use has not come to it.
      if (isOwn && key.isActive && key.expiry !== undefined && key.expiry > palette.now()) {
        ownExpiry = Math.min(ownExpiry ?? key.expiry, key.expiry);
      }
    }
    emit(metrics.ownExpiry, ownExpiry);
    palette.fleet.counted.set('apiKey', count);
  },
});
