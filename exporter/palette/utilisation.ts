import type { z } from 'zod';
import { number, part, text, time } from '../wire.ts';

/** `v1ComputeMetrics`: the numbers are always there, 0 when nothing was ever measured. */
export const computeMetrics = part({
  usage: number,
  total: number,
  request: number,
  limit: number,
  unit: text,
  lastUpdatedTime: time,
});

export type ComputeMetrics = z.output<typeof computeMetrics>;

/** A measurement in base units. */
export interface Utilisation {
  readonly usage: number;
  readonly total: number;
  readonly request: number;
  readonly limit: number;
}

/** Seconds. Palette polls health at least every hour (`v1ClusterPreference.healthPollIntervalInMinutes`: 3 to 60). */
const FRESH = 3600;

const KIBI = 1024;
/** Units are free text in the API; those that are known, in lower case, and what they are worth in cores or bytes. */
const CORES: Readonly<Record<string, number>> = {
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
const BYTES: Readonly<Record<string, number>> = {
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

/** CPU in cores: undefined when it is too old to say anything, `unknown unit` when it cannot be told. */
export function cpuOf(metrics: ComputeMetrics, now: number): Utilisation | 'unknown unit' | undefined {
  return convert(metrics, CORES, now);
}

/** Memory in bytes, like `cpuOf`. */
export function memoryOf(metrics: ComputeMetrics, now: number): Utilisation | 'unknown unit' | undefined {
  return convert(metrics, BYTES, now);
}

function convert(
  { unit, lastUpdatedTime, usage, total, request, limit }: ComputeMetrics,
  factors: Readonly<Record<string, number>>,
  now: number,
): Utilisation | 'unknown unit' | undefined {
  if (lastUpdatedTime === undefined || now - lastUpdatedTime > FRESH) return undefined;
  const name = unit.toLowerCase();
  const factor = Object.hasOwn(factors, name) ? factors[name] : undefined;
  if (factor === undefined) return 'unknown unit';
  return { usage: usage * factor, total: total * factor, request: request * factor, limit: limit * factor };
}
