/** Faults and healings in turn: `npm run soak -- [--minutes N] [--seed N] [--storm SECONDS]`, `SOAK_MINUTES`, `SOAK_SEED`. */
import { parseArgs } from 'node:util';
import { HEALING, type Round, soak } from './soak.ts';

/** So many healings at least, however long they take. */
const LEAST = 10;
/** Rounds after which all caches are filled. */
const WARM = 3;
/** MiB of the heap, and handles, by which the last rounds may be above the first warm one. */
const HEAP = 8;
const HANDLES = 40;
/** Differences of a round that are printed. */
const SHOWN = 20;
/** Seconds after which it is of interest what took so long. */
const LONG = 60;

const { SOAK_MINUTES = '10', SOAK_SEED = String(Date.now() % 100_000) } = process.env;
const { values } = parseArgs({
  options: {
    minutes: { type: 'string', default: SOAK_MINUTES },
    seed: { type: 'string', default: SOAK_SEED },
    storm: { type: 'string', default: '240' },
  },
});
const [minutes, seed, storm] = [values.minutes, values.seed, values.storm].map(Number);
if (!(minutes && minutes > 0) || seed === undefined || !Number.isInteger(seed) || !(storm && storm > 0)) {
  throw new Error('--minutes and --storm take numbers above 0, --seed a whole number');
}

print(`seed ${seed}, ${storm} s of faults and up to ${HEALING} s of healing a round, in virtual time\n`);
print(row('round', 'scenario', 'requests', 'struck', 'series', 'healed', 'heap', 'handles'));
const deadline = Date.now() + minutes * 60_000;
let count = 0;
const rounds = await soak({
  seed,
  storm,
  goesOn: (played) => played < LEAST || Date.now() < deadline,
  played: tell,
});
const faults = faultsOf(rounds);
for (const fault of faults) print(fault);
if (faults.length === 0) print(`\n${rounds.length} healings in a row; neither memory nor handles have grown`);
process.exitCode = faults.length === 0 ? 0 : 1;

function tell({ scenario, requests, struck, series, healed, heap, handles, differences, last }: Round): void {
  count += 1;
  const seconds = healed === undefined ? 'NOT' : `${healed} s`;
  print(row(count, scenario, requests, struck, series, seconds, `${heap.toFixed(1)} MiB`, handles));
  if (healed !== undefined && healed > LONG && last !== undefined) print(`  last of all ${last}`);
  for (const line of differences.slice(0, SHOWN)) print(`  ${line}`);
  if (differences.length > SHOWN) print(`  and ${differences.length - SHOWN} more`);
}

function faultsOf(played: readonly Round[]): readonly string[] {
  const ill = played.filter(({ healed }) => healed === undefined).length;
  const [warm, last] = [played[WARM], played.at(-1)];
  const heap = (last?.heap ?? 0) - (warm?.heap ?? 0);
  const handles = (last?.handles ?? 0) - (warm?.handles ?? 0);
  return [
    ...(ill > 0 ? [`\n${ill} of ${played.length} rounds did not heal within ${HEALING} s`] : []),
    ...(heap > HEAP ? [`\nthe heap has grown by ${heap.toFixed(1)} MiB`] : []),
    ...(handles > HANDLES ? [`\nthere are ${handles} handles more`] : []),
  ];
}

function row(...cells: readonly (string | number)[]): string {
  const widths = [5, 32, 10, 8, 8, 8, 11, 9];
  return cells.map((cell, index) => String(cell).padStart(widths[index] ?? 0)).join('');
}

function print(line: string): void {
  process.stdout.write(`${line}\n`);
}
