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

describe('Palette over TLS', () => {
  it('shows the certificate that the simulator names', async () => {
    const simulator = await startSimulator({ palette: { tls: true } });

    const { status } = await askPalette(simulator, '/v1/users/info');
    await simulator.close();

    expect(status).toBe(200);
    expect(simulator.palette.cert).toContain('BEGIN CERTIFICATE');
  });
});
