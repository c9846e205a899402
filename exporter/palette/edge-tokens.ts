import { z } from 'zod';
import { defineCollector } from '../collection/collector.ts';
import { gauge } from '../metric/metric.ts';
import { flag, object, part, text, time } from '../sources/wire.ts';
import { endpoints } from './api/endpoints.ts';
import type { Writes } from './api/fleet.ts';
import type { Palette } from './api/palette.ts';

const labels = ['token_uid', 'token_name', 'project'] as const;
const per = 'registration token';

const metrics = {
  expiry: gauge(
    'palette_edge_registration_token_expiry_timestamp_seconds',
    'When a token with which edge hosts register themselves expires.',
    { labels, per },
  ),
  active: gauge(
    'palette_edge_registration_token_active',
    'Whether a token with which edge hosts register themselves is active.',
    { labels, per },
  ),
};

/** `v1EdgeToken` (API reference, section 3.7), without the token. */
const edgeToken = object({
  metadata: object({ uid: z.string(), name: text }),
  spec: part({ expiry: time, defaultProject: part({ name: text }) }),
  status: part({ isActive: flag }),
}).transform(({ metadata, spec, status }) => ({
  uid: metadata.uid,
  name: metadata.name,
  project: spec.defaultProject.name,
  expiry: spec.expiry,
  isActive: status.isActive,
}));

/** The tokens that edge hosts register with: when they expire, new hosts stay out. */
export const edgeTokens = defineCollector<Palette<Writes<'edge_tokens'>>>({
  name: 'edge_tokens',
  describes: 'Registration tokens of edge hosts and when they expire.',
  every: '15m',
  metrics,
  reads: [endpoints.edgeTokens],
  async collect(palette, emit) {
    let count = 0;
    // A matter of the tenant, which projects do not divide.
    for await (const token of palette.rows(endpoints.edgeTokens, edgeToken, { project: undefined })) {
      count += 1;
      const of = emit.with({ token_uid: token.uid, token_name: token.name, project: token.project });
      of(metrics.expiry, token.expiry);
      of(metrics.active, token.isActive);
    }
    palette.fleet.counted.set('edgetoken', count);
  },
});
