import { failure } from '../../error-answer.ts';
import { slice, struct, time } from '../../go-json.ts';
import type { Platform } from '../../world/model/platform.ts';
import { hasFailed, lastRuns } from '../../world/model/schedule.ts';
import { MINUTE } from '../../world/model/time-units.ts';
import { get, type Route, recent } from '../palette-route.ts';
import { alerts } from '../parts/alert-channels.ts';
import { objectMeta } from '../parts/object-meta.ts';
import { resourceLimits } from '../parts/resource-limits.ts';

/** State of the installation, for the system console (API reference, sections 3.8 and 3.17). */
export const systemStateRoutes: readonly Route[] = [
  get('/v1/system/version/installed', 'system', ({ world }) =>
    struct({ version: world.platform.installedVersion }),
  ),
  get('/v1/system/version/latest', 'system', ({ world }) =>
    struct({ version: world.platform.latestVersion }),
  ),
  get('/v1/system/activation', 'system', ({ world }) => activation(world.platform)),
  get('/v1/activations/system', 'system', ({ world }) => {
    const { state, expiresAt } = world.platform.activation;
    return struct({ status: struct({ expiresAt: time(expiresAt) }, { state }) });
  }),
  get('/v1/system/sysplan', 'system', ({ world }) => {
    const { uid, installedAt, plan } = world.platform;
    return struct({
      metadata: objectMeta({ uid, name: 'system', createdAt: installedAt }),
      spec: struct({ expiresAt: time(plan.expiresAt) }, { type: plan.type }),
    });
  }),
  get('/v1/system/plan', 'system', ({ world }) => systemPlan(world.platform)),
  get('/v1/system/alerts', 'system', ({ world }) => alerts(world.platform.alertChannels)),
  get('/v1/system/features', 'system', ({ world }) =>
    struct({
      items: slice(world.platform.features, ({ key, description, isAllowed }) =>
        struct({
          metadata: objectMeta({ uid: key, name: key }),
          spec: struct({ key, description }, { isAllowed }),
        }),
      ),
    }),
  ),
  get('/v1/system/appFeatures', 'system', () =>
    struct(
      {
        developerCredit: struct({}, { cpu: 12, memoryGiB: 16, storageGiB: 20, virtualClustersLimit: 2 }),
        freemium: struct(
          {},
          { isFreemium: false, activeClustersLimit: 0, overageUsageLimit: 0, totalUsageLimit: 0 },
        ),
      },
      { freeCloudCredit: false },
    ),
  ),
  get('/v1/system/resourceLimits', 'system', () => resourceLimits(false)),
  get('/v1/system/ratelimit', 'system', ({ world }) => struct({ isActive: world.platform.isRateLimited })),
  get('/v1/system/security/mode', 'system', () => struct({ securityMode: 'standard' })),
  get('/v1/system/database/backups', 'system', ({ world, now, query: { mode } }) =>
    databaseBackups(world.platform, now, mode),
  ),
  get('/v1/system/config/scar/validate', 'system', ({ world }) => {
    if (!world.platform.isContentValid) {
      throw failure(500, 'RepoFileNotFound', 'the content repository has no file version.yaml');
    }
    return struct({ spectroVersion: world.platform.installedVersion });
  }),
].map(recent);

/** `v1SystemActivationResponse` */
function activation({ uid, installedAt, activation: { state, activatedAt } }: Platform) {
  return struct({
    metadata: objectMeta({ uid, name: 'activation', createdAt: installedAt }),
    spec: struct({}, { activationKeyUid: uid, planUid: uid, systemUid: uid }),
    status: struct({ lastActivatedAt: time(activatedAt) }, { state }),
  });
}

/** `v1SystemPlan` */
function systemPlan({ plan, installedAt }: Platform) {
  const limit = (cpuCoreHours: number) =>
    struct({}, { cpuCoreHours, overageLimitPercentage: 20, warnLimitPercentage: 80 });
  return struct({
    systemStartDate: time(installedAt),
    freeCredits: null,
    slaCredits: null,
    planLimit: struct({ pure: limit(plan.coreHours), alloy: limit(0) }, { isUnlimited: false }),
  });
}

/** `v1DatabaseTransferStatus`: backups go to an FTP server, none to S3. */
function databaseBackups({ databaseBackup }: Platform, now: number, mode = 'ftp') {
  const runs = mode === 'ftp' ? lastRuns(databaseBackup, now, 2) : [];
  return struct({
    backups: slice(runs, (run) => {
      const failed = hasFailed(databaseBackup, run);
      return struct({
        backupUid: run.toString(16).padStart(24, '0'),
        mode: 'Ftp',
        backupStatus: struct({
          state: failed ? 'Failed' : 'Completed',
          isCompleted: !failed,
          folder: `backup-${time(run).slice(0, 10)}`,
          message: failed ? ['no route to host'] : null,
          status: null,
          startTime: time(run),
          finishTime: time(failed ? undefined : run + 12 * MINUTE),
        }),
      });
    }),
  });
}
