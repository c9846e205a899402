import { execFile, execFileSync } from 'node:child_process';
import { accessSync, constants } from 'node:fs';
import { delimiter, join } from 'node:path';

/** The oldest release the generated files are written for, or the newest one there is. */
export type Flavour = 'floor' | 'current';

export const FLAVOURS: readonly Flavour[] = ['floor', 'current'];

/** Absolute paths of the four programs, all of one flavour. */
export interface Binaries {
  readonly prometheus: string;
  readonly promtool: string;
  readonly alertmanager: string;
  readonly amtool: string;
}

// floor is Debian stable, whose versions stay for years; current is where Debian's newest ones arrive first.
const SUITES = { floor: ['trixie'], current: ['sid', 'forky'] } as const satisfies Record<Flavour, string[]>;
const CACHE = join(import.meta.dirname, '../.cache');
const FETCH = join(import.meta.dirname, 'get-prometheus.sh');
const found = new Map<Flavour, Binaries>();

/**
 * The real programs of a flavour: those on the PATH when their version fits, else unpacked earlier, else fetched now
 * (seconds; the test run has done it before its workers start).
 *
 * @throws Error that says what to install, when none of these ways leads to them.
 */
export function binaries(flavour: Flavour): Binaries {
  const known = found.get(flavour) ?? find(flavour);
  found.set(flavour, known);
  return known;
}

/**
 * Begins to fetch them where `binaries` would, so that something else can be fetched meanwhile. Resolves when that has
 * ended; what went wrong shows when they are asked for.
 */
export function beginFetching(flavour: Flavour): Promise<void> {
  if ((installed(flavour) ?? inCache(flavour)) !== undefined) return Promise.resolve();
  return new Promise((resolve) => execFile('bash', [FETCH, ...SUITES[flavour]], () => resolve()));
}

/** What a program says about its version, such as `3.5.3+ds1`. */
export function versionOf(program: string): string {
  // Some releases print it to standard output, some to standard error.
  const text = execFileSync('sh', ['-c', 'exec "$0" --version 2>&1', program], { encoding: 'utf8' });
  return /version (\S+)/.exec(text)?.[1] ?? 'unknown';
}

function find(flavour: Flavour): Binaries {
  const here = installed(flavour) ?? inCache(flavour);
  if (here !== undefined) return here;
  const refusal = fetchError(flavour);
  const fetched = inCache(flavour);
  if (fetched !== undefined) return fetched;
  // One usable version is better than no integration tests, as on a machine without a Debian mirror.
  const other = FLAVOURS.map(installed).find((programs) => programs !== undefined);
  if (other !== undefined) return other;
  throw new Error(
    'The integration tests run the real Prometheus and Alertmanager: install Prometheus 2.53 or newer and ' +
      'Alertmanager 0.28 or newer so that prometheus, promtool, alertmanager (or prometheus-alertmanager) and amtool ' +
      `are on the PATH, because fetching them from a Debian mirror did not work (${refusal}).`,
  );
}

function installed(flavour: Flavour): Binaries | undefined {
  const programs = onPath();
  return programs !== undefined && serves(versionOf(programs.prometheus)) === flavour ? programs : undefined;
}

function serves(version: string): Flavour | undefined {
  const [major = 0, minor = 0] = version.split('.').map(Number.parseFloat);
  if (major >= 3) return 'current';
  return major === 2 && minor >= 53 ? 'floor' : undefined;
}

function onPath(): Binaries | undefined {
  return complete({
    prometheus: which('prometheus'),
    promtool: which('promtool'),
    alertmanager: which('alertmanager') ?? which('prometheus-alertmanager'),
    amtool: which('amtool'),
  });
}

function inCache(flavour: Flavour): Binaries | undefined {
  for (const suite of SUITES[flavour]) {
    const unpacked = complete({
      prometheus: executable(join(CACHE, suite, 'prometheus')),
      promtool: executable(join(CACHE, suite, 'promtool')),
      alertmanager: executable(join(CACHE, suite, 'alertmanager')),
      amtool: executable(join(CACHE, suite, 'amtool')),
    });
    if (unpacked !== undefined) return unpacked;
  }
  return undefined;
}

function complete(paths: { [Name in keyof Binaries]: string | undefined }): Binaries | undefined {
  const { prometheus, promtool, alertmanager, amtool } = paths;
  if (!prometheus || !promtool || !alertmanager || !amtool) return undefined;
  return { prometheus, promtool, alertmanager, amtool };
}

function which(name: string): string | undefined {
  for (const folder of (process.env.PATH ?? '').split(delimiter)) {
    const path = executable(join(folder, name));
    if (path !== undefined) return path;
  }
  return undefined;
}

function executable(path: string): string | undefined {
  try {
    accessSync(path, constants.X_OK);
    return path;
  } catch {
    return undefined;
  }
}

/** Runs the fetch script; what it said when it failed. */
function fetchError(flavour: Flavour): string | undefined {
  try {
    execFileSync('bash', [FETCH, ...SUITES[flavour]], { encoding: 'utf8', stdio: 'pipe' });
    return undefined;
  } catch (error) {
    const said = error instanceof Error && 'stderr' in error ? String(error.stderr) : String(error);
    return said.trim().replaceAll(/\s*\n\s*/g, '; ');
  }
}
