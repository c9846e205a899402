import { mainCluster, nodeOf } from '../world/changes/actors.ts';
import { tellHost } from '../world/changes/events-and-audits.ts';
import { atOnce, scenario } from './scenario.ts';

export const remoteShellOpen = scenario(
  'A remote shell to a host is open.',
  atOnce((world, now) => {
    const { host } = nodeOf(mainCluster(world), 0);
    host.remoteShell = { allowed: true, tunnel: 'Created' };
    host.modifiedAt = now;
    tellHost(world, host, now, {
      severity: 'Warning',
      reason: 'RemoteShellCreated',
      message: 'a remote shell was opened',
    });
  }),
);
