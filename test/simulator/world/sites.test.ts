import { describe, expect, it } from 'vitest';
import { type ScenarioName, scenarios } from '../../../exporter/simulator/scenarios/index.ts';
import { createStage } from '../../../exporter/simulator/stage.ts';
import { createWorld } from '../../../exporter/simulator/world/build/create-world.ts';
import { changeSite } from '../../../exporter/simulator/world/build/sites.ts';
import { fakeClock } from '../../kit/fake-clock.ts';

const NOW = Date.parse('2026-11-22T09:00:00Z');
const small = () => createWorld(1, NOW);
const site = () => changeSite(small(), 'one-host-appliance', 1);

describe('a site with an appliance of one host', () => {
  it('runs the packs of such a site, next to those of the small world', () => {
    const [cluster] = site().clusters;

    expect(cluster?.deployed.map(({ pack }) => `${pack.name} ${pack.version}`)).toEqual([
      'edge-native-byoi 2.1.0',
      'edge-k8s 1.33.6',
      'cni-cilium-oss 1.18.4',
      'csi-portworx-generic 3.2.3',
      'prometheus-operator 80.4.2',
      'spectro-cluster-metrics 3.4.0',
      'lb-metallb-helm 0.15.2',
      'nginx 1.14.1',
      'virtual-machine-orchestrator 4.8.9',
      'vm-migration-assistant 4.8.8',
    ]);
    expect(cluster?.virtualMachines).toHaveLength(12);
  });

  it('has hosts with a bond, a bridge and 18 disks for Portworx, and an appliance with two addresses', () => {
    const { edgeHosts, appliance } = site();

    for (const { disks, interfaces } of edgeHosts) {
      expect(disks.filter(({ partitions }) => partitions.length === 0)).toHaveLength(18);
      expect(interfaces?.slice(-2)).toEqual(['bond0', 'br0']);
    }
    expect(appliance.hosts).toMatchObject([{ name: 'pma-1', ip: '192.0.2.10', cores: 10 }]);
    expect(appliance.cluster?.vip).toBe('192.0.2.9');
    expect(appliance.cluster?.profiles.map(({ version }) => version)).toEqual(['4.8.51', '4.8.51']);
  });

  it('leaves names and UIDs of what the small world has', () => {
    const identities = ({ clusters, edgeHosts }: ReturnType<typeof small>) =>
      [...clusters, ...edgeHosts].map(({ uid, name }) => [uid, name]);

    expect(identities(site())).toEqual(identities(small()));
  });

  it.each(Object.keys(scenarios) as ScenarioName[])('lets %s happen from beginning to end', async (name) => {
    const clock = fakeClock(NOW);
    const stage = createStage(site, clock);

    stage.play(name);
    await clock.advance(scenarios[name].steps.at(-1)?.after ?? 0);
    stage.catchUp();

    expect(stage.scenario).toBe(name);
  });

  it('loses Palette with its only host, and gets it back after an upgrade', async () => {
    const clock = fakeClock(NOW);
    const stage = createStage(site, clock);

    stage.play('appliance-host-down');
    const away = stage.world.platform.availability;
    stage.play('pma-upgrade');
    await clock.advance(110 * 60_000);
    const [host] = stage.world.appliance.hosts;
    const inReboot = host?.reachable;
    await clock.advance(60 * 60_000);

    expect([away, inReboot]).toEqual(['bad-gateway', false]);
    expect(stage.world.platform).toMatchObject({ availability: 'up', installedVersion: '4.8.57' });
    expect(JSON.stringify(stage.world.appliance)).not.toContain('4.8.6');
    expect(stage.world.appliance.hosts).toMatchObject([{ reachable: true, kubernetesVersion: '1.33.2' }]);
  });
});
