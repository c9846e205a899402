import { afterEach, beforeEach, describe, expect, it } from 'vitest';
import type { Collector } from '../../exporter/collection/collector.ts';
import type { Fleet } from '../../exporter/palette/api/fleet.ts';
import type { Palette } from '../../exporter/palette/api/palette.ts';
import { audits } from '../../exporter/palette/audits.ts';
import { clusterProfiles } from '../../exporter/palette/cluster-profiles.ts';
import { clusters } from '../../exporter/palette/clusters/index.ts';
import { edgeHosts } from '../../exporter/palette/edge-hosts.ts';
import { events } from '../../exporter/palette/events.ts';
import { notifications } from '../../exporter/palette/notifications.ts';
import { projects } from '../../exporter/palette/projects.ts';
import { registries } from '../../exporter/palette/registries.ts';
import { users } from '../../exporter/palette/users.ts';
import { answeringWith, before, rewriting } from '../kit/fault-proxy.ts';
import { type ProxiedPalette, proxiedPalette, type Sweep } from '../kit/proxied-palette.ts';

const open: ProxiedPalette[] = [];

afterEach(async () => {
  await Promise.all(open.splice(0).map((palette) => palette.close()));
});

async function start(...options: Parameters<typeof proxiedPalette>): Promise<ProxiedPalette> {
  const palette = await proxiedPalette(...options);
  open.push(palette);
  return palette;
}

function shown({ samples }: Sweep, family: string): string[] {
  return samples.filter(({ name }) => name === family).map(({ labels }) => JSON.stringify(labels));
}

describe('a list that is cut short', () => {
  let palette: ProxiedPalette;
  beforeEach(async () => {
    palette = await start({ clusters: 3, hosts: 12 });
  });

  const LISTS: readonly (readonly [string, Collector<Palette<Fleet>>, string])[] = [
    ['/v1/dashboard/spectroclusters/search', clusters, 'POST'],
    ['/v1/dashboard/spectroclusters/metadata/search', clusters, 'POST'],
    ['/v1/dashboard/edgehosts/search', edgeHosts, 'POST'],
    ['/v1/dashboard/projects', projects, 'POST'],
    ['/v1/dashboard/clusterprofiles', clusterProfiles, 'POST'],
    ['/v1/users/summary', users, 'POST'],
    ['/v1/registries/pack/summary', registries, 'GET'],
    ['/v1/registries/oci/summary', registries, 'GET'],
    ['/v1/audits', audits, 'GET'],
    ['/v1/events/components', events, 'GET'],
    ['/v1/notifications/', notifications, 'GET'],
  ];

  it.each(LISTS)('is incomplete where %s says that it has more', async (path, collector, method) => {
    palette.proxy.faults.push({
      of: path,
      act: rewriting((body) => {
        const { items } = body as { items: readonly unknown[] | null };
        return { items, listmeta: { continue: '', count: (items ?? []).length + 7 } };
      }),
    });

    const sweep = await palette.sweep(collector);

    expect(palette.proxy.asked.some((asked) => asked.path === path && asked.method === method)).toBe(true);
    expect(sweep).toMatchObject({ reason: 'incomplete' });
    expect(sweep.missing).toBeGreaterThan(0);
    expect(sweep.message).toContain(`the list ${path} gave`);
  });
});

describe('edge hosts', () => {
  it('are all shown when one is added while they are read', async () => {
    const palette = await start({ clusters: 2, hosts: 130 });
    const { edgeHosts: rows } = palette.simulator.world;
    const [host] = rows;
    if (host === undefined) throw new Error('the world has no hosts');
    const arrive = before(() => {
      rows.unshift({ ...host, uid: 'late', name: 'late' });
    });
    let page = 0;
    palette.proxy.faults.push({
      of: (asked) => asked.path === '/v1/dashboard/edgehosts/search' && ++page === 2,
      act: arrive,
    });

    const sweep = await palette.sweep(edgeHosts);

    expect(sweep.reason).toBe('ok');
    expect(shown(sweep, 'palette_edge_host_info')).toHaveLength(rows.length);
  });

  it('are asked for in the order of their registration', async () => {
    const palette = await start({ clusters: 2, hosts: 4 });

    await palette.sweep(edgeHosts);

    const [asked] = palette.proxy.asked;
    expect(JSON.parse(String(asked?.body))).toEqual({ sort: [{ field: 'creationTimestamp', order: 'asc' }] });
  });
});

