import { z } from 'zod';
import { defineCollector } from '../collection/collector.ts';
import { gauge } from '../metric/metric.ts';
import { flag, lengthOf, list, member, object, part, text, time } from '../sources/wire.ts';
import { endpoints } from './api/endpoints.ts';
import type { SystemConsole } from './api/system-console.ts';

const labels = ['component', 'type', 'channel_uid'] as const;
const per = 'alert channel of the system console';

const metrics = {
  active: gauge(
    'palette_system_alert_channel_active',
    'Whether Palette sends the alerts of the installation to this channel.',
    { labels, per },
  ),
  recipients: gauge('palette_system_alert_channel_recipients', 'Addresses that an alert channel names.', {
    labels,
    per,
  }),
  delivered: gauge(
    'palette_system_alert_channel_last_delivery_success',
    'Whether the last alert that went to this channel was delivered; no series before the first one.',
    { labels, per },
  ),
  deliveredAt: gauge(
    'palette_system_alert_channel_last_delivery_timestamp_seconds',
    'When Palette last sent an alert to this channel.',
    { labels, per },
  ),
};

/** `v1Channel`; addresses are counted and not kept, webhook URLs and headers are not even read. */
const channel = object({
  uid: text,
  type: member('email', 'app', 'http'),
  isActive: flag,
  identifiers: list(z.unknown()).transform(lengthOf),
  status: part({ isSucceeded: flag, time }),
});

/** `v1Alerts` (API reference, section 3.17): a bare array */
const alerts = list(object({ component: text, channels: list(channel) }));

/** Where Palette sends alerts about itself. */
export const systemAlerts = defineCollector<SystemConsole>({
  name: 'system_alerts',
  describes: 'Alert channels of the installation: whether they are active and the last delivery worked.',
  every: '15m',
  metrics,
  reads: [endpoints.alerts],
  async collect(system, emit) {
    for (const { component, channels } of await system.get(endpoints.alerts, alerts)) {
      for (const { status, ...one } of channels) {
        const of = emit.with({ component, type: one.type, channel_uid: one.uid });
        of(metrics.active, one.isActive);
        of(metrics.recipients, one.identifiers);
        if (status.time === undefined) continue;
        of(metrics.delivered, status.isSucceeded);
        of(metrics.deliveredAt, status.time);
      }
    }
  },
});
