import { afterEach, beforeEach, describe, expect, it } from 'vitest';
import { endpoints } from '../../exporter/local-ui/api/endpoints.ts';
import { MINUTE } from '../../exporter/simulator/world/model/time-units.ts';
import { startAppliance, type TestAppliance } from '../kit/test-appliance.ts';

const CLUSTER_STATE = 'palette_localui_cluster_state';

/** What each host is asked every minute, and one of them for the cluster. */
const FAST = [
  endpoints.edgeHost,
  endpoints.linkStatus,
  endpoints.configurationStatus,
  endpoints.nodes,
  endpoints.applications,
  endpoints.registryHealth,
  endpoints.registrySync,
];

describe('reading an appliance of three hosts', () => {
  let appliance: TestAppliance;
  beforeEach(async () => {
    appliance = await startAppliance();
    await appliance.advance(MINUTE);
  });
  afterEach(() => appliance.close());

  const requestsOf = (path: string) =>
    appliance.simulator.requests.filter((request) => request.path === path);
  const readers = () =>
    new Set(
      requestsOf(endpoints.applications.path)
        .slice(-1)
        .map(({ server }) => server),
    );
  const hostNamed = (name: string) => {
    const host = appliance.simulator.world.appliance.hosts.find((one) => one.name === name);
    if (host === undefined) throw new Error(`there is no host ${name}`);
    return host;
  };

  it('takes fifteen requests a minute, and a slow tier', async () => {
    const before = appliance.simulator.requests.length;

    await appliance.advance(30 * MINUTE);
    const requests = appliance.simulator.requests.slice(before);

    const isFast = ({ path }: { path: string }) => FAST.some((endpoint) => endpoint.path === path);
    // The reads of the cluster and its lifecycle are shared by both tiers: one of each a minute is fast.
    const fast = requests.filter(isFast).length / 30 + 2;
    const slow = requests.length / 30 - fast;
    expect(requests.every(({ method }) => method === 'GET')).toBe(true);
    expect(fast).toBeCloseTo(15, 0);
    expect(slow).toBeLessThanOrEqual(3.5);
  });

  it('asks one host for the cluster', () => {
    const asked = new Set(requestsOf(endpoints.applications.path).map(({ server }) => server));

    expect(asked.size).toBe(1);
  });

  it('goes over to the next host when that one fails, without a gap or a second series', async () => {
    const [first = ''] = readers();
    const before = appliance.series(CLUSTER_STATE);
    hostNamed(first).reachable = false;
    const during: string[][] = [];

    for (let minute = 0; minute < 8; minute += 1) {
      await appliance.advance(MINUTE);
      during.push(appliance.series(CLUSTER_STATE));
    }
    const [second] = readers();

    expect(before).toHaveLength(1);
    expect(during).toEqual(Array(8).fill(before));
    expect(second).not.toBe(first);
    expect(appliance.value(`palette_localui_up{edge_host="${first}"}`)).toBe(0);
  });

  it('stays with the next host when the first one is back', async () => {
    const [first = ''] = readers();
    hostNamed(first).reachable = false;
    await appliance.advance(2 * MINUTE);
    const [second] = readers();

    hostNamed(first).reachable = true;
    await appliance.advance(5 * MINUTE);

    expect(readers()).toEqual(new Set([second]));
  });

  it('falls silent about the cluster when no host answers, and is back with the first that does', async () => {
    for (const host of appliance.simulator.world.appliance.hosts) host.reachable = false;
    await appliance.advance(10 * MINUTE);
    const silent = appliance.series(CLUSTER_STATE);

    hostNamed('pma-2').reachable = true;
    await appliance.advance(6 * MINUTE);

    expect(silent).toEqual([]);
    expect(appliance.series(CLUSTER_STATE)).toHaveLength(1);
  });

  it('forgets a cluster that was deleted, which is no failure, and finds the next one', async () => {
    const { world } = appliance.simulator;
    const { cluster } = world.appliance;
    delete world.appliance.cluster;
    await appliance.advance(6 * MINUTE);
    const gone = appliance.series(CLUSTER_STATE);
    const failed = appliance.exporter.status().filter(({ reason }) => reason !== 'ok');

    if (cluster !== undefined) world.appliance.cluster = { ...cluster, name: 'next' };
    await appliance.advance(6 * MINUTE);

    expect(gone).toEqual([]);
    expect(failed).toEqual([]);
    expect(appliance.series(CLUSTER_STATE)[0]).toContain('cluster_name="next"');
  });

  it('bears with hosts that deny their cluster for a moment', async () => {
    const { world } = appliance.simulator;
    const { cluster } = world.appliance;
    const requests = () => appliance.series('palette_localui_pack_info').length;
    const before = requests();
    delete world.appliance.cluster;
    await appliance.advance(MINUTE);

    if (cluster !== undefined) world.appliance.cluster = cluster;
    await appliance.advance(MINUTE);

    expect(requests()).toBe(before);
  });
});

