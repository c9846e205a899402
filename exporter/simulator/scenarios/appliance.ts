import {
  failContentSync,
  failManagementPlane,
  fillDisks,
  loseApplianceHost,
  loseNetworkCard,
  missRenewal,
} from '../world/changes/appliance-faults.ts';
import {
  applyStagedUpdate,
  beginReboot,
  copyContent,
  endReboot,
  endUpdate,
  settlePacks,
  stageUpdate,
  uploadContent,
} from '../world/changes/appliance-upgrade.ts';
import { nextRelease } from '../world/model/platform.ts';
import { after, atOnce, type Step, scenario } from './scenario.ts';

const AGENT = '4.8.9';

export const applianceHostDown = scenario(
  'A host of the appliance dies: its Local UI is silent, the management cluster unhealthy.',
  atOnce(loseApplianceHost),
);

export const applianceSyncFailed = scenario(
  'Content uploaded to the appliance cannot be copied: items fail, the others wait.',
  atOnce(failContentSync),
);

export const applianceCertificateExpiring = scenario(
  'The control plane certificates of the appliance end in twelve days: their renewal does not work.',
  atOnce(({ appliance }, now) => missRenewal(appliance, now)),
);

export const applianceDiskFull = scenario(
  'A host of the appliance and the registry run out of disk, and something crashes for it.',
  atOnce(({ appliance }, now) => fillDisks(appliance, now)),
);

export const applianceNetworkDegraded = scenario(
  'One of two bonded network cards of an appliance host loses its link.',
  atOnce(({ appliance }) => loseNetworkCard(appliance)),
);

export const appliancePackFailed = scenario(
  'The pack that is Palette itself fails: the management cluster is in state Error.',
  atOnce(({ appliance }, now) => failManagementPlane(appliance, now)),
);

/**
 * The order of Local UI reference, section 10. How long the steps take differs from site to site; these are slow, but
 * nothing is wrong with them.
 */
export const pmaUpgrade = scenario(
  'The appliance is upgraded: content arrives and is copied, the update is reviewed at minute 20, Palette is away from 21 to 150 while the hosts reboot one by one, 25 minutes each.',
  after('1m', ({ appliance, platform }, now) => uploadContent(appliance, nextRelease(platform), now)),
  after('4m', ({ appliance }) => copyContent(appliance, 8)),
  after('7m', ({ appliance }) => copyContent(appliance, 8)),
  after('10m', ({ appliance }) => copyContent(appliance, 4)),
  after('12m', ({ appliance, platform }) => stageUpdate(appliance, nextRelease(platform))),
  after('20m', ({ appliance, platform }, now) => applyStagedUpdate(appliance, nextRelease(platform), now)),
  after('21m', ({ platform }) => {
    platform.availability = 'bad-gateway';
  }),
  ...rebootSteps(2, 30),
  ...rebootSteps(1, 65),
  ...rebootSteps(0, 100),
  after('125m', ({ appliance, platform }, now) => {
    platform.availability = 'unavailable';
    settlePacks(appliance, ['edge-native-ubuntu', 'edge-k8s', 'zot-registry'], nextRelease(platform), now);
  }),
  after('150m', ({ appliance, platform }, now) => {
    const release = nextRelease(platform);
    settlePacks(appliance, ['palette-mgmt-plane'], release, now);
    endUpdate(appliance, AGENT, now);
    platform.availability = 'up';
    platform.installedVersion = release;
    platform.latestVersion = release;
  }),
);

/** A host reboots for 25 minutes; an appliance may have fewer than that. */
function rebootSteps(index: number, minute: number): Step[] {
  return [
    after(`${minute}m`, ({ appliance }) => {
      const host = appliance.hosts[index];
      if (host !== undefined) beginReboot(appliance, host);
    }),
    after(`${minute + 25}m`, ({ appliance }) => {
      const host = appliance.hosts[index];
      if (host !== undefined) endReboot(host, AGENT);
    }),
  ];
}
