import { afterEach, beforeEach, describe, expect, it } from 'vitest';
import { type Simulator, startSimulator } from '../../../exporter/simulator/simulator.ts';
import { DAY, MINUTE } from '../../../exporter/simulator/world/model/time-units.ts';
import { ask, askPalette, type Page } from '../../kit/ask-simulator.ts';
import { type FakeClock, fakeClock } from '../../kit/fake-clock.ts';

const SEARCH = '/v1/dashboard/spectroclusters/search';

describe('access to Palette', () => {
  let clock: FakeClock;
  let simulator: Simulator;
  beforeEach(async () => {
    clock = fakeClock();
    simulator = await startSimulator({ clock });
  });
  afterEach(() => simulator.close());

  it('tells the holder of an API key who they are', async () => {
    const { status, body } = await askPalette(simulator, '/v1/users/info');

    expect(status).toBe(200);
    expect(body).toMatchObject({ orgName: 'example', tenantUid: simulator.world.tenants[0].uid });
  });

  it.each([
    ['no credentials', {}],
    ['a wrong key', { apikey: 'wrong' }],
    ['a wrong token', { authorization: 'a.b.c' }],
  ])('refuses %s with 401', async (_what, headers) => {
    const { status, body } = await ask(`${simulator.palette.url}/v1/users/info`, { headers });

    expect(status).toBe(401);
    expect(body).toMatchObject({ code: 'InvalidCredentials', ref: expect.any(String) });
  });

  it('refuses a key once it has expired', async () => {
    await clock.advance(400 * DAY);

    const { status } = await askPalette(simulator, '/v1/users/info');

    expect(status).toBe(401);
  });

  it('accepts the bare token of a login for fifteen minutes', async () => {
    const { url, user } = simulator.palette;
    const login = await ask(`${url}/v1/auth/authenticate`, { method: 'POST', body: user });
    const { Authorization: token } = login.body as { Authorization: string };
    const whoAmI = (authorization: string) => ask(`${url}/v1/users/info`, { headers: { authorization } });

    const fresh = await whoAmI(token);
    const withScheme = await whoAmI(`Bearer ${token}`);
    await clock.advance(15 * MINUTE);
    const stale = await whoAmI(token);

    expect([fresh.status, withScheme.status, stale.status]).toEqual([200, 401, 401]);
  });

  it('keeps tenant users and system administrators apart', async () => {
    const { url, system } = simulator.palette;
    const login = await ask(`${url}/v1/auth/syslogin`, { method: 'POST', body: system });
    const { Authorization: authorization } = login.body as { Authorization: string };

    const asAdministrator = await ask(url + SEARCH, { method: 'POST', headers: { authorization }, body: {} });

    expect(login.body).toMatchObject({ IsPasswordReset: false });
    expect(asAdministrator.status).toBe(403);
    expect(asAdministrator.body).toMatchObject({ code: 'OperationForbidden' });
  });

  it('suspends a system administrator for fifteen minutes after five failures', async () => {
    const { url, system } = simulator.palette;
    const logIn = (password: string) =>
      ask(`${url}/v1/auth/syslogin`, { method: 'POST', body: { ...system, password } });
    for (let attempt = 1; attempt <= 5; attempt += 1) await logIn('wrong');

    const suspended = await logIn(system.password);
    await clock.advance(15 * MINUTE);
    const later = await logIn(system.password);

    expect([suspended.status, later.status]).toEqual([401, 200]);
  });

  it('lets a key of one project see that project only', async () => {
    const [, assembly] = simulator.world.projects;
    const headers = { apikey: simulator.palette.projectApiKey };
    const search = (more: Record<string, string>) =>
      askPalette(simulator, SEARCH, { headers: { ...headers, ...more }, body: {} });

    const wholeTenant = await search({});
    const own = await search({ projectuid: assembly?.uid ?? '' });
    const foreign = await search({ projectuid: simulator.world.projects[0]?.uid ?? '' });

    expect(wholeTenant.body).toMatchObject({ code: 'OperationForbidden' });
    expect([wholeTenant.status, own.status, foreign.status]).toEqual([403, 200, 403]);
  });

  it('narrows lists to the project of the ProjectUid header', async () => {
    const [byDefault, assembly] = simulator.world.projects;
    const names = async (projectuid: string) => {
      const { body } = await askPalette(simulator, SEARCH, { headers: { projectuid }, body: {} });
      return (body as Page).items.map(({ metadata }) => metadata.name);
    };

    expect(await names(assembly?.uid ?? '')).toEqual(['assembly-line']);
    expect(await names(byDefault?.uid ?? '')).toEqual([]);
  });

  it('reads a single cluster only in the scope of its project', async () => {
    const [cluster] = simulator.world.clusters;
    const [byDefault, assembly] = simulator.world.projects;
    const read = (headers: Record<string, string>) =>
      askPalette(simulator, `/v1/spectroclusters/${cluster?.uid}`, { headers });

    const own = await read({ projectuid: assembly?.uid ?? '' });
    const foreign = await read({ projectuid: byDefault?.uid ?? '' });
    const none = await read({});

    expect([own.status, foreign.status, none.status]).toEqual([200, 404, 404]);
    expect(foreign.body).toMatchObject({ code: 'ResourceNotFound' });
  });

  it('answers unknown paths with 404 as v1Error', async () => {
    const { status, body } = await askPalette(simulator, '/v1/nonsense');

    expect(status).toBe(404);
    expect(body).toMatchObject({ code: 'ResourceNotFound' });
  });
});