it('calls what an older host lacks unsupported, once an hour, and not failed', async () => {
  const appliance = await startAppliance({ simulator: { localUi: { kind: 'single-host' } } });
  await appliance.advance(30 * MINUTE);
  const asked = appliance.simulator.requests.filter(({ path }) => path === endpoints.networkInterfaces.path);
  const live = await appliance.exporter.telemetry.registry.metrics();
  await appliance.close();

  expect(asked).toHaveLength(1);
  expect(live).toContain(
    'palette_exporter_collector_supported{source="kiosk-1",collector="localui_network"} 0',
  );
  expect(appliance.logged.filter(({ level }) => level > 40)).toEqual([]);
});

it('keeps its reader when something fails on all hosts alike', async () => {
  const appliance = await startAppliance();
  appliance.simulator.faults.push({ match: endpoints.registryHealth.path, kind: { status: 500 } });
  await appliance.advance(5 * MINUTE);
  const readers = appliance.simulator.requests
    .filter(({ path }) => path === endpoints.applications.path)
    .map(({ server }) => server);
  await appliance.close();

  expect(new Set(readers).size).toBe(1);
});

it('warns of a certificate that is not verified, and tells of a login that is rejected', async () => {
  const appliance = await startAppliance({
    config: ({ localUi: [trusted, rejected] }) => ({
      localUi: [trusted, rejected].flatMap((host, index) =>
        host === undefined
          ? []
          : [
              {
                name: host.name,
                url: host.url,
                username: host.username,
                password: index === 0 ? host.password : 'wrong',
                tls: index === 0 ? { insecureSkipVerify: true } : { pinSha256: host.pinSha256 },
              },
            ],
      ),
    }),
  });
  await appliance.advance(2 * MINUTE);
  const of = (metric: string) => [1, 2].map((host) => appliance.value(`${metric}{edge_host="pma-${host}"}`));
  const told = {
    up: of('palette_localui_up'),
    blocked: of('palette_localui_login_blocked'),
    failures: of('palette_localui_login_failures_total'),
    skipped: of('palette_localui_tls_verification_skipped'),
  };
  await appliance.close();

  expect(told).toEqual({ up: [1, 0], blocked: [0, 1], failures: [0, 2], skipped: [1, 0] });
});

it('sends nothing beyond the table to hosts of any kind', async () => {
  const appliance = await startAppliance({
    config: () => ({ collectors: { localui_pairing: { enabled: true } } }),
  });
  await appliance.advance(16 * MINUTE);
  await appliance.close();

  const sent = new Set(appliance.simulator.requests.map(({ method, path }) => `${method} ${path}`));
  const allowed = new Set([
    ...Object.values(endpoints).map(({ method, path }) => `${method} ${path}`),
    'POST /v1/users/default/login',
    'POST /v1/users/default/logout',
  ]);
  expect([...sent].filter((request) => !allowed.has(request))).toEqual([]);
  // Every endpoint of the table is used.
  expect([...allowed].filter((request) => !sent.has(request))).toEqual([]);
});
