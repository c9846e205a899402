import { z } from 'zod';
import { defineCollector } from '../collection/collector.ts';
import { gauge } from '../metric/metric.ts';
import { tally } from '../metric/tally.ts';
import { flag, object, part, text } from '../sources/wire.ts';
import { endpoints } from './api/endpoints.ts';
import type { Palette } from './api/palette.ts';

const metrics = {
  notifications: gauge(
    'palette_notifications',
    'Notifications among the newest 500, by type, action, kind of object and whether they are done, acknowledged or mere information.',
    {
      labels: ['type', 'action', 'kind', 'done', 'acknowledged', 'information'],
      per: 'combination that occurs',
    },
  ),
};

/** `v1Notification` (API reference, section 3.5) */
const notification = object({
  metadata: object({ uid: z.string() }),
  type: text,
  action: part({ actionType: text, isDone: flag, ack: flag, isInfo: flag }),
  relatedObject: part({ kind: text }),
}).transform(({ metadata, type, action, relatedObject }) => ({
  uid: metadata.uid,
  labels: [
    type,
    action.actionType,
    relatedObject.kind,
    told(action.isDone),
    told(action.ack),
    told(action.isInfo),
  ] as const,
}));

function told(value: boolean | undefined): string {
  return value === undefined ? '' : String(value);
}

type Labels = z.output<typeof notification>['labels'];

/** Done ones stay listed, so that a list read to its end would cost more every month. */
const MOST = 500;

/** What Palette tells people to do, above all updates of packs and profiles. */
export const notifications = defineCollector<Palette>({
  name: 'notifications',
  describes: 'Notifications, above all updates that wait to be applied, by type and whether they are done.',
  every: '10m',
  metrics,
  reads: [endpoints.notifications],
  async collect(palette, emit) {
    const found: Labels[] = [];
    const newest = { query: { orderBy: 'metadata.creationTimestamp=-1' }, isLog: true };
    for await (const { labels } of palette.rows(endpoints.notifications, notification, newest)) {
      found.push(labels);
      if (found.length === MOST) break;
    }
    for (const [[type, action, kind, done, acknowledged, information], count] of tally(found)) {
      emit(metrics.notifications, count, { type, action, kind, done, acknowledged, information });
    }
  },
});
