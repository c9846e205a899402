import { beforeAll, describe, expect, it } from 'vitest';
import { collectors } from '../../exporter/catalogue/catalogue.ts';
import { MINUTE } from '../../exporter/simulator/world/model/time-units.ts';
import { startAppliance, type TestAppliance } from '../kit/test-appliance.ts';

/** What the metrics say at one minute of the upgrade. */
interface Scene {
  readonly minute: number;
  readonly facts: Readonly<Record<string, string>>;
  readonly hostsUp: readonly string[];
  readonly clusterSeries: number;
}

const OTHERS = collectors.palette.map(({ name }) => name).filter((name) => name !== 'api');

describe('an upgrade of the appliance', () => {
  const scenes: Scene[] = [];

  beforeAll(async () => {
    const appliance = await startAppliance({
      config: ({ palette }) => ({
        palette: [{ name: 'pma', url: palette.url, apiKey: palette.apiKey }],
        collectors: {
          // Of Palette it matters here whether it answers.
          ...Object.fromEntries(OTHERS.map((name) => [name, { enabled: false }])),
          // The slow tier would show what it tells up to a quarter of an hour late.
          localui_staged_update: { every: '1m' },
          localui_uploaded_content: { every: '1m' },
        },
      }),
    });
    await appliance.advance(MINUTE);
    appliance.simulator.play('pma-upgrade');
    for (let minute = 0; minute <= 157; minute += 1) {
      scenes.push(look(appliance, minute));
      await appliance.advance(MINUTE);
    }
    await appliance.close();
  });

  /** The values that a fact takes, each with the minute in which it shows. */
  const story = (fact: string) =>
    scenes
      .map(({ minute, facts }) => ({ minute, value: facts[fact] }))
      .filter(({ value }, index) => index === 0 || value !== scenes[index - 1]?.facts[fact]);

  it('begins with a bundle of content whose backlog rises and empties', () => {
    expect(story('uploaded').slice(0, 2)).toEqual([
      { minute: 0, value: '' },
      { minute: 1, value: 'palette-4.8.12.tar.zst' },
    ]);
    expect(story('pending').map(({ value }) => value)).toEqual(['0', '20', '12', '4', '0']);
    expect(story('pending').at(-1)?.minute).toBeLessThanOrEqual(11);
    expect(story('peers without content').map(({ value }) => value)).toEqual(['0', '4', '0']);
  });

  it('goes on with an update that waits for its review, and then for reboots', () => {
    const [, staged, applied] = story('staged');
    const [, rebootPending, rebooted] = story('reboot pending');

    expect([staged?.value, applied?.value]).toEqual(['1', '0']);
    expect([rebootPending?.value, rebooted?.value]).toEqual(['1', '0']);
    expect(staged?.minute).toBeLessThanOrEqual(13);
    expect(applied?.minute).toBe(rebootPending?.minute);
  });

  it('takes Palette away for two hours, during which Local UI keeps telling', () => {
    const [, down, up] = story('palette');
    const during = scenes.filter(({ facts }) => facts.palette === '0');

    expect([down?.value, up?.value]).toEqual(['0', '1']);
    expect(during.length).toBeGreaterThanOrEqual(120);
    expect(during.every(({ hostsUp }) => hostsUp.length > 0)).toBe(true);
    expect(during.filter(({ facts }) => facts.plane === '4.8.6 Updating').length).toBeGreaterThanOrEqual(120);
    expect(during.every(({ facts }) => facts.plane !== '')).toBe(true);
  });

  it('reboots the nodes one by one', () => {
    const firstSeenDown = ['pma-1', 'pma-2', 'pma-3'].map((name) =>
      scenes.findIndex(({ hostsUp }) => !hostsUp.includes(name)),
    );

    expect(firstSeenDown).toEqual([100, 65, 30]);
    expect(story('kubelets').map(({ value }) => value)).toEqual(['v1.32.4', 'v1.32.4 v1.33.2', 'v1.33.2']);
    expect(scenes.at(-1)?.hostsUp).toEqual(['pma-1', 'pma-2', 'pma-3']);
  });

  it('ends with the management plane running its new version', () => {
    expect(story('plane').map(({ value }) => value)).toEqual([
      '4.8.6 Running',
      '4.8.6 Updating',
      '4.8.12 Running',
    ]);
    expect(story('stage').map(({ value }) => value)).toEqual(['True', 'False', 'True']);
    expect(scenes.at(-1)?.facts).toMatchObject({ palette: '1', pending: '0', staged: '0' });
  });

  it('never leaves the cluster untold or told twice, whichever host is asked', () => {
    expect(new Set(scenes.map(({ clusterSeries }) => clusterSeries))).toEqual(new Set([1]));
  });
});

function look(appliance: TestAppliance, minute: number): Scene {
  const valuesOf = (name: string) => appliance.series(name).map((line) => Number(line.split(' ').at(-1)));
  const sum = (name: string) => String(valuesOf(name).reduce((total, value) => total + value, 0));
  const labels = (name: string, label: string, having = '') =>
    appliance
      .series(name)
      .filter((line) => line.includes(having))
      .map((line) => new RegExp(`[{,]${label}="([^"]*)"`).exec(line)?.[1] ?? '');
  const plane = 'pack="palette-mgmt-plane"';
  return {
    minute,
    facts: {
      palette: sum('palette_up'),
      uploaded: labels('palette_localui_uploaded_content_info', 'file_name').join(),
      'peers without content': String(
        valuesOf('palette_localui_link_peer_content_synced').filter((value) => value === 0).length,
      ),
      pending: sum('palette_localui_registry_sync_items'),
      staged: sum('palette_localui_update_available'),
      'reboot pending': sum('palette_localui_cluster_reboot_pending'),
      kubelets: [...new Set(labels('palette_localui_cluster_node_info', 'kubelet_version'))].sort().join(' '),
      stage: labels('palette_localui_lifecycle_condition', 'status', 'type="UpdateApplied"').join(),
      plane: [
        ...labels('palette_localui_pack_info', 'pack_version', plane),
        ...labels('palette_localui_pack_status', 'status', plane),
      ].join(' '),
    },
    hostsUp: appliance
      .series('palette_localui_up')
      .filter((line) => line.endsWith(' 1'))
      .map((line) => /edge_host="([^"]*)"/.exec(line)?.[1] ?? '')
      .sort(),
    clusterSeries: appliance.series('palette_localui_cluster_state').length,
  };
}
