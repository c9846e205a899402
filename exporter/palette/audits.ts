import { z } from 'zod';
import { defineCollector } from '../collection/collector.ts';
import { counter } from '../metric/metric.ts';
import { member, object, part, text, time } from '../sources/wire.ts';
import { endpoints } from './api/endpoints.ts';
import type { Writes } from './api/fleet.ts';
import type { Occurrence } from './api/occurrences.ts';
import type { Palette } from './api/palette.ts';
import { word } from './parts/label-words.ts';

const metrics = {
  audits: counter(
    'palette_audits_total',
    'Entries of the audit trail since the exporter started, by action, kind of resource and kind of actor.',
    {
      labels: ['action', 'resource_kind', 'actor'],
      per: 'action, kind and actor that occurred, and deletion of a cluster, host, profile or project by a user',
    },
  ),
};

/** `v1Audit` (API reference, section 3.14): who it was and what it was about stay in Palette. */
const audit = object({
  metadata: object({ uid: z.string(), creationTimestamp: time }),
  spec: part({
    actionType: text,
    actor: part({ actorType: member('user', 'system', 'service') }),
    resource: part({ kind: text }),
  }),
}).transform(({ metadata, spec }, context) => {
  const at = metadata.creationTimestamp;
  if (at === undefined) {
    context.addIssue({ code: 'custom', message: 'has no time' });
    return z.NEVER;
  }
  const key = [spec.actionType, spec.resource.kind, spec.actor.actorType].map(word);
  return { uid: metadata.uid, at, key: key as [string, string, string] };
});

/** Seconds before the first read whose entries show which kinds there are. */
const HISTORY = 3600;

/** Kinds whose deletion in numbers is an alarm: an increase is only seen of a series that was there before it. */
const DEAR = ['spectrocluster', 'edgehost', 'clusterprofile', 'project'];

/** What was done in Palette, counted from the moment the exporter started. */
export const audits = defineCollector<Palette<Writes<'audits'>>>({
  name: 'audits',
  describes: 'The audit trail as counters by action, kind of resource and kind of actor.',
  every: '5m',
  metrics,
  keeps: true,
  reads: [endpoints.audits],
  async collect(palette, emit) {
    const { audits: occurrences } = palette.fleet;
    await palette.eachScope(async (project) => {
      const from = occurrences.since(project) ?? palette.now() - HISTORY;
      const query = { startTime: new Date(from * 1000).toISOString() };
      const rows: Occurrence<readonly [string, string, string]>[] = [];
      const log = palette.rows(endpoints.audits, audit, { project, query, isLog: true });
      for await (const row of log) rows.push(row);
      occurrences.take(project, rows, from);
    });
    for (const kind of DEAR) occurrences.begin(['delete', kind, 'user']);
    for (const [[action, resource_kind, actor], count] of occurrences.counts()) {
      emit(metrics.audits, count, { action, resource_kind, actor });
    }
  },
});
