import { expect, it } from 'vitest';
import { parseConfig } from '../../exporter/config/config.ts';
import type { EdgeHostRef } from '../../exporter/palette/api/fleet.ts';
import type { EdgeHost } from '../../exporter/simulator/world/model/edge-host.ts';
import { MINUTE } from '../../exporter/simulator/world/model/time-units.ts';
import { discover } from '../../exporter/sources/discovery.ts';
import { startAppliance } from '../kit/test-appliance.ts';

const palette = { name: 'pma', url: 'https://palette.example.com', apiKey: 'key' };
const template = { palette: 'pma', url: 'https://{{ip}}:5080', username: 'monitor', password: 'password' };

function discovered(hosts: readonly Partial<EdgeHostRef>[], more: object = {}) {
  const config = parseConfig({ palette: [palette], localUiFromPalette: [template], ...more }, 'test');
  const found = discover(config, () =>
    hosts.map((host, index) => ({
      key: `edge-${index}`,
      version: '',
      uid: `edge-${index}`,
      name: `host-${index}`,
      project: 'Default',
      projectUid: undefined,
      address: '',
      isExceptional: false,
      ...host,
    })),
  );
  return found.map(({ source, edgeHost }) => `${edgeHost} ${source.url.origin} ${source.name}`);
}

it('is off without a template', () => {
  expect(discovered([{ address: '192.0.2.1' }], { localUiFromPalette: [] })).toEqual([]);
});

it('fills the address of each edge host into the template', () => {
  expect(discovered([{ address: '192.0.2.1' }, { address: '2001:db8::1' }])).toEqual([
    'host-0 https://192.0.2.1:5080 pma/edge-0',
    'host-1 https://[2001:db8::1]:5080 pma/edge-1',
  ]);
});

it.each(['', 'host.example.com', '192.0.2.1/x', '192.0.2.1@evil.example.com', 'fe80::1%eth0'])(
  'sends no login to "%s", which is no address',
  (address) => {
    expect(discovered([{ address }])).toEqual([]);
  },
);

it('tells hosts of the same name apart by their UID, and leaves configured ones alone', () => {
  const { username, password } = template;
  const localUi = [{ name: 'pma-1', url: 'https://192.0.2.9:5080', username, password }];
  const hosts = [
    { name: 'twin', address: '192.0.2.1' },
    { name: 'twin', address: '192.0.2.2' },
    { name: 'pma-1', address: '192.0.2.3' },
    { name: 'again', address: '192.0.2.9' },
    { name: 'same address', address: '192.0.2.1' },
  ];

  expect(discovered(hosts, { localUi })).toEqual([
    'edge-0 https://192.0.2.1:5080 pma/edge-0',
    'edge-1 https://192.0.2.2:5080 pma/edge-1',
    'edge-2 https://192.0.2.3:5080 pma/edge-2',
  ]);
});

it.each([
  [{ url: 'https://local-ui.example.com' }, /localUiFromPalette\[0\]\.url: must be a URL with \{\{ip\}\}/],
  [{ url: 'https://example.com/{{ip}}' }, /localUiFromPalette\[0\]\.url: must be a URL with \{\{ip\}\}/],
  [{ palette: 'other' }, /localUiFromPalette\[0\]\.palette: there is no palette "other"/],
  [{ password: undefined }, /localUiFromPalette\[0\]\.passwordFile: is missing/],
])('refuses a template with %j', (change, message) => {
  const values = { palette: [palette], localUiFromPalette: [{ ...template, ...change }] };

  expect(() => parseConfig(values, 'test')).toThrow(message);
});

it('reads a host for as long as Palette knows it', async () => {
  const appliance = await startAppliance({
    simulator: { localUi: { kind: 'central' } },
    config: ({ palette: access, localUi: [host] }) => ({
      localUi: [],
      palette: [{ name: 'pma', url: access.url, apiKey: access.apiKey }],
      localUiFromPalette: [
        {
          palette: 'pma',
          url: `https://{{ip}}:${new URL(host?.url ?? '').port}`,
          username: host?.username ?? '',
          password: host?.password ?? '',
          tls: { pinSha256: host?.pinSha256 },
        },
      ],
    }),
  });
  const { world } = appliance.simulator;
  const without = world.edgeHosts.map((host): EdgeHost => ({ ...host, ip: '' }));
  world.edgeHosts = without.map((host, index) => (index === 0 ? { ...host, ip: '127.0.0.1' } : host));
  await appliance.advance(2 * MINUTE);
  const during = appliance.series('palette_localui_up');

  world.edgeHosts = without;
  await appliance.advance(2 * MINUTE);
  const after = appliance.series('palette_localui_up');
  await appliance.close();

  expect(during).toEqual(['palette_localui_up{edge_host="assembly-1"} 1']);
  expect(after).toEqual([]);
});
