import type { ScenarioName } from '../../../exporter/simulator/scenarios/index.ts';
import { mainCluster } from '../../../exporter/simulator/world/changes/actors.ts';
import type { Cluster } from '../../../exporter/simulator/world/model/cluster.ts';
import type { Schedule } from '../../../exporter/simulator/world/model/schedule.ts';
import type { World } from '../../../exporter/simulator/world/model/world.ts';
import type { Observatory, ObservatoryOptions } from '../../kit/observatory.ts';

const MINUTE = 60_000;
export const HOUR = 60 * MINUTE;
export const DAY = 24 * HOUR;

export type Site = Observatory;

/**
 * Something that happens in the simulated world, and the alerts that fire because of it: exactly these, of all that are
 * generated, with nothing but quiet before.
 */
export interface Story {
  readonly fires: readonly string[];
  /**
   * Between two scrapes, and two evaluations of the rules. As coarse as the alerts allow, since a step costs a quarter of
   * a second: two steps of what happens are enough where no rule looks at a range, and most stories take ten in all. How
   * long an alert waits to the minute is what its promtool cases prove.
   */
  readonly step: string;
  /** From what happens until all of `fires` have fired. */
  readonly lasts: string;
  readonly scenario?: ScenarioName;
  /** At the same time as the scenario, when there is one. */
  change?(world: World, now: number, site: Site): void | Promise<void>;
  /** How it ends, where it takes more than a world that is well again. */
  mend?(world: World, now: number, site: Site): void | Promise<void>;
  /** From the mending until nothing of it fires any more but `outlasts`. */
  readonly heals: string;
  /** What fires for a good reason while things get well again, such as a node that joins anew. */
  readonly after?: readonly string[];
  /** What goes on firing when the story has ended, since it looks back over days, or since nothing can be mended. */
  readonly outlasts?: readonly string[];
  readonly setup?: Pick<ObservatoryOptions, 'age' | 'config' | 'simulator' | 'start'>;
}

/** By what happens: "when …, the alerts fire". */
export type Stories = Readonly<Record<string, Story>>;

/** The site of a story whose appliance has three hosts. */
export const THREE_HOSTS = { simulator: { site: 'three-host-appliance' } } as const;

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
  { time: { clock } }: Site,
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
