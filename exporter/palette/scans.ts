import type { z } from 'zod';
import { defineItemCollector } from '../collection/collector.ts';
import type { Emit } from '../metric/emit.ts';
import { gauge } from '../metric/metric.ts';
import { ifPresent } from '../sources/if-present.ts';
import { newestBy } from '../sources/newest-by.ts';
import { entries, lengthOf, list, number, object, part, text, time } from '../sources/wire.ts';
import { endpoints } from './api/endpoints.ts';
import type { ClusterRef, Reads } from './api/fleet.ts';
import type { Palette } from './api/palette.ts';
import { clusterLabels, labelsOfCluster } from './parts/labels.ts';

const labels = [...clusterLabels, 'driver'] as const;

const metrics = {
  state: gauge(
    'palette_cluster_scan_state',
    'The state of the last scan of a cluster, 1 for the current one.',
    {
      labels: [...labels, 'state'],
      per: 'cluster x driver (4) that has run',
    },
  ),
  last: gauge(
    'palette_cluster_scan_last_timestamp_seconds',
    'When the last scan of a cluster ended, or began if it has not ended.',
    { labels, per: 'cluster x driver (4) that has run' },
  ),
  checks: gauge(
    'palette_cluster_scan_checks',
    'Checks of the last scan of a cluster by result: security benchmark (kube-bench) and conformance (sonobuoy).',
    {
      labels: [...labels, 'result'],
      per: 'cluster x result of kube-bench (4) and sonobuoy (3)',
    },
  ),
  vulnerabilities: gauge(
    'palette_cluster_scan_vulnerabilities',
    'Vulnerabilities that the last scan of a cluster found by severity: penetration test (kube-hunter) and images (syft).',
    {
      labels: [...labels, 'severity'],
      per: 'cluster x severity of kube-hunter (3) and syft (6)',
    },
  ),
};

/** One scan by a driver, whose reports come as a map or as a list. */
function scan<Reports extends z.ZodType>(reports: Reports) {
  return object({
    status: part({ state: text, scanTime: part({ startTime: time, endTime: time }), reports }),
  });
}

/** `v1ClusterComplianceScanLogs` (API reference, section 3.11); the findings themselves can be megabytes. */
const scanLogs = object({
  kubeBenchLogs: list(scan(entries(object({ pass: number, fail: number, warn: number, info: number })))),
  sonobuoyLogs: list(scan(entries(object({ pass: number, fail: number, total: number })))),
  // The API spells it like that.
  kubeHunterLogs: list(
    scan(entries(object({ vulnerabilites: part({ high: number, medium: number, low: number }) }))),
  ),
  syftLogs: list(
    scan(
      list(
        object({
          vulnerabilitySummary: part({
            critical: number,
            high: number,
            medium: number,
            low: number,
            negligible: number,
            unknown: number,
          }),
        }),
      ),
    ),
  ),
});

/** The compliance scans of clusters, one cluster after the other. */
export const scans = defineItemCollector<Palette<Reads<'clusters'>>, ClusterRef>({
  name: 'scans',
  describes: 'Compliance scans of clusters: last by driver, failed checks, vulnerabilities.',
  every: '6h',
  metrics,
  reads: [endpoints.complianceScanLogs],
  items: ({ fleet }) => fleet.clusters,
  async collect(palette, emit, cluster) {
    const where = { path: { uid: cluster.uid }, project: cluster.projectUid };
    const of = emit.with(labelsOfCluster(cluster));
    const logs = await ifPresent(palette.get(endpoints.complianceScanLogs, scanLogs, where));
    if (logs === undefined) return;
    const of4 = {
      bench: of.with({ driver: 'kube-bench' }),
      sonobuoy: of.with({ driver: 'sonobuoy' }),
      hunter: of.with({ driver: 'kube-hunter' }),
      syft: of.with({ driver: 'syft' }),
    };
    const bench = emitLast(logs.kubeBenchLogs, of4.bench);
    emitSums(
      whole(bench?.reports)?.map(([, report]) => report),
      (result, count) => of4.bench(metrics.checks, count, { result }),
    );
    const sonobuoy = emitLast(logs.sonobuoyLogs, of4.sonobuoy);
    emitSums(
      whole(sonobuoy?.reports)?.map(([, { pass, fail, total }]) => ({
        pass,
        fail,
        other: Math.max(0, total - pass - fail),
      })),
      (result, count) => of4.sonobuoy(metrics.checks, count, { result }),
    );
    const hunter = emitLast(logs.kubeHunterLogs, of4.hunter);
    emitSums(
      whole(hunter?.reports)?.map(([, { vulnerabilites }]) => vulnerabilites),
      (severity, count) => of4.hunter(metrics.vulnerabilities, count, { severity }),
    );
    const syft = emitLast(logs.syftLogs, of4.syft);
    emitSums(
      whole(syft?.reports)?.map(({ vulnerabilitySummary }) => vulnerabilitySummary),
      (severity, count) => of4.syft(metrics.vulnerabilities, count, { severity }),
    );
  },
});

interface Scan<Reports> {
  readonly status: {
    readonly state: string;
    readonly scanTime: { readonly startTime: number | undefined; readonly endTime: number | undefined };
    readonly reports: Reports;
  };
}

/** Emits when and how the last scan went, and gives it. */
function emitLast<Reports>(
  scans: readonly Scan<Reports>[],
  of: Emit<(typeof labels)[number]>,
): Scan<Reports>['status'] | undefined {
  const last = newestBy(scans, ({ status: { scanTime } }) => scanTime.startTime ?? scanTime.endTime)?.status;
  if (last === undefined) return undefined;
  of(metrics.last, last.scanTime.endTime ?? last.scanTime.startTime);
  if (last.state) of(metrics.state, 1, { state: last.state });
  return last;
}

/** Reports of which none was lost: the sums of some of them would look better than it is. */
function whole<Reports extends readonly unknown[]>(reports: Reports | undefined): Reports | undefined {
  return reports === undefined || Number.isNaN(lengthOf(reports)) ? undefined : reports;
}

/** The sums of each field over all reports; a scan that has no report yet has no results either. */
function emitSums<Field extends string>(
  reports: readonly Readonly<Record<Field, number>>[] = [],
  emit: (field: Field, sum: number) => void,
): void {
  const [first] = reports;
  for (const field in first)
    emit(
      field,
      reports.reduce((sum, report) => sum + report[field], 0),
    );
}
