import { z } from 'zod';
import { defineItemCollector } from '../collection/collector.ts';
import { gauge } from '../metric/metric.ts';
import { flag, lengthOf, list, member, object, part, text, time } from '../sources/wire.ts';
import { endpoints } from './api/endpoints.ts';
import { type ProjectRef, projectsInUse, type Reads } from './api/fleet.ts';
import type { Palette } from './api/palette.ts';
import { labelsOfProject, projectLabels } from './parts/labels.ts';

const labels = [...projectLabels, 'component', 'type', 'channel_uid'] as const;

const metrics = {
  active: gauge(
    'palette_alert_channel_active',
    'Whether Palette sends the alerts of a project to this channel.',
    {
      labels,
      per: 'alert channel of a project',
    },
  ),
  recipients: gauge(
    'palette_alert_channel_recipients',
    'Addresses that an alert channel names; users alerted through their account are not among them.',
    { labels, per: 'alert channel of a project' },
  ),
  alertsAllUsers: gauge(
    'palette_alert_channel_alerts_all_users',
    'Whether an alert channel reaches all users of its project.',
    { labels, per: 'alert channel of a project' },
  ),
  delivered: gauge(
    'palette_alert_channel_last_delivery_success',
    'Whether the last alert that went to this channel was delivered; no series before the first one.',
    { labels, per: 'alert channel of a project' },
  ),
  deliveredAt: gauge(
    'palette_alert_channel_last_delivery_timestamp_seconds',
    'When Palette last sent an alert to this channel.',
    { labels, per: 'alert channel of a project' },
  ),
};

/** `v1Channel`; addresses are counted and not kept, webhook URLs and headers are not even read. */
const channel = object({
  uid: text,
  type: member('email', 'app', 'http'),
  isActive: flag,
  alertAllUsers: flag,
  identifiers: list(z.unknown()).transform(lengthOf),
  status: part({ isSucceeded: flag, time }),
});

/** `v1Project` */
const projectDocument = object({
  spec: part({ alerts: list(object({ component: text, channels: list(channel) })) }),
});

/**
 * Where Palette itself sends alerts: the nearest thing to escalation contacts that it knows. What it alerts on is the
 * health of clusters, so projects without one are left out.
 */
export const alertChannels = defineItemCollector<Palette<Reads<'projects' | 'clusters'>>, ProjectRef>({
  name: 'alert_channels',
  describes:
    'Alert channels of the projects with clusters: whether they are active and the last delivery worked.',
  every: '15m',
  metrics,
  reads: [endpoints.project],
  items: ({ fleet }) => projectsInUse(fleet),
  async collect(palette, emit, project) {
    const { spec } = await palette.get(endpoints.project, projectDocument, { path: { uid: project.uid } });
    for (const { component, channels } of spec.alerts) {
      for (const { status, ...one } of channels) {
        const of = emit.with({
          ...labelsOfProject(project),
          component,
          type: one.type,
          channel_uid: one.uid,
        });
        of(metrics.active, one.isActive);
        of(metrics.recipients, one.identifiers);
        of(metrics.alertsAllUsers, one.alertAllUsers);
        if (status.time === undefined) continue;
        of(metrics.delivered, status.isSucceeded);
        of(metrics.deliveredAt, status.time);
      }
    }
  },
});
