import { createEdgeHost } from '../world/build/bare-metal.ts';
import { seededRandom } from '../world/build/seeded-random.ts';
import { mainCluster, nodeOf, spareHost } from '../world/changes/actors.ts';
import { loseHost, loseNode } from '../world/changes/cluster-faults.ts';
import { nextKernel } from '../world/changes/profile-rollout.ts';
import { machinesOf } from '../world/model/cluster.ts';
import { atOnce, scenario } from './scenario.ts';

export const hostDown = scenario(
  'The spare edge host is not reachable; no cluster misses it.',
  atOnce((world, now) => loseHost(world, spareHost(world), now)),
);

export const hostRecovery = scenario(
  'A host of the edge cluster booted its recovery system; the node is gone.',
  atOnce((world, now) => {
    const cluster = mainCluster(world);
    const node = nodeOf(cluster, -1);
    loseNode(world, cluster, node, now);
    node.host.bootPhase = 'recovery';
    node.host.health = { state: 'healthy', message: '' };
  }),
);

export const passiveBoot = scenario(
  'After an update one host fell back to its passive image: its operating system is older than that of the others.',
  atOnce((world, now) => {
    const machines = machinesOf(mainCluster(world));
    for (const { host } of machines) host.boot = { at: now, image: 'active' };
    for (const { host } of machines.slice(0, -1)) {
      host.os = { ...host.os, kernelVersion: nextKernel(host.os.kernelVersion) };
      host.modifiedAt = now;
    }
    nodeOf(mainCluster(world), -1).host.boot = { at: now, image: 'passive' };
  }),
);

export const hostUnpaired = scenario(
  'A new host registers and waits to be paired; nothing is known of its health.',
  atOnce((world, now) => {
    const host = createEdgeHost(seededRandom(now), {
      name: 'new-arrival',
      project: mainCluster(world).project,
      createdAt: now,
      agentVersion: world.platform.agentVersion,
      ip: '192.0.2.40',
    });
    host.state = 'unpaired';
    delete host.health;
    world.edgeHosts.push(host);
  }),
);

export const agentOutdated = scenario(
  'A host runs an older agent than this Palette wants, and agent upgrades of its cluster are paused.',
  atOnce((world, now) => {
    const cluster = mainCluster(world);
    const { host } = nodeOf(cluster, 0);
    host.agentVersion = '4.7.16';
    host.modifiedAt = now;
    cluster.agentUpgradePaused = true;
    cluster.modifiedAt = now;
  }),
);

export const diskFull = scenario(
  'The partition that holds the system images of a host has no room for the next one.',
  atOnce((world, now) => {
    const { host } = nodeOf(mainCluster(world), 0);
    for (const partition of host.disks.flatMap(({ partitions }) => partitions)) {
      if (partition.mountPoint === '/run/initramfs/cos-state') partition.used = partition.total - 1;
    }
    host.modifiedAt = now;
  }),
);
