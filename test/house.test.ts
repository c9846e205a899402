import { basename } from 'node:path';
import { expect, test } from 'vitest';
import { type Import, importsOf, rings, sourceFiles } from './kit/imports.ts';

const GROUND = ['exporter/package.ts', 'exporter/load-program.ts', 'exporter/time', 'exporter/metric'];
const KIT = [...GROUND, 'exporter/sources', 'exporter/collection'];
const CONSOLES = ['exporter/palette', 'exporter/system-console', 'exporter/local-ui'];
const HOUSE = [
  ...KIT,
  ...CONSOLES,
  'exporter/exposition',
  'exporter/catalogue',
  'exporter/config',
  'exporter/source-list.ts',
  'exporter/exporter.ts',
  'exporter/reload.ts',
];

/** Who may take from whom (ARCHITECTURE.md). A room may always take from itself; what is not listed is forbidden. */
const ALLOWED: Readonly<Record<string, readonly string[]>> = {
  'exporter/package.ts': [],
  'exporter/time': [],
  'exporter/metric': ['exporter/time'],
  'exporter/sources': ['exporter/time', 'exporter/metric'],
  'exporter/collection': [...GROUND, 'exporter/sources/failures.ts'],
  'exporter/exposition': ['exporter/time', 'exporter/metric'],
  'exporter/palette': KIT,
  'exporter/system-console': [...KIT, 'exporter/palette/api'],
  'exporter/local-ui': KIT,
  'exporter/catalogue': [...KIT, ...CONSOLES],
  'exporter/config': ['exporter/time', 'exporter/sources', 'exporter/catalogue'],
  'exporter/source-list.ts': HOUSE,
  'exporter/exporter.ts': HOUSE,
  'exporter/reload.ts': HOUSE,
  'exporter/web': HOUSE,
  'exporter/doctor': HOUSE,
  'exporter/simulator': ['exporter/time'],
  'exporter/serve.ts': [...HOUSE, 'exporter/web', 'exporter/end-of-process.ts'],
  'exporter/end-of-process.ts': [],
  'exporter/demo.ts': [...HOUSE, 'exporter/simulator'],
  'exporter/log-writer.ts': [],
  'exporter/load-program.ts': [],
  'exporter/main.ts': ['exporter/command-line.ts', 'exporter/load-program.ts'],
  // Without the simulated world, which would take memory of every exporter that serves.
  'exporter/command-line.ts': [
    ...HOUSE,
    'exporter/serve.ts',
    'exporter/simulated-commands.ts',
    'exporter/log-writer.ts',
    'exporter/doctor',
  ],
  'exporter/simulated-options.ts': ['exporter/config', 'exporter/simulator'],
  'exporter/simulated-commands.ts': [
    ...HOUSE,
    'exporter/simulated-options.ts',
    'exporter/serve.ts',
    'exporter/demo.ts',
    'exporter/end-of-process.ts',
    'exporter/log-writer.ts',
    'exporter/simulator',
  ],
  alerts: ['exporter/time', 'exporter/catalogue'],
  dashboards: ['exporter/time', 'exporter/catalogue', 'alerts'],
  generator: [
    ...GROUND,
    'exporter/catalogue',
    'exporter/config/read-yaml.ts',
    'exporter/config/config-error.ts',
    'alerts',
    'dashboards',
  ],
  // Shows all of it; nobody takes from it.
  demo: ['exporter', 'alerts', 'generator'],
};

/** Rooms within a room, where the direction matters too: the lower may not take from the higher. */
const FLOORS: Readonly<Record<string, readonly string[]>> = {
  alerts: ['alerts/kit', 'alerts/rules', 'alerts/index.ts'],
  dashboards: ['dashboards/kit', 'dashboards'],
};

const imports = sourceFiles('exporter', 'alerts', 'dashboards', 'generator', 'demo').flatMap(importsOf);

test('files take only from rooms that they may take from', () => {
  expect(imports.filter((one) => !isAllowed(one)).map(sentence)).toEqual([]);
});

test('a floor of a room takes only from those below it', () => {
  const wrong = imports.filter(({ from, to }) =>
    Object.values(FLOORS).some(
      (floors) => floorOf(floors, to) > floorOf(floors, from) && floorOf(floors, from) >= 0,
    ),
  );

  expect(wrong.map(sentence)).toEqual([]);
});

test('no files take from one another in a ring', () => {
  expect(rings(imports).map((ring) => ring.join(' -> '))).toEqual([]);
});

/** A rule, a dashboard and a simulated answer about clusters may all be called so: their rooms say what they are. */
test('no two files of machinery have the same name', () => {
  const places = new Map<string, string[]>();
  const machinery = sourceFiles('exporter', 'alerts/kit', 'dashboards/kit', 'generator', 'demo').filter(
    (file) => !isWithin(file, 'exporter/simulator') && !isPart(file),
  );
  for (const file of machinery) places.set(basename(file), [...(places.get(basename(file)) ?? []), file]);

  expect([...places.values()].filter((files) => files.length > 1)).toEqual([]);
});

test('a wrong import is found, and told with both files and the names', () => {
  const wrong = { from: 'exporter/time/clock.ts', to: 'exporter/web/server.ts', names: '{ createApp }' };

  expect(isAllowed(wrong)).toBe(false);
  expect(sentence(wrong)).toBe('exporter/time/clock.ts takes { createApp } from exporter/web/server.ts');
  expect(rings([wrong, { ...wrong, from: wrong.to, to: wrong.from }])).toHaveLength(1);
});

function isAllowed({ from, to }: Import): boolean {
  const room = roomOf(from);
  return isWithin(to, room) || (ALLOWED[room] ?? []).some((allowed) => isWithin(to, allowed));
}

function roomOf(file: string): string {
  const room = Object.keys(ALLOWED).find((one) => isWithin(file, one));
  if (room === undefined)
    throw new Error(`${file} lies in no room: add it to the list, and to ARCHITECTURE.md`);
  return room;
}

function isWithin(file: string, place: string): boolean {
  return file === place || file.startsWith(`${place}/`);
}

function floorOf(floors: readonly string[], file: string): number {
  return floors.findIndex((floor) => isWithin(file, floor));
}

/** What these are called says the same thing everywhere: a list, the parts of a collector, the requests of an API. */
function isPart(file: string): boolean {
  return [
    'index.ts',
    'schema.ts',
    'metrics.ts',
    'endpoints.ts',
    'labels.ts',
    'connect.ts',
    'main.ts',
  ].includes(basename(file));
}

function sentence({ from, to, names }: Import): string {
  return `${from} takes ${names} from ${to}`;
}
