import { describe, expect, it } from 'vitest';
import type { Collector } from '../../exporter/collection/collector.ts';
import { SourceError } from '../../exporter/sources/failures.ts';
import type { SystemConsole } from '../../exporter/system-console/api/system-console.ts';
import { systemCollectors } from '../../exporter/system-console/index.ts';
import { activation } from '../../exporter/system-console/system-activation.ts';
import { admins } from '../../exporter/system-console/system-admins.ts';
import { alertChannels } from '../../exporter/system-console/system-alerts.ts';
import { account } from '../../exporter/system-console/system-api.ts';
import { databaseBackups } from '../../exporter/system-console/system-backups.ts';
import { content } from '../../exporter/system-console/system-content.ts';
import { appFeaturesOfSystem, features } from '../../exporter/system-console/system-features.ts';
import { health } from '../../exporter/system-console/system-health.ts';
import { limits } from '../../exporter/system-console/system-limits.ts';
import { plan } from '../../exporter/system-console/system-plan.ts';
import { planLimits } from '../../exporter/system-console/system-plan-limits.ts';
import { rateLimit } from '../../exporter/system-console/system-rate-limit.ts';
import { settings } from '../../exporter/system-console/system-settings.ts';
import { version } from '../../exporter/system-console/system-version.ts';
import { tenantPlans } from '../../exporter/system-console/tenant-plans.ts';
import { tenantUsage } from '../../exporter/system-console/tenant-usage.ts';
import { tenants } from '../../exporter/system-console/tenants.ts';
import { testConsole } from '../kit/test-console.ts';
import { linesOf, listOf, ZERO_TIME } from '../kit/test-palette.ts';

/** A Palette that has these paths and no others. */
function having(answers: Readonly<Record<string, unknown>>) {
  return testConsole(({ path }, { query }) => answers[query?.mode ? `${path}?mode=${query.mode}` : path]);
}

describe('a collector of the system console', () => {
  const cases: [Collector<SystemConsole>, Readonly<Record<string, unknown>>, number][] = [
    [
      account,
      { '/v1/system/users/me': { status: { lastPasswordUpdateTime: '2026-10-01T00:00:00.000Z' } } },
      0,
    ],
    [
      version,
      {
        '/v1/system/version/installed': { version: '4.8.6' },
        '/v1/system/version/latest': { version: '4.8.8' },
      },
      0,
    ],
    [
      activation,
      {
        '/v1/activations/system': { status: { state: 'Active', expiresAt: '2027-01-01T00:00:00.000Z' } },
      },
      0,
    ],
    [plan, { '/v1/system/sysplan': { spec: { type: 'Trial', expiresAt: '2026-12-01T00:00:00.000Z' } } }, 0],
    [
      planLimits,
      {
        '/v1/system/plan': {
          planLimit: {
            isUnlimited: false,
            pure: { cpuCoreHours: 1000, warnLimitPercentage: 80, overageLimitPercentage: 20 },
            alloy: null,
          },
        },
      },
      0,
    ],
    [
      databaseBackups,
      {
        '/v1/system/database/backups?mode=ftp': {
          isActive: true,
          backups: [
            {
              mode: 'Ftp',
              backupStatus: {
                state: 'Completed',
                isCompleted: true,
                startTime: '2026-11-21T01:00:00.000Z',
                finishTime: '2026-11-21T01:12:00.000Z',
              },
            },
            {
              backupStatus: {
                state: 'Failed',
                startTime: '2026-11-22T01:00:00.000Z',
                finishTime: ZERO_TIME,
                message: ['planted-secret'],
              },
            },
            'not a backup',
          ],
        },
        '/v1/system/database/backups?mode=s3': { backups: null },
        '/v1/system/config/database/backup/ftp': {
          backupSpec: { interval: 1, hourOfTheDay: 0, retentionPeriod: 30 },
          ftp: { server: 'ftp.example.com', username: 'planted-secret', password: 'planted-secret' },
        },
      },
      1,
    ],
    [
      alertChannels,
      {
        '/v1/system/alerts': [
          {
            component: 'SystemHealth',
            channels: [
              {
                uid: 'a1',
                type: 'email',
                isActive: true,
                identifiers: ['somebody@example.com', 'else@example.com'],
                status: { isSucceeded: true, time: '2026-11-01T00:00:00.000Z', message: 'planted-secret' },
              },
              {
                uid: 'a2',
                type: 'carrier-pigeon',
                identifiers: null,
                http: { url: 'https://hooks.example.com/planted-secret' },
                status: { time: ZERO_TIME },
              },
              'not a channel',
            ],
          },
        ],
      },
      1,
    ],
    [
      features,
      {
        '/v1/system/features': listOf(
          { spec: { key: 'a', isAllowed: true } },
          { spec: { key: 'b' } },
          { spec: {} },
        ),
      },
      1,
    ],
    [
      appFeaturesOfSystem,
      {
        '/v1/system/appFeatures': {
          developerCredit: { cpu: 12, memoryGiB: 16, storageGiB: 20, virtualClustersLimit: 2 },
          freemium: { isFreemium: true, activeClustersLimit: 5 },
        },
      },
      0,
    ],
    [
      limits,
      {
        '/v1/system/resourceLimits': {
          resources: [{ kind: 'edgehost', limit: 200, maxLimit: 400 }, { limit: 1 }],
        },
      },
      1,
    ],
    [rateLimit, { '/v1/system/ratelimit': { isActive: true } }, 0],
    [
      settings,
      {
        '/v1/system/security/mode': { securityMode: 'fips' },
        '/v1/system/config/preferences/cluster': { healthPollIntervalInMinutes: 3, deletePeriodInHour: 72 },
        '/v1/system/config/timeseries': { machine: { enabled: true, retentionPeriod: 30 }, pod: null },
      },
      0,
    ],
    [
      admins,
      {
        '/v1/system/admins': {
          items: [
            administrator('a1', 'AccountAdmin', '2026-01-01T00:00:00.000Z'),
            administrator('a2', 'AccountAdmin', '2026-06-01T00:00:00.000Z'),
            administrator('a3', 'SuperAdmin', ZERO_TIME),
            { spec: {} },
          ],
        },
      },
      1,
    ],
    [
      tenants,
      {
        '/v1/tenants': listOf(
          {
            metadata: { uid: 't1', name: 'acme' },
            spec: { orgName: 'Acme', orgEmailId: 'somebody@example.com', authType: 'oidc', planUid: 'p1' },
            status: { isActive: true, toBeDeleted: false },
          },
          { metadata: { uid: 't2', name: 'bare' }, spec: null, status: null },
          { metadata: { name: 'without a uid' } },
        ),
      },
      1,
    ],
  ];

  it.each(
    cases.map(([collector, answers, dropped]) => ({ name: collector.name, collector, answers, dropped })),
  )('tells what it is there for: $name', async ({ name, collector, answers, dropped }) => {
    const outcome = await having(answers).run(collector);

    await expect(outcome.text).toMatchFileSnapshot(`golden/${name}.prom`);
    expect(outcome.text).not.toMatch(/planted|example\.com/);
    expect(outcome.dropped).toBe(dropped);
  });

  const others = systemCollectors.filter((one) => one.items === undefined && one !== account);

  it.each(others.map((collector) => ({ collector })))(
    'is unsupported by a Palette without its paths: $collector.name',
    async ({ collector }) => {
      await expect(having({}).run(collector)).rejects.toMatchObject({ reason: 'not_found' });
    },
  );

  it('does without a path that came later', async () => {
    const { text } = await having({ '/v1/system/version/installed': { version: '4.8.6' } }).run(version);

    expect(text).toContain('palette_system_version_info{palette="pma",installed="4.8.6"} 1');
    expect(text).not.toContain('palette_system_update_available');
  });
});

