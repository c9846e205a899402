import { z } from 'zod';
import { defineCollector } from '../collection/collector.ts';
import { counter } from '../metric/metric.ts';
import { SourceError } from '../sources/failures.ts';
import { object, part, text, time } from '../sources/wire.ts';
import { endpoints } from './api/endpoints.ts';
import type { Writes } from './api/fleet.ts';
import type { Occurrence } from './api/occurrences.ts';
import type { Palette } from './api/palette.ts';
import { word } from './parts/label-words.ts';

const metrics = {
  events: counter(
    'palette_events_total',
    'Events of clusters and edge hosts since the exporter started, by severity, component, kind of object and reason.',
    {
      labels: ['severity', 'component', 'kind', 'reason'],
      per: 'severity, component, kind and reason that occurred',
    },
  ),
};

/** `v1Event` (API reference, section 3.9); its message and its host are left where they are. */
const eventRow = object({
  metadata: object({ uid: z.string(), creationTimestamp: time, lastModifiedTimestamp: time }),
  severity: text,
  reason: text,
  source: part({ component: text }),
  relatedObject: part({ kind: text }),
}).transform(({ metadata, severity, reason, source, relatedObject }, context) => {
  const at = metadata.creationTimestamp ?? metadata.lastModifiedTimestamp;
  if (at === undefined) {
    context.addIssue({ code: 'custom', message: 'has no time' });
    return z.NEVER;
  }
  const { uid } = metadata;
  return {
    uid,
    at,
    severity: word(severity),
    component: word(source.component),
    kind: word(relatedObject.kind),
    reason,
  };
});

type Key = readonly [severity: string, component: string, kind: string, reason: string];

/** No filter of the API goes by time, but a list that begins with the newest can be left where the known ones begin. */
const NEWEST_FIRST = 'metadata.creationTimestamp=-1';
/** Rows of the first read: a page. */
const HISTORY = 50;

/** What happened to clusters and edge hosts, counted from the moment the exporter started. */
export const events = defineCollector<Palette<Writes<'events'>>>({
  name: 'events',
  describes: 'Events of clusters and edge hosts as counters.',
  every: '1m',
  metrics,
  keeps: true,
  reads: [endpoints.events],
  async collect(palette, emit) {
    const { events: occurrences, eventReasons } = palette.fleet;
    await palette.eachScope(async (project) => {
      const since = occurrences.since(project);
      const rows: Occurrence<Key>[] = [];
      const query = { orderBy: NEWEST_FIRST };
      const list = palette.rows(endpoints.events, eventRow, { project, query, isLog: true });
      for await (const { uid, at, severity, component, kind, reason } of list) {
        if (since !== undefined && at < since) break;
        rows.push({ uid, at, key: [severity, component, kind, eventReasons(reason)] });
        if (since === undefined && rows.length === HISTORY) break;
      }
      checkOrder(rows, palette.name);
      occurrences.take(project, rows);
    });
    for (const [[severity, component, kind, reason], count] of occurrences.counts()) {
      emit(metrics.events, count, { severity, component, kind, reason });
    }
  },
});

/** That the order is honoured is nowhere promised. Were it not, no new event would ever be met, which must not pass for calm. */
function checkOrder(rows: readonly Occurrence<Key>[], name: string): void {
  const [first] = rows;
  const last = rows.at(-1);
  if (first === undefined || last === undefined || first.at >= last.at) return;
  throw new SourceError(
    'parse',
    `palette "${name}": ${endpoints.events.path} does not list the newest events first; they cannot be counted`,
  );
}
