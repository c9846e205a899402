import { createEdgeHost } from '../world/build/bare-metal.ts';
import { seededRandom } from '../world/build/seeded-random.ts';
import { mainCluster } from '../world/changes/actors.ts';
import { atOnce, scenario } from './scenario.ts';

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
