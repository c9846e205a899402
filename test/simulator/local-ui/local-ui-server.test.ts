import type { X509Certificate } from 'node:crypto';
import { connect } from 'node:tls';
import { afterEach, beforeEach, describe, expect, it } from 'vitest';
import { type LocalUiAccess, type Simulator, startSimulator } from '../../../exporter/simulator/simulator.ts';
import { clusterOf } from '../../../exporter/simulator/world/model/appliance.ts';
import { HOUR, MINUTE, SECOND } from '../../../exporter/simulator/world/model/time-units.ts';
import { ask, type Reply } from '../../kit/ask-simulator.ts';
import { type FakeClock, fakeClock } from '../../kit/fake-clock.ts';

const CURRENT = '/v1/edge-mgmt/edgehosts/current';

interface Tokens {
  readonly Authorization: string;
  readonly RefreshToken: string;
}

describe('a Local UI', () => {
  let clock: FakeClock;
  let simulator: Simulator;
  let host: LocalUiAccess;
  beforeEach(async () => {
    clock = fakeClock();
    simulator = await startSimulator({ clock });
    host = simulator.localUi[0] as LocalUiAccess;
  });
  afterEach(() => simulator.close());

  const logIn = (password = host.password, query = '') =>
    ask(`${host.url}/v1/users/default/login?setCookie=false${query}`, {
      method: 'POST',
      body: { username: host.username, password },
    });
  const tokenOf = ({ body }: Reply) => (body as { Token: Tokens }).Token.Authorization;
  const read = (token: string, path = CURRENT) => ask(host.url + path, { headers: { authorization: token } });

  it('runs on each host of the appliance with the certificate that its pin names', async () => {
    const shown = await new Promise<X509Certificate | undefined>((resolve) => {
      const { hostname, port } = new URL(host.url);
      const socket = connect({ host: hostname, port: Number(port), rejectUnauthorized: false }, () => {
        resolve(socket.getPeerX509Certificate());
        socket.destroy();
      });
    });

    expect(simulator.localUi.map(({ name }) => name)).toEqual(['pma-1', 'pma-2', 'pma-3']);
    expect(shown?.fingerprint256.replaceAll(':', '').toLowerCase()).toBe(host.pinSha256);
  });

  it('gives a token with an expiry of two hours, or of a day when asked', async () => {
    const short = tokenOf(await logIn());
    const long = tokenOf(await logIn(host.password, '&extendedSession=true'));
    const expiry = (token: string) =>
      JSON.parse(Buffer.from(token.split('.')[1] ?? '', 'base64url').toString()).exp - clock.now() / 1000;

    const fresh = await read(short);
    await clock.advance(2 * HOUR);
    const stale = await read(short);
    const lasting = await read(long);

    expect([expiry(short), expiry(long)]).toEqual([0, 22 * 3600]);
    expect([fresh.status, stale.status, lasting.status]).toEqual([200, 401, 200]);
  });

  it('renews a session, which ends the old one, and ends it at logout', async () => {
    const old = tokenOf(await logIn());
    const session = (path: string, token: string, body?: object) =>
      ask(`${host.url}/v1/users/default/${path}`, {
        method: 'POST',
        headers: { authorization: token },
        ...(body && { body }),
      });

    const renewal = await session('token/renewal', old);
    const { Authorization: renewed, RefreshToken: refresh } = renewal.body as Tokens;
    const beforeLogout = await read(renewed);
    const again = await session('token/renewal', '', { refreshToken: refresh });
    const { Authorization: last } = again.body as Tokens;
    const logout = await session('logout', last);

    expect([renewal.status, beforeLogout.status, again.status, logout.status]).toEqual([200, 200, 200, 200]);
    expect([(await read(old)).status, (await read(last)).status]).toEqual([401, 401]);
  });

  it('does not accept the token of another host', async () => {
    const token = tokenOf(await logIn());

    const { status } = await ask(`${simulator.localUi[1]?.url}${CURRENT}`, {
      headers: { authorization: token },
    });

    expect(status).toBe(401);
  });

  it('delays failures from the third on and locks the user for 15 minutes after the fifth', async () => {
    const failures: number[] = [];
    for (const delay of [0, 0, 1, 2, 0]) {
      const reply = logIn('wrong');
      if (delay > 0) {
        const early = await Promise.race([reply, Promise.resolve('waiting')]);
        expect(early).toBe('waiting');
        await until(() => clock.advance(delay * SECOND), reply);
      }
      failures.push((await reply).status);
    }

    const locked = await logIn();
    await clock.advance(15 * MINUTE);
    const later = await logIn();

    expect(failures).toEqual([400, 400, 400, 400, 400]);
    expect([locked.status, later.status]).toEqual([400, 200]);
  });

  it('answers 404 on cluster paths where there is no cluster', async () => {
    const token = tokenOf(await logIn());
    const path = '/v1/edge-mgmt/cluster/details';
    const before = await read(token, path);

    delete simulator.world.appliance.cluster;
    const after = await read(token, path);

    expect([before.status, after.status]).toEqual([200, 404]);
    expect((await read(token)).status).toBe(200);
  });

  it('says whether the time servers of the cluster have reached its nodes', async () => {
    const token = tokenOf(await logIn());
    const applied = async () => {
      const { body } = await read(token, '/v1/edge-mgmt/cluster/details');
      return (body as { status: { ntpServersApplied: boolean } }).status.ntpServersApplied;
    };
    const usually = await applied();

    clusterOf(simulator.world.appliance).ntpServersApplied = false;

    expect([usually, await applied()]).toEqual([true, false]);
  });

  it('tells the hosts that a pool has from those that it should have', async () => {
    const token = tokenOf(await logIn());
    const pools = async () => {
      const { body } = await read(token, '/v1/edge-mgmt/clusters/current/machinepools');
      const { items } = body as { items: { name: string; size: number; hosts: object[] }[] };
      return items.map(({ name, size, hosts }) => [name, hosts.length, size]);
    };
    const usually = await pools();

    clusterOf(simulator.world.appliance).desiredHosts.controlPlane = 5;

    expect([...usually, ...(await pools())]).toEqual([
      ['control-plane-pool', 3, 3],
      ['control-plane-pool', 3, 5],
    ]);
  });

  it('is gone while its host is down', async () => {
    const [first] = simulator.world.appliance.hosts;
    if (first !== undefined) first.reachable = false;

    await expect(logIn()).rejects.toThrow();
  });
});

/** Turns the clock until the reply is there: a request needs its time to reach the server. */
async function until(turn: () => Promise<void>, reply: Promise<Reply>): Promise<void> {
  let isDone = false;
  void reply.then(() => {
    isDone = true;
  });
  while (!isDone) await turn();
}
