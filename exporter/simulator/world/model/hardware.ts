/** A disk of a host; sizes are in GB, as Palette reports them. */
export interface Disk {
  readonly vendor: string;
  readonly controller: string;
  readonly size: number;
  readonly partitions: readonly Partition[];
}

/** A partition of a disk; sizes are in GB. */
export interface Partition {
  readonly mountPoint: string;
  readonly fileSystem: string;
  readonly total: number;
  used: number;
}

export interface Gpu {
  readonly vendor: string;
  readonly model: string;
  readonly memory: string;
  readonly count: number;
}

export interface OperatingSystem {
  readonly family: string;
  readonly version: string;
  readonly kernel: string;
  readonly kernelVersion: string;
}
