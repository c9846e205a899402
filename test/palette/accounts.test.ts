import { describe, expect, it } from 'vitest';
import { endpoints } from '../../exporter/palette/api/endpoints.ts';
import { apiKeys } from '../../exporter/palette/api-keys.ts';
import { clusters } from '../../exporter/palette/clusters/index.ts';
import { edgeHosts } from '../../exporter/palette/edge-hosts.ts';
import { features } from '../../exporter/palette/features.ts';
import { freemium } from '../../exporter/palette/freemium.ts';
import { limits } from '../../exporter/palette/limits.ts';
import { projects } from '../../exporter/palette/projects.ts';
import { users } from '../../exporter/palette/users.ts';
import { fakeClock } from '../kit/fake-clock.ts';
import { type Answer, linesOf, listOf, type Outcome, testPalette, ZERO_TIME } from '../kit/test-palette.ts';

/** Answers who asks, and anything else by the test. */
const asUser =
  (answer: unknown): Answer =>
  ({ path }) =>
    path === '/v1/users/info' ? { orgName: 'acme', tenantUid: 't1', userUid: 'u1' } : answer;

describe('API keys', () => {
  it("tell when they expire, and first of all the exporter's own", async () => {
    const items = [
      apiKey('k1', 'u1', '2027-01-01T00:00:00.000Z'),
      apiKey('k2', 'u1', '2026-12-01T00:00:00.000Z'),
      { ...apiKey('k3', 'u1', '2026-11-23T00:00:00.000Z'), status: {} },
      apiKey('k4', 'u2', '2026-11-24T00:00:00.000Z'),
      { ...apiKey('k5', 'u2', ZERO_TIME), status: null },
      { metadata: null },
    ];

    const palette = testPalette(asUser({ items }));
    const { text, dropped } = await palette.run(apiKeys);

    await expect(text).toMatchFileSnapshot('golden/api-keys.prom');
    expect(dropped).toBe(1);
  });

  it('that have ended are not the one in use', async () => {
    const items = [
      apiKey('k1', 'u1', '2026-11-22T08:59:59.000Z'),
      apiKey('k2', 'u1', '2027-01-01T00:00:00.000Z'),
    ];

    const outcome = await testPalette(asUser({ items })).run(apiKeys);

    expect(linesOf(outcome, 'palette_own_api_key_expiry_timestamp_seconds')).toEqual([
      `palette_own_api_key_expiry_timestamp_seconds{palette="pma"} ${Date.parse('2027-01-01T00:00:00Z') / 1000}`,
    ]);
  });

  it("of a user that Palette does not name are nobody's own", async () => {
    const items = [{ metadata: { uid: 'k1', name: 'k' }, spec: { expiry: '2027-01-01T00:00:00Z' } }];

    const { text } = await testPalette(({ path }) => (path === '/v1/users/info' ? {} : { items })).run(
      apiKeys,
    );

    expect(text).not.toContain('palette_own_api_key');
    expect(text).toContain('own="false"');
  });
});

describe('users', () => {
  it('are numbers', async () => {
    const items = [
      user('u1', { isActive: true, lastSignIn: '2026-11-20T10:00:00.000Z' }),
      user('u2', { isActive: true, lastSignIn: '2026-05-01T10:00:00.000Z' }),
      user('u3', { isActive: true, lastSignIn: ZERO_TIME }),
      user('u4', { isActive: false, activationLink: 'https://palette.example.com/planted-secret' }),
      { metadata: {} },
    ];

    const { text, dropped } = await testPalette(() => ({ items })).run(users);

    await expect(text).toMatchFileSnapshot('golden/users.prom');
    expect(text).not.toMatch(/example\.com|planted/);
    expect(dropped).toBe(1);
  });
});

