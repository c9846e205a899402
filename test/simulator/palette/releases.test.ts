import { describe, expect, it } from 'vitest';
import { startSimulator } from '../../../exporter/simulator/simulator.ts';
import { ask, askPalette } from '../../kit/ask-simulator.ts';

describe('an older Palette', () => {
  it('lacks the recent paths and the API of the system console, but not its login', async () => {
    const simulator = await startSimulator({ palette: { older: true } });
    const { url, system } = simulator.palette;

    const login = await ask(`${url}/v1/auth/syslogin`, { method: 'POST', body: system });
    const { Authorization: authorization } = login.body as { Authorization: string };
    const activation = await ask(`${url}/v1/system/activation`, { headers: { authorization } });
    const templates = await askPalette(simulator, '/v1/dashboard/clusterTemplates', { body: {} });
    const whoAmI = await askPalette(simulator, '/v1/users/info');
    await simulator.close();

    expect([login.status, activation.status, templates.status, whoAmI.status]).toEqual([200, 404, 404, 200]);
  });
});

describe('requests that a release refuses', () => {
  const search = '/v1/dashboard/edgehosts/search';
  const sortedBy = (field: string) => ({ body: { sort: [{ field, order: 'asc' }] } });

  it.each([
    ['4.10', [405, 405, 422, 400, 200]],
    ['4.8', [404, 404, 500, 400, 200]],
  ] as const)('are those that live ones of %s do', async (release, expected) => {
    const simulator = await startSimulator({ palette: { release } });

    const answers = [
      await askPalette(simulator, '/v1/projects'),
      await askPalette(simulator, '/v1/edgehosts'),
      await askPalette(simulator, search, sortedBy('clusterName')),
      await askPalette(simulator, `${search}?limit=51`, { body: {} }),
      await askPalette(simulator, `${search}?limit=50`, sortedBy('creationTimestamp')),
    ];
    await simulator.close();

    expect(answers.map(({ status }) => status)).toEqual(expected);
    expect(answers[3]?.body).toMatchObject({ code: 608 });
  });
});

describe('Palette over TLS', () => {
  it('shows the certificate that the simulator names', async () => {
    const simulator = await startSimulator({ palette: { tls: true } });

    const { status } = await askPalette(simulator, '/v1/users/info');
    await simulator.close();

    expect(status).toBe(200);
    expect(simulator.palette.cert).toContain('BEGIN CERTIFICATE');
  });
});
