import type { z } from 'zod';
import type { Emit } from '../../metric/emit.ts';
import { gauge } from '../../metric/metric.ts';
import { tally } from '../../metric/tally.ts';
import { flag, list, member, number, object, part, text } from '../../sources/wire.ts';

/** Part of the host's own document, so these cost no request of their own. */
export const hardwareMetrics = {
  secureBoot: gauge('palette_localui_host_secure_boot', 'Whether a host booted with Secure Boot.', {
    per: 'Local UI host',
  }),
  cpuCores: gauge('palette_localui_host_cpu_cores', 'CPU cores of a host.', { per: 'Local UI host' }),
  memory: gauge('palette_localui_host_memory_bytes', 'Memory of a host.', { per: 'Local UI host' }),
  diskSize: gauge('palette_localui_host_disk_size_bytes', 'Size of a disk of a host.', {
    labels: ['disk', 'controller', 'vendor'],
    per: 'disk of a Local UI host',
  }),
  partitionUsed: gauge(
    'palette_localui_host_partition_used_ratio',
    'How full a partition of a host is, from 0 to 1; Local UI tells no unit of the sizes.',
    { labels: ['disk', 'mountpoint', 'fstype'], per: 'partition of a Local UI host' },
  ),
  gpus: gauge('palette_localui_host_gpus', 'GPUs of a host.', {
    labels: ['vendor', 'model'],
    per: 'GPU model of a Local UI host',
  }),
};

const partition = object({
  mountPoint: text,
  fileSystemType: text,
  totalSpace: number,
  usedSpace: number,
  freeSpace: number,
});

/** `v1HardwareSpec` */
export const hardwareSpec = part({
  archType: text,
  cpu: part({ cores: number }),
  memory: part({ sizeInMB: number }),
  disks: list(object({ vendor: text, controller: text, size: number, partitions: list(partition) })),
  gpus: list(object({ vendor: text, model: text, gpuCount: number })),
  os: part({ family: text, version: text, kernelVersion: text }),
});

/** `v1HostInfo` */
export const hostInfo = part({
  hostState: member('registration', 'cluster', 'recovery'),
  hostType: member('appliance', 'agent-mode'),
  secureBoot: flag,
});

export function emitHardware(hardware: z.output<typeof hardwareSpec>, emit: Emit): void {
  emit(hardwareMetrics.cpuCores, hardware.cpu.cores || undefined);
  emit(hardwareMetrics.memory, memoryBytes(hardware.memory.sizeInMB));
  for (const [index, { vendor, controller, size, partitions }] of hardware.disks.entries()) {
    emit(hardwareMetrics.diskSize, size > 0 ? size * 1e9 : undefined, { disk: index, controller, vendor });
    for (const { mountPoint, fileSystemType, ...sizes } of partitions) {
      const labels = { disk: index, mountpoint: mountPoint, fstype: fileSystemType };
      emit(hardwareMetrics.partitionUsed, usedRatio(sizes), labels);
    }
  }
  // Older hosts list each GPU without a number.
  const each = hardware.gpus.flatMap(({ vendor, model, gpuCount }) =>
    Array.from({ length: Math.min(MAX_GPUS, Math.max(1, gpuCount)) }, () => [vendor, model] as const),
  );
  for (const [[vendor, model], count] of tally(each)) emit(hardwareMetrics.gpus, count, { vendor, model });
}

/** More than any machine holds: a wrong number must not cost memory. */
const MAX_GPUS = 64;
const MEBIBYTE = 2 ** 20;

/** The field's name says MB, its description bytes; no machine is so small or so large that it matters which. */
function memoryBytes(size: number): number | undefined {
  if (size <= 0) return undefined;
  return size >= 2 ** 26 ? size : size * MEBIBYTE;
}

/** Zero is left out by Go: a used size of nothing may as well be a full partition that tells only what is free. */
function usedRatio({ totalSpace, usedSpace, freeSpace }: Record<string, number>): number | undefined {
  if (!totalSpace || totalSpace < 0) return undefined;
  const ratio = usedSpace ? usedSpace / totalSpace : 1 - (freeSpace ?? 0) / totalSpace;
  return ratio >= 0 && ratio <= 1 ? ratio : undefined;
}
