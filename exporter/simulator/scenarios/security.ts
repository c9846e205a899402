import { mainCluster, nodeOf } from '../world/changes/actors.ts';
import { tellHost } from '../world/changes/events-and-audits.ts';
import { startFailing } from '../world/changes/failing-schedule.ts';
import { DAY } from '../world/model/time-units.ts';
import { atOnce, scenario } from './scenario.ts';

export const certificateExpiring = scenario(
  'The certificates of the control plane end in twelve days: their renewal does not work.',
  atOnce((world, now) => {
    mainCluster(world).certificatesExpireAt = now + 12 * DAY;
  }),
);

export const scanFailed = scenario(
  'The last compliance scan of the edge cluster failed.',
  atOnce((world, now) => startFailing(mainCluster(world).scan, now)),
);

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