describe('an update', () => {
  it.each([
    ['4.8.8', '4.8.6', 1],
    ['4.8.10', '4.8.9', 1],
    ['4.8.6', '4.8.6', 0],
    ['v4.8.6', '4.8.6', 0],
    ['4.7.9', '4.8.6', 0],
    ['nightly', '4.8.6', undefined],
  ])('to %s of %s: %s', async (latest, installed, value) => {
    const outcome = await having({
      '/v1/system/version/installed': { version: installed },
      '/v1/system/version/latest': { version: latest },
    }).run(version);

    expect(linesOf(outcome, 'palette_system_update_available')).toEqual(
      value === undefined ? [] : [`palette_system_update_available{palette="pma"} ${value}`],
    );
  });
});

describe('the health of the platform', () => {
  it.each([
    ['both', undefined, 1, 1],
    ['neither', '/v1/health', 0, 0],
    ['one', '/v1/health/ready', 1, 0],
  ])('is %s of alive and ready', async (_name, failing, alive, ready) => {
    const system = testConsole(({ path }) => {
      if (failing !== undefined && path.startsWith(failing))
        throw new SourceError('server_error', 'answered 503');
      return { msg: 'ok' };
    });

    const { text } = await system.run(health);

    expect(text).toContain(`palette_system_alive{palette="pma"} ${alive}\n`);
    expect(text).toContain(`palette_system_ready{palette="pma"} ${ready}\n`);
  });

  it('is unknown where nobody answers', async () => {
    const system = testConsole(() => {
      throw new SourceError('connection', 'no answer');
    });

    await expect(system.run(health)).rejects.toMatchObject({ reason: 'connection' });
  });
});