describe('a project that Palette refuses', () => {
  const GONE = '5f0c3a9d1b2e4f6a7b8c9d0e';

  /** A Palette that is asked for a project that is there and one that is not. */
  async function halfGone(): Promise<ProxiedPalette> {
    const probe = await start({ clusters: 6, hosts: 12 });
    const project = probe.simulator.world.clusters[0]?.project;
    if (project === undefined) throw new Error('the world has no clusters');
    return start({ clusters: 6, hosts: 12 }, { projects: [GONE, project.uid] });
  }

  it.each([clusters, edgeHosts, events, audits])(
    'takes nothing from $name of the others',
    async (collector) => {
      const palette = await halfGone();

      const sweep = await palette.sweep(collector);

      expect(sweep.reason).toBe('incomplete');
      expect(sweep.projects.get(GONE)).toBe(false);
      expect([...sweep.projects.values()]).toContain(true);
      expect(sweep.samples.length).toBeGreaterThan(0);
      expect(sweep.message).toContain(`project "${GONE}" was not read: palette "pma"`);
    },
  );

  it.each([
    [403, 'ResourceAccessDenied'],
    [404, 'ResourceNotFound'],
    [500, 'StatusInternalServerError'],
  ])('with %d %s is one of them as well', async (status, code) => {
    const palette = await halfGone();
    const refused = answeringWith(status, { code, message: 'no' });
    palette.proxy.faults.push({ of: ({ project }) => project === GONE, act: refused });

    const sweep = await palette.sweep(clusters);

    expect(sweep.reason).toBe('incomplete');
    expect(shown(sweep, 'palette_cluster_info').length).toBeGreaterThan(0);
  });

  it('does not keep registries from being read in another', async () => {
    const palette = await halfGone();

    const sweep = await palette.sweep(registries);

    expect(sweep.reason).toBe('ok');
    expect(shown(sweep, 'palette_registry_info').length).toBeGreaterThan(0);
  });

  it('alone is a matter of the configuration, and never "unsupported"', async () => {
    const palette = await start({ clusters: 2 }, { projects: [GONE] });

    expect(await palette.sweep(clusters)).toMatchObject({ reason: 'parse', samples: [] });
    expect(await palette.sweep(edgeHosts)).toMatchObject({ reason: 'parse', samples: [] });
  });
});

describe('a new name', () => {
  it.each(['name', 'project'])('makes a cluster and its hosts due by its %s', async (what) => {
    const palette = await start({ clusters: 2, hosts: 8 });
    const { world } = palette.simulator;
    await palette.sweep(clusters);
    await palette.sweep(edgeHosts);
    const before = versions();

    const change = <Row extends { name: string; project: { uid: string; name: string } }>(row: Row): Row =>
      what === 'name'
        ? { ...row, name: `${row.name}-new` }
        : { ...row, project: { ...row.project, name: 'Moved' } };
    world.clusters.splice(0, 1, ...world.clusters.slice(0, 1).map(change));
    world.edgeHosts.splice(0, 1, ...world.edgeHosts.slice(0, 1).map(change));
    await palette.sweep(clusters);
    await palette.sweep(edgeHosts);

    const changed = [...versions()]
      .filter(([key, version]) => before.get(key) !== version)
      .map(([key]) => key);
    expect(changed).toEqual([world.clusters[0]?.uid, world.edgeHosts[0]?.uid]);

    function versions(): Map<string, string> {
      const { fleet } = palette;
      return new Map([...fleet.clusters, ...fleet.edgeHosts].map(({ key, version }) => [key, version]));
    }
  });
});
