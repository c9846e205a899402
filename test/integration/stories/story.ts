import type { ScenarioName } from '../../../exporter/simulator/scenarios/index.ts';
import { mainCluster } from '../../../exporter/simulator/world/changes/actors.ts';
import type { Cluster } from '../../../exporter/simulator/world/model/cluster.ts';
import type { Schedule } from '../../../exporter/simulator/world/model/schedule.ts';
import type { World } from '../../../exporter/simulator/world/model/world.ts';
import type { Observatory, ObservatoryOptions } from '../time-lapse/observatory.ts';

const MINUTE = 60_000;
export const HOUR = 60 * MINUTE;
export const DAY = 24 * HOUR;

export type Site = Pick<Observatory, 'simulator' | 'exporter' | 'lapse'>;

/** Something that happens in the simulated world, and the alerts that have to fire because of it. */
export interface Story {
  readonly fires: readonly string[];
  /** Alerts that could fire as well and must not. */
  readonly quiet?: readonly string[];
  /** What passes in the world in one of our seconds; each collector runs as often. */
  readonly pace: string;
  readonly scenario?: ScenarioName;
  /** At the same time as the scenario, when there is one. */
  change?(world: World, now: number, site: Site): void | Promise<void>;
  readonly setup?: Pick<ObservatoryOptions, 'config' | 'simulator' | 'start'>;
}

/** By what happens: "when …, the alerts fire". */
export type Stories = Readonly<Record<string, Story>>;

export type Change = NonNullable<Story['change']>;

/** Changes the cluster that the scenarios are about. */
export const cluster =
  (change: (cluster: Cluster, world: World, now: number, site: Site) => void): Change =>
  (world, now, site) => {
    const main = mainCluster(world);
    change(main, world, now, site);
    main.modifiedAt = now;
  };

/** Changes the appliance and the cluster that its hosts form. */
export const local =
  (
    change: (
      appliance: World['appliance'],
      cluster: NonNullable<World['appliance']['cluster']>,
      now: number,
    ) => void,
  ): Change =>
  ({ appliance }, now) => {
    if (appliance.cluster !== undefined) change(appliance, appliance.cluster, now);
  };

/** Since so long ago every run of it failed. */
export function failing(schedule: Schedule | undefined, since: number): void {
  if (schedule !== undefined) schedule.failingSince = since;
}

/** Its last run was then, and the next one is far away. */
export function lastAt(time: number): Schedule {
  return { every: 100 * DAY, offset: time % (100 * DAY) };
}

/** Gives answers of the simulator that its world has no words for. */
export function answering(path: string, change: (body: never) => void, project = ''): Change {
  return async (_world, _now, { simulator: { palette, faults } }) => {
    const post = path.endsWith('/search');
    const response = await fetch(`${palette.url}${path}`, {
      method: post ? 'POST' : 'GET',
      headers: {
        apikey: palette.apiKey,
        'content-type': 'application/json',
        ...(project !== '' && { projectuid: project }),
      },
      ...(post && { body: '{}' }),
    });
    const body = await response.json();
    change(body as never);
    const kind = { status: 200, body: JSON.stringify(body), headers: { 'content-type': 'application/json' } };
    faults.push({ server: 'palette', match: (asked) => asked === path, kind });
  };
}

/** From now on the value changes every three minutes, the other one first. */
export function flapping<T extends object, K extends keyof T>(
  { lapse: { clock } }: Site,
  object: T,
  key: K,
  other: T[K],
): void {
  const usual = object[key];
  const begin = clock.now();
  const get = () => (Math.floor((clock.now() - begin) / (3 * MINUTE)) % 2 === 0 ? other : usual);
  Object.defineProperty(object, key, { get });
}

/** Palette answers this path with that status. */
export function fault(path: string, status: number): Change {
  return (_world, _now, { simulator }) => {
    simulator.faults.push({ server: 'palette', match: path, kind: { status } });
  };
}

/** Several changes that do not get into each other's way. */
export function together(...changes: Change[]): Change {
  return async (world, now, site) => {
    for (const change of changes) await change(world, now, site);
  };
}