describe('limits', () => {
  it('stand beside what is used, where that is known', async () => {
    const resources = [
      { kind: 'edgehost', label: 'Edge hosts', limit: 200, maxLimit: 400 },
      { kind: 'unicorn', limit: 0, maxLimit: 0 },
      { kind: 'project', limit: 50 },
      { limit: 7 },
    ];
    const palette = testPalette(asUser({ resources }));
    palette.fleet.counted.set('edgehost', 150);
    palette.fleet.counted.set('project', 1);

    const { text, dropped } = await palette.run(limits);

    await expect(text).toMatchFileSnapshot('golden/limits.prom');
    expect(dropped).toBe(1);
  });

  it('have no series when there are none', async () => {
    const { text } = await testPalette(asUser({ resources: null })).run(limits);

    expect(text).toBe('');
  });
});

describe('what is used', () => {
  const metadata = { uid: 'u1', name: 'one' };
  const resources = ['spectrocluster', 'project', 'edgehost'].map((kind) => ({ kind, limit: 10 }));
  const answers: Answer = (endpoint) =>
    endpoint === endpoints.resourceLimits ? { resources } : { ...listOf({ metadata }), tenantUid: 't1' };
  const used = (outcome: Outcome) => linesOf(outcome, 'palette_resource_used');

  it('is left out as soon as the collector that counts it has no series any more', async () => {
    const clock = fakeClock();
    const palette = testPalette(answers, { clock });
    for (const wait of [60_000, 0]) {
      for (const collector of [clusters, projects, edgeHosts]) await palette.run(collector);
      await clock.advance(wait);
    }
    await clock.advance(5 * 60_000);
    await palette.run(projects);
    const last = await palette.run(limits);

    await clock.advance(1);
    const late = await palette.run(limits);

    expect(used(last)).toHaveLength(3);
    expect(used(late)).toEqual(['palette_resource_used{palette="pma",kind="project"} 1']);
  });

  it('is not known of a tenant of which only some projects are read', async () => {
    const palette = testPalette(answers, { projects: ['one'] });
    for (const collector of [clusters, projects, edgeHosts]) await palette.run(collector);

    expect(used(await palette.run(limits))).toEqual([]);
  });

  it('is none where there is none', async () => {
    const palette = testPalette((endpoint) =>
      endpoint === endpoints.clustersSearch ? listOf() : answers(endpoint, {}),
    );
    await palette.run(clusters);

    expect(used(await palette.run(limits))).toEqual([
      'palette_resource_used{palette="pma",kind="spectrocluster"} 0',
    ]);
  });
});

describe('the free plan', () => {
  it('tells usage and limits', async () => {
    const answer = {
      isFreemium: true,
      limit: { activeClusters: 5, usage: 25, overageUsage: 30 },
      usage: { usage: 3.5 },
    };

    const { text } = await testPalette(asUser(answer)).run(freemium);

    await expect(text).toMatchFileSnapshot('golden/freemium.prom');
  });

  it('is not there for who pays', async () => {
    const { text } = await testPalette(asUser({ isUnlimited: true, limit: null })).run(freemium);

    expect(text).toMatch(/^# HELP palette_freemium .*\n# TYPE .*\npalette_freemium\{palette="pma"\} 0\n$/);
  });
});

describe('features', () => {
  it('are listed by their key', async () => {
    const items = [{ metadata: { uid: 'f' }, spec: { key: 'ClusterTemplates' } }, { spec: {} }];

    const { text, dropped } = await testPalette(() => ({ items })).run(features);

    expect(text).toContain('palette_feature_info{palette="pma",feature="ClusterTemplates"} 1');
    expect(dropped).toBe(1);
  });
});

function apiKey(uid: string, userUid: string, expiry: string) {
  return {
    metadata: { uid, name: `name of ${uid}` },
    spec: { expiry, key: 'planted-secret', user: { uid: userUid, firstName: 'Some', lastName: 'Body' } },
    status: { isActive: true },
  };
}

function user(uid: string, status: object) {
  return { metadata: { uid, name: `${uid}@example.com` }, spec: { emailId: `${uid}@example.com` }, status };
}