describe('the activation', () => {
  it.each([
    ['there is no banner', undefined],
    ['the banner has no state', { status: {} }],
  ])('is asked for itself where %s', async (_where, banner) => {
    const { text } = await having({
      '/v1/activations/system': banner,
      '/v1/system/activation': { status: { state: 'Pending' } },
    }).run(activation);

    expect(text).toContain('palette_system_activation_state{palette="pma",state="Pending"} 1');
  });

  it('ends when the banner says so, whether or not its state is known', async () => {
    const { text } = await having({
      '/v1/activations/system': { status: { expiresAt: '2027-01-01T00:00:00.000Z' } },
    }).run(activation);

    expect(text).toContain('palette_system_activation_expiry_timestamp_seconds{palette="pma"} 1798761600');
    expect(text).not.toContain('palette_system_activation_state');
  });
});

describe('the content repository', () => {
  const failing = (whole: boolean) =>
    testConsole(({ path }) => {
      if (whole || path.endsWith('/validate')) throw new SourceError('server_error', 'answered 500');
      return {};
    });

  it('is valid with a version', async () => {
    const { text } = await having({ '/v1/system/config/scar/validate': { spectroVersion: '4.8.6' } }).run(
      content,
    );

    expect(text).toContain('palette_system_content_valid{palette="pma"} 1');
    expect(text).toContain('palette_system_content_version_info{palette="pma",version="4.8.6"} 1');
  });

  it('is not valid when its check alone fails', async () => {
    const { text } = await failing(false).run(content);

    expect(text).toContain('palette_system_content_valid{palette="pma"} 0');
  });

  it('is not to blame when everything fails', async () => {
    await expect(failing(true).run(content)).rejects.toMatchObject({ reason: 'server_error' });
  });
});

describe('plan and usage of a tenant', () => {
  it.each([
    {
      ...{ told: 'the month', collector: tenantPlans, dropped: 0 },
      asked: [undefined, { startDate: '2026-11-01' }],
    },
    {
      ...{ told: 'the last hour that is over', collector: tenantUsage, dropped: 1 },
      asked: [{ startTime: '2026-11-22T06:00:00.000Z', endTime: '2026-11-22T09:00:00.000Z' }],
    },
  ])('are told for $told', async ({ collector, dropped, asked }) => {
    const queries: unknown[] = [];
    const system = testConsole(({ path }, { query }) => {
      queries.push(query);
      return TENANT[path];
    });
    system.facts.tenants = [{ key: 't1', version: '', uid: 't1', name: 'acme' }];

    const outcome = await system.run(collector);

    await expect(outcome.text).toMatchFileSnapshot(`golden/${collector.name}.prom`);
    expect(outcome.dropped).toBe(dropped);
    expect(queries).toEqual(asked);
  });

  it('need not all be there', async () => {
    const system = having({
      '/v1/tenants/{tenantUid}/plan': { spec: { type: 'Trial', expiry: ZERO_TIME, planLimit: null } },
    });
    system.facts.tenants = [{ key: 't1', version: '', uid: 't1', name: 'acme' }];

    const { text } = await system.run(tenantPlans);

    expect(text).toContain(
      'palette_tenant_plan_info{palette="pma",tenant_uid="t1",tenant="acme",type="Trial"} 1',
    );
    expect(text).not.toContain('expiry');
  });
});

const hour = (timestamp: string, cores: number) => ({
  timestamp,
  totalPureCpuCoreHours: cores,
  totalAlloyCpuCoreHours: 0,
  projects: [
    { project: { uid: 'p1', name: 'Default' }, pureCpuCoreHours: cores, alloyCpuCoreHours: 0 },
    'bad',
  ],
});

const TENANT: Readonly<Record<string, unknown>> = {
  '/v1/tenants/{tenantUid}/plan': {
    spec: {
      type: 'AnnualSubscription',
      start: '2026-01-01T00:00:00.000Z',
      expiry: '2027-01-01T00:00:00.000Z',
      planLimit: {
        isOnDemand: false,
        isUnlimited: false,
        pure: { cpuCoreHours: 100 },
        alloy: { cpuCoreHours: 0 },
      },
    },
  },
  '/v1/tenants/{tenantUid}/usage/cpuCoreHours': {
    hourlyUsages: [
      { ...hour('2026-11-22T07:00:00.000Z', 60), projects: null },
      hour('2026-11-22T08:00:00.000Z', 64),
      { timestamp: '2026-11-22T09:00:00.000Z' },
    ],
  },
  '/v1/tenants/{tenantUid}/plans/usage/monthly': {
    items: [
      { month: '2026-11-01T00:00:00.000Z', totalMonthlyUsage: { totalPureCpuCoreHours: 33 } },
      { month: '2026-10-01T00:00:00.000Z', totalMonthlyUsage: { totalPureCpuCoreHours: 99 } },
    ],
  },
};

function administrator(uid: string, adminType: string, lastPasswordUpdate: string) {
  return {
    metadata: { uid, name: 'somebody' },
    spec: { adminType, emailId: 'somebody@example.com', firstName: 'Some', mfa: { state: 'Enabled' } },
    status: {
      state: 'Active',
      lastPasswordUpdate,
      activation: { link: 'https://palette.example.com/planted-secret' },
    },
  };
}
