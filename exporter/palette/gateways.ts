import { z } from 'zod';
import { defineCollector } from '../collection/collector.ts';
import { gauge } from '../metric/metric.ts';
import { flag, member, object, part, text, time } from '../sources/wire.ts';
import { endpoints } from './api/endpoints.ts';
import type { Writes } from './api/fleet.ts';
import type { Palette } from './api/palette.ts';

const labels = ['pcg_uid', 'pcg'] as const;
const per = 'private cloud gateway';

const metrics = {
  info: gauge('palette_pcg_info', 'A private cloud gateway.', { labels: [...labels, 'agent_version'], per }),
  ready: gauge('palette_pcg_ready', 'Whether a private cloud gateway is ready.', { labels, per }),
  active: gauge('palette_pcg_active', 'Whether a private cloud gateway is active.', { labels, per }),
  healthy: gauge(
    'palette_pcg_healthy',
    'Whether a private cloud gateway is healthy; no series before its first report.',
    {
      labels,
      per,
    },
  ),
  state: gauge('palette_pcg_state', 'The state of a private cloud gateway, 1 for the current one.', {
    labels: [...labels, 'state'],
    per,
  }),
  lastHeartbeat: gauge(
    'palette_pcg_last_heartbeat_timestamp_seconds',
    'When the agent of a private cloud gateway last reported to Palette.',
    { labels, per },
  ),
};

/** `v1Overlord` (API reference, section 3.16) */
const gateway = object({
  metadata: object({ uid: z.string(), name: text }),
  spec: part({ isSystem: flag }),
  status: part({
    state: member('Pending', 'Provisioning', 'Running', 'Deleting', 'Deleted', 'Error', 'Unknown'),
    isReady: flag,
    isActive: flag,
    health: part({
      state: member('Healthy', 'UnHealthy', 'Unknown'),
      agentVersion: text,
      lastHeartBeatTimestamp: time,
    }),
  }),
}).transform(({ metadata, spec, status }) => ({ ...metadata, ...spec, ...status }));

/** Every Palette has this one of its own; older releases do not mark it. */
const SYSTEM_GATEWAY = 'System Private Gateway';

/** Private cloud gateways. A fleet of edge hosts alone has none. */
export const gateways = defineCollector<Palette<Writes<'gateways'>>>({
  name: 'gateways',
  describes: 'Private cloud gateways: state, readiness, heartbeat. A fleet of edge hosts alone has none.',
  every: '1m',
  metrics,
  optional: true,
  reads: [endpoints.gateways],
  async collect(palette, emit) {
    let count = 0;
    for await (const { uid, name, health, ...row } of palette.rows(endpoints.gateways, gateway, {
      project: undefined,
    })) {
      if (row.isSystem || name === SYSTEM_GATEWAY) continue;
      count += 1;
      const of = emit.with({ pcg_uid: uid, pcg: name });
      of(metrics.info, 1, { agent_version: health.agentVersion });
      of(metrics.ready, row.isReady);
      of(metrics.active, row.isActive);
      of(metrics.healthy, health.state === '' ? undefined : health.state === 'Healthy');
      if (row.state) of(metrics.state, 1, { state: row.state });
      of(metrics.lastHeartbeat, health.lastHeartBeatTimestamp);
    }
    palette.fleet.counted.set('privategateway', count);
  },
});
