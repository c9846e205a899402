import { accessSync, constants, statSync } from 'node:fs';
import { delimiter, isAbsolute, join, resolve } from 'node:path';
import { packageFile } from '../exporter/package.ts';

/** The two programs that the demo starts besides the exporter; absolute paths. */
export interface Programs {
  readonly prometheus: string;
  readonly alertmanager: string;
}

/** Where they are looked for before anywhere else, as given on the command line. */
export interface Given {
  readonly prometheus?: string | undefined;
  readonly alertmanager?: string | undefined;
}

/** How people get what is missing, on one line. */
export const HOW_TO_GET =
  'Debian and Ubuntu: apt install prometheus prometheus-alertmanager; macOS: brew install prometheus alertmanager; ' +
  'in a container or elsewhere: put the binaries from prometheus.io/download on the PATH, or name them with ' +
  '--prometheus-bin and --alertmanager-bin';

/** Debian's package calls it by its own name. */
const NAMES = {
  prometheus: ['prometheus'],
  alertmanager: ['alertmanager', 'prometheus-alertmanager'],
} as const;

/** Where the integration tests unpack them, the newest first. */
const UNPACKED = ['sid', 'forky', 'trixie'].map((suite) => packageFile('test', '.cache', suite));

/**
 * The programs: those that are given, else those on the PATH, else those that the tests have unpacked.
 *
 * @param path folders to look into, as in the environment variable PATH
 * @returns the names of those that are nowhere, when not both are found
 * @throws Error when a program that is given cannot be run
 */
export function findPrograms(
  given: Given,
  path = process.env.PATH ?? '',
  unpacked: readonly string[] = UNPACKED,
): Programs | readonly string[] {
  const folders = [...path.split(delimiter).filter(isAbsolute), ...unpacked];
  const prometheus = find('prometheus', given.prometheus, folders);
  const alertmanager = find('alertmanager', given.alertmanager, folders);
  if (prometheus !== undefined && alertmanager !== undefined) return { prometheus, alertmanager };
  return [
    ...(prometheus === undefined ? ['prometheus'] : []),
    ...(alertmanager === undefined ? ['alertmanager'] : []),
  ];
}

function find(
  program: keyof Programs,
  given: string | undefined,
  folders: readonly string[],
): string | undefined {
  if (given === undefined) {
    return folders.flatMap((folder) => NAMES[program].map((name) => join(folder, name))).find(isExecutable);
  }
  if (isExecutable(resolve(given))) return resolve(given);
  throw new Error(`--${program}-bin ${given}: cannot be run; give the path of the ${program} program`);
}

function isExecutable(path: string): boolean {
  try {
    accessSync(path, constants.X_OK);
    return statSync(path).isFile();
  } catch {
    return false;
  }
}
