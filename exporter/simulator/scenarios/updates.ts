import { nextSystemVersion } from '../world/build/edge-profiles.ts';
import { mainCluster } from '../world/changes/actors.ts';
import { cordon } from '../world/changes/node-life.ts';
import {
  applyUpdate,
  approveRepave,
  publishUpdate,
  rebootNode,
  rebuildNode,
  returnNode,
  settle,
} from '../world/changes/profile-rollout.ts';
import { type Machine, machinesOf } from '../world/model/cluster.ts';
import type { World } from '../world/model/world.ts';
import { after, atOnce, type Step, scenario } from './scenario.ts';

export const updatePending = scenario(
  'A newer version of the infrastructure profile is published and waits to be applied to the edge cluster.',
  atOnce((world, now) => {
    publishUpdate(world, mainCluster(world), now);
  }),
);

export const osUpdatePending = scenario(
  'Another image of the operating system, a newer Cilium and other values of Portworx wait to be applied to the edge cluster.',
  atOnce((world, now) => {
    publishUpdate(world, mainCluster(world), now, nextSystemVersion);
  }),
);

export const repavePending = scenario(
  'A profile update is applied that rebuilds nodes; the repave waits for somebody to approve it.',
  atOnce((world, now) => {
    const cluster = mainCluster(world);
    publishUpdate(world, cluster, now);
    applyUpdate(world, cluster, now);
  }),
);

export const rollout = scenario(
  'A profile update from start to end: available, applied after 2 minutes, approved after 5, node by node to minute 21.',
  atOnce((world, now) => {
    publishUpdate(world, mainCluster(world), now);
  }),
  after('2m', (world, now) => applyUpdate(world, mainCluster(world), now)),
  after('5m', (world, now) => approveRepave(world, mainCluster(world), now)),
  ...nodeSteps(0, 5),
  ...nodeSteps(1, 10),
  ...nodeSteps(2, 15),
  after('21m', (world, now) => settle(world, mainCluster(world), now)),
);

export const osRollout = scenario(
  'Another image of the operating system from start to end: available, applied after 2 minutes, approved after 5; node by node it is drained, reboots into the other slot and is back, to minute 36.',
  atOnce((world, now) => {
    publishUpdate(world, mainCluster(world), now, nextSystemVersion);
  }),
  after('2m', (world, now) => applyUpdate(world, mainCluster(world), now)),
  after('5m', (world, now) => approveRepave(world, mainCluster(world), now)),
  ...slotSteps(0, 5),
  ...slotSteps(1, 15),
  ...slotSteps(2, 25),
  after('36m', (world, now) => settle(world, mainCluster(world), now)),
);

export const templateFailed = scenario(
  'A cluster did not take the profiles of its template.',
  atOnce((world) => {
    const [member] = world.templates.flatMap(({ members }) => members);
    if (member !== undefined) member.state = 'Failed';
  }),
);

/** A node is drained for a minute and a half, rebuilt, and back before its five minutes are over. */
function nodeSteps(index: number, minute: number): Step[] {
  const step = stepsOf(index);
  return [
    step(`${minute}m30s`, (machine) => cordon(machine, 'InProgress')),
    step(`${minute + 2}m`, (machine, now) => rebuildNode(machine, now)),
    step(`${minute + 4}m30s`, (machine, now, world) => returnNode(world, mainCluster(world), machine, now)),
  ];
}

/** A node is drained for three minutes, and back four minutes after it began to reboot. */
function slotSteps(index: number, minute: number): Step[] {
  const step = stepsOf(index);
  return [
    step(`${minute + 1}m`, (machine) => cordon(machine, 'InProgress')),
    step(`${minute + 4}m`, (machine, now) => {
      cordon(machine, 'Completed');
      rebootNode(machine, now);
    }),
    step(`${minute + 8}m`, (machine, now, world) => returnNode(world, mainCluster(world), machine, now)),
  ];
}

/** Steps of one node; a generated fleet may lack it. */
function stepsOf(index: number) {
  return (at: string, change: (machine: Machine, now: number, world: World) => void): Step =>
    after(at, (world, now) => {
      const machine = machinesOf(mainCluster(world)).at(index);
      if (machine !== undefined) change(machine, now, world);
    });
}
