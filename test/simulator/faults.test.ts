import { setTimeout as pause } from 'node:timers/promises';
import { afterEach, beforeEach, describe, expect, it } from 'vitest';
import { type Simulator, startSimulator } from '../../exporter/simulator/simulator.ts';
import { askPalette } from '../kit/ask-simulator.ts';

describe('faults', () => {
  let simulator: Simulator;
  beforeEach(async () => {
    simulator = await startSimulator();
  });
  afterEach(() => simulator.close());

  it('answer with any status and body', async () => {
    simulator.faults.push({ server: 'palette', kind: { status: 502, body: '<html>' } });

    const reply = await askPalette(simulator, '/v1/users/info');

    expect(reply).toMatchObject({ status: 502, body: '<html>' });
  });

  it('hit only the paths they match, and only as often as they say', async () => {
    simulator.faults.push({ match: '/v1/users', times: 1, kind: { status: 500 } });

    const other = await askPalette(simulator, '/v1/dashboard/projects/metadata');
    const first = await askPalette(simulator, '/v1/users/info');
    const second = await askPalette(simulator, '/v1/users/info');

    expect([other.status, first.status, second.status]).toEqual([200, 500, 200]);
  });

  it('leave other servers alone', async () => {
    simulator.faults.push({ server: 'pma-1', kind: 'reset' });

    expect((await askPalette(simulator, '/v1/users/info')).status).toBe(200);
  });

  it.each(['reset', 'truncated'] as const)('break the connection (%s)', async (kind) => {
    simulator.faults.push({ kind });

    await expect(askPalette(simulator, '/v1/users/info')).rejects.toThrow();
    expect(simulator.requests.at(-1)).toMatchObject({ path: '/v1/users/info' });
  });

  it('send HTML for JSON', async () => {
    simulator.faults.push({ kind: 'garbage' });

    expect(await askPalette(simulator, '/v1/users/info')).toMatchObject({
      status: 200,
      body: expect.stringContaining('<html>'),
    });
  });

  it('never answer (hang) until the simulator closes', async () => {
    simulator.faults.push({ kind: 'hang' });
    const reply = askPalette(simulator, '/v1/users/info').catch(() => 'broken');

    const first = await Promise.race([reply, pause(50, 'still waiting')]);
    await simulator.close();

    expect(first).toBe('still waiting');
    expect(await reply).toBe('broken');
  });
});
