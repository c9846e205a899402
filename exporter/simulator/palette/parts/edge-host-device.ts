import { disk, nic, nicWithoutAddress } from '../../answer-parts.ts';
import { type GoStruct, slice, struct } from '../../go-json.ts';
import type { EdgeHost } from '../../world/model/edge-host.ts';

/** `v1EdgeHostHealth`: there is no time of a last report anywhere. */
export function hostHealth({ health, agentVersion }: EdgeHost) {
  return health && struct({ state: health.state, message: health.message, agentVersion });
}

/** `v1DeviceSpec` */
export function device(host: EdgeHost): GoStruct {
  return struct({
    archType: host.architecture,
    cpu: struct({ cores: host.cores }),
    memory: struct({ sizeInMB: host.memoryMb }),
    disks: slice(host.disks, disk),
    gpus: slice(host.gpus, ({ vendor, model, memory, count }) =>
      struct({ vendor, model, memory, gpuCount: count }),
    ),
    nics: nicsOf(host),
    os: struct({ ...host.os }),
    hostState: host.bootPhase,
    hostType: host.hostType,
    secureBoot: host.secureBoot,
  });
}

function nicsOf(host: EdgeHost): GoStruct[] {
  const { interfaces = [] } = host;
  return [
    ...interfaces.slice(0, -1).map((name) => nicWithoutAddress(host, name)),
    nic(host, interfaces.at(-1)),
  ];
}
