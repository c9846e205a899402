import { describe, expect, it } from 'vitest';
import { edgeHostDetails } from '../../exporter/palette/edge-host-details.ts';
import type { EdgeHostRef } from '../../exporter/palette/fleet.ts';
import { testPalette } from './palette.ts';

describe('single edge hosts', () => {
  it('are looked at only while something is wrong with them', async () => {
    const palette = testPalette(() => DEVICE);
    palette.fleet.edgeHosts = [hostRef('well'), hostRef('ill', { isExceptional: true })];

    const { text, requests } = await palette.run(edgeHostDetails);

    await expect(text).toMatchFileSnapshot('golden/edge-host-details.prom');
    expect(requests).toBe(1);
  });

  it('are all looked at where the configuration asks for detail', async () => {
    const scopes: (string | undefined)[] = [];
    const answer = (_: unknown, { project }: { project?: string | undefined }) => {
      scopes.push(project);
      return { spec: null, status: { packs: null } };
    };
    const palette = testPalette(answer, { detailed: new Set(['edge_host_details']) });
    palette.fleet.edgeHosts = [hostRef('one'), hostRef('two')];

    const { text, dropped } = await palette.run(edgeHostDetails);

    await expect(text).toMatchFileSnapshot('golden/edge-host-details-odd.prom');
    expect(scopes).toEqual(['p1', 'p1']);
    expect(dropped).toBe(0);
  });
});

function hostRef(name: string, more: Partial<EdgeHostRef> = {}): EdgeHostRef {
  return {
    key: name,
    version: '1',
    uid: name,
    name,
    project: 'Default',
    projectUid: 'p1',
    isExceptional: false,
    address: '192.0.2.9',
    ...more,
  };
}

const DEVICE = {
  metadata: { uid: 'ill' },
  spec: {
    service: { name: 'stylus', version: '4.8.3' },
    tunnelConfig: { remoteSsh: 'enabled', remoteSshTempUser: 'disabled' },
    host: { hostAuthToken: 'planted-secret', hostPairingKey: 'planted-secret' },
  },
  status: {
    serviceAuthToken: 'planted-secret',
    packs: [
      { name: 'k8s', condition: { type: 'Ready', status: 'True' } },
      { name: 'cni', condition: { type: 'Error', status: 'True', message: 'planted-secret' } },
      { name: 'csi', condition: { type: 'Ready', status: 'True' } },
    ],
    tunnelStatus: {
      ssh: { state: 'Created', user: { credentials: { username: 'temp', password: 'planted-secret' } } },
    },
  },
};
