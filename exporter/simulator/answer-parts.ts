import { type GoStruct, slice, struct, time } from './go-json.ts';
import type { Condition } from './world/model/condition.ts';
import type { Disk } from './world/model/hardware.ts';

/** `v1ClusterCondition`: Palette and the Local UI write conditions, network cards and disks alike. */
export function clusterCondition({ type, status, reason, message, changedAt }: Condition) {
  return struct(
    { reason, message, lastTransitionTime: time(changedAt), lastProbeTime: time(changedAt) },
    { type, status },
  );
}

interface Addressed {
  readonly ip: string;
  readonly mac: string;
}

/** `v1Nic` */
export function nic({ ip, mac }: Addressed, name = 'eth0'): GoStruct {
  const gateway = ip.replace(/\d+$/, '1');
  return struct({
    nicName: name,
    ip,
    macAddr: mac,
    gateway,
    subnet: '255.255.255.0',
    dns: [gateway],
    isDefault: true,
  });
}

/** `v1Nic` of an interface that is part of another one and has no address of its own. */
export function nicWithoutAddress({ mac }: Addressed, name: string): GoStruct {
  return struct({ nicName: name, macAddr: mac, dns: null, isDefault: false });
}

/** `v1Disk`; sizes in GB. */
export function disk({ vendor, controller, size, partitions }: Disk) {
  return struct({
    vendor,
    controller,
    size,
    partitions: slice(partitions, ({ mountPoint, fileSystem, total, used }) =>
      struct({
        mountPoint,
        fileSystemType: fileSystem,
        totalSpace: total,
        usedSpace: used,
        freeSpace: total - used,
      }),
    ),
  });
}
