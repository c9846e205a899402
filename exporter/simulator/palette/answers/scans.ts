import { type GoStruct, slice, struct, time } from '../../go-json.ts';
import { type Cluster, machinesOf } from '../../world/model/cluster.ts';
import { hasFailed, lastRuns } from '../../world/model/schedule.ts';
import { MINUTE } from '../../world/model/time-units.ts';
import { get, type Route } from '../palette-route.ts';
import { objectMeta } from '../parts/object-meta.ts';
import { findCluster } from '../request-scope.ts';

/** Compliance scans (API reference, section 3.11). */
export const scanRoutes: readonly Route[] = [
  get('/v1/spectroclusters/{uid}/features/complianceScan/logs/drivers', 'project', (request) =>
    scanLogs(findCluster(request), request.now),
  ),
];

/** `v1ClusterComplianceScanLogs`: the last scan of each driver. */
function scanLogs(cluster: Cluster, now: number) {
  const [run = 0] = cluster.scan === undefined ? [] : lastRuns(cluster.scan, now, 1);
  if (cluster.scan === undefined || run < cluster.createdAt) {
    return struct({ kubeBenchLogs: null, kubeHunterLogs: null, sonobuoyLogs: null, syftLogs: null });
  }
  const { failedChecks } = cluster.scan;
  const failed = hasFailed(cluster.scan, run);
  const logs = (driver: string, reports: GoStruct | GoStruct[] | undefined) => [
    scanLog(cluster, driver, run, failed ? undefined : reports),
  ];
  return struct({
    kubeBenchLogs: logs('kube-bench', kubeBenchReports(cluster, run, failedChecks)),
    kubeHunterLogs: logs('kube-hunter', { cluster: kubeHunterReport(run) }),
    sonobuoyLogs: logs('sonobuoy', { e2e: sonobuoyReport() }),
    syftLogs: logs('syft', [syftReport(run)]),
  });
}

function scanLog(cluster: Cluster, driver: string, run: number, reports: GoStruct | GoStruct[] | undefined) {
  const hasFailed = reports === undefined;
  return struct({
    metadata: objectMeta({ ...cluster, createdAt: run, modifiedAt: run }),
    spec: struct({ clusterUid: cluster.uid, driverType: driver }),
    status: struct({
      actor: struct({ actorType: 'system' }),
      requestUid: `${cluster.uid.slice(0, 12)}${run.toString(16)}`,
      state: hasFailed ? 'Failed' : 'Completed',
      message: hasFailed ? 'the scan pod could not be scheduled' : '',
      scanTime: struct({ startTime: time(run), endTime: time(hasFailed ? undefined : run + 9 * MINUTE) }),
      // The reports of syft are a slice, those of the other drivers a map.
      reports: reports ?? (driver === 'syft' ? null : undefined),
    }),
  });
}

/** `v1KubeBenchReport`s by node. */
function kubeBenchReports(cluster: Cluster, run: number, failedChecks: number): GoStruct {
  return Object.fromEntries(
    machinesOf(cluster).map(({ name }) => [
      name,
      struct({
        name,
        type: 'node',
        time: time(run),
        pass: 90 - failedChecks,
        fail: failedChecks,
        warn: 12,
        info: 0,
        logs: slice(failedChecks === 0 ? [] : ['1.2.16'], (testId) =>
          struct({ testId, state: 'FAIL', description: 'Ensure that the audit log is kept' }),
        ),
      }),
    ]),
  );
}

function kubeHunterReport(run: number) {
  return struct({ time: time(run), logs: null, vulnerabilites: struct({ high: 0, medium: 1, low: 2 }) });
}

function sonobuoyReport() {
  return struct({ plugin: 'e2e', status: 'passed', pass: 380, fail: 0, total: 380, logs: null });
}

function syftReport(run: number) {
  return struct({
    image: 'registry.example.com/tools/console:2.4.1',
    isSBOMExist: true,
    state: 'Completed',
    time: time(run),
    dependencies: null,
    imageContexts: null,
    vulnerabilities: null,
    vulnerabilitySummary: struct({ critical: 0, high: 3, medium: 11, low: 20 }),
  });
}
