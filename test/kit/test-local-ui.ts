import type { Collector } from '../../exporter/collection/collector.ts';
import type { RunStats } from '../../exporter/collection/job.ts';
import { createRows } from '../../exporter/exposition/rows.ts';
import type { LocalUiEndpoint } from '../../exporter/local-ui/api/endpoints.ts';
import {
  type HostConnection,
  type LocalUiCluster,
  type LocalUiHost,
  newFacts,
  openCluster,
  openHost,
} from '../../exporter/local-ui/api/local-ui.ts';
import type { LocalUiClient } from '../../exporter/local-ui/api/local-ui-client.ts';
import { clusterCollectors, hostCollectors } from '../../exporter/local-ui/index.ts';
import { SourceError } from '../../exporter/sources/failures.ts';
import { parseCounting } from '../../exporter/sources/wire.ts';
import { textOf } from './exposition-text.ts';

/** What one run of a collector gave. */
export interface Outcome {
  /** In the text format, families sorted by name. */
  readonly text: string;
  /** The samples alone. */
  readonly samples: readonly string[];
  readonly dropped: number;
}

/** What a host answers; undefined is 404. */
export type Answer = (endpoint: LocalUiEndpoint) => unknown;

/** Runs a collector of a host called `h1`, or of its cluster called `plant`. */
export async function runCollector(
  name: string,
  answer: Answer,
  registry?: HostConnection['registry'],
): Promise<Outcome> {
  const stats: RunStats = { requests: 0, dropped: 0 };
  const run = { stats, signal: new AbortController().signal };
  const host = { ...connectionTo(answer), ...(registry !== undefined && { registry }) };
  const ofHost = hostCollectors.find((collector) => collector.name === name);
  if (ofHost !== undefined) return runWith(ofHost, openHost(host, run), { edge_host: 'h1' }, stats);
  const ofCluster = clusterCollectors.find((collector) => collector.name === name);
  if (ofCluster === undefined) throw new Error(`there is no collector ${name}`);
  const cluster = openCluster({ uid: 'c1', name: 'plant', members: [host] }, run);
  return runWith(ofCluster, cluster, {}, stats);
}

async function runWith<Api extends LocalUiHost | LocalUiCluster>(
  collector: Collector<Api>,
  api: Api,
  labels: Record<string, string>,
  stats: RunStats,
): Promise<Outcome> {
  const writer = createRows(labels);
  await collector.collect(api, writer.emit, undefined);
  const rows = writer.finish();
  const text = textOf(rows);
  const samples = text.split('\n').filter((line) => line !== '' && !line.startsWith('#'));
  return { text, samples, dropped: stats.dropped + rows.duplicates };
}

function connectionTo(answer: Answer): HostConnection {
  const client: LocalUiClient = {
    async get(run, endpoint, schema) {
      const body = answer(endpoint);
      if (body === undefined) throw new SourceError('not_found', `${endpoint.path} answered 404`);
      const { parsed, leftOut } = parseCounting(schema, body, run.stats);
      if (!parsed.success) throw new SourceError('parse', `${endpoint.path} has an unexpected shape`);
      run.stats.dropped += leftOut;
      return parsed.data;
    },
    session: { blocked: () => false, expiry: () => undefined, loginFailures: () => 0 },
    certificate: () => undefined,
    close: async () => {},
  };
  return { name: 'h1', client, skipsVerification: false, facts: newFacts() };
}
