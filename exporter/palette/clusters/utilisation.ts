import { countLeftOut, number, part, text, time } from '../../sources/wire.ts';

/** How much of a resource a cluster uses, in base units. */
export interface Utilisation {
  /** When it was measured, in seconds since the epoch. */
  readonly at: number;
  readonly usage: number;
  readonly total: number;
  readonly request: number;
  readonly limit: number;
}

/** Seconds. Palette polls health at least every hour (`v1ClusterPreference.healthPollIntervalInMinutes`: 3 to 60). */
const FRESH = 3600;

/** Whether a measurement still says something. */
export function isFresh({ at }: Utilisation, now: number): boolean {
  return now - at <= FRESH;
}

const KIBI = 1024;
/** Units are free text in the API; those that are known, in lower case, and what they are worth in cores or bytes. */
const CORES = {
  core: 1,
  cores: 1,
  cpu: 1,
  cpus: 1,
  vcpu: 1,
  m: 1e-3,
  millicore: 1e-3,
  millicores: 1e-3,
  n: 1e-9,
  nanocores: 1e-9,
};
const BYTES = {
  b: 1,
  byte: 1,
  bytes: 1,
  ki: KIBI,
  kib: KIBI,
  mi: KIBI ** 2,
  mib: KIBI ** 2,
  gi: KIBI ** 3,
  gib: KIBI ** 3,
  ti: KIBI ** 4,
  tib: KIBI ** 4,
  k: 1e3,
  kb: 1e3,
  mb: 1e6,
  gb: 1e9,
  tb: 1e12,
};

export const cpu = computeMetrics(CORES);
export const memory = computeMetrics(BYTES);

/** `v1ComputeMetrics`: its numbers are always there, 0 when nothing was ever measured. */
function computeMetrics(units: Readonly<Record<string, number>>) {
  const fields = { usage: number, total: number, request: number, limit: number };
  return part({ ...fields, unit: text, lastUpdatedTime: time }).transform(
    ({ unit, lastUpdatedTime, usage, total, request, limit }): Utilisation | undefined => {
      if (lastUpdatedTime === undefined) return undefined;
      const name = unit.toLowerCase();
      const factor = Object.hasOwn(units, name) ? units[name] : undefined;
      if (factor === undefined) {
        countLeftOut();
        return undefined;
      }
      return {
        at: lastUpdatedTime,
        usage: usage * factor,
        total: total * factor,
        request: request * factor,
        limit: limit * factor,
      };
    },
  );
}
