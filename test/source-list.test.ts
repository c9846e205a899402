import { describe, expect, it } from 'vitest';
import { createTelemetry } from '../exporter/collection/telemetry.ts';
import { parseConfig } from '../exporter/config/config.ts';
import { sourcesOf } from '../exporter/source-list.ts';
import { systemClock } from '../exporter/time/clock.ts';

const LOGIN = { username: 'monitor', password: 'secret' };

function namesOf(hosts: readonly (string | { name: string; shardGroup: string })[], of = 3) {
  const localUi = hosts.map((host, index) => ({
    ...(typeof host === 'string' ? { name: host } : host),
    ...{ url: `https://192.0.2.${index + 1}:5080`, ...LOGIN },
  }));
  const palette = [{ name: 'pma', url: 'https://192.0.2.200', apiKey: 'k', system: LOGIN }];
  return Array.from({ length: of }, (_, index) =>
    sourcesIn({ palette, localUi, shard: { index, of } }).map(({ name }) => name),
  );
}

function sourcesIn(values: object) {
  const options = { clock: systemClock, telemetry: createTelemetry(), budgets: new Map() };
  return sourcesOf(parseConfig(values, 'test'), options);
}

describe('the sources of a shard', () => {
  it('are every Palette, its system console in the first shard, and each Local UI in one', () => {
    const hosts = Array.from({ length: 40 }, (_, index) => `site${index}-node`);

    const shards = namesOf(hosts);

    const local = shards.map((names) => names.filter((name) => !name.startsWith('pma')));
    expect(local.flat().sort()).toEqual(hosts.toSorted());
    for (const names of local) expect(names.length).toBeGreaterThan(5);
    expect(shards.map((names) => names.filter((name) => name.startsWith('pma')))).toEqual([
      ['pma', 'pma/system'],
      ['pma'],
      ['pma'],
    ]);
  });

  it.each([
    [['node-1', 'node-2', 'node-3', 'node-12']],
    [['site_a', 'site_b', 'site_c']],
    [['rack1', 'rack2', 'rack3', 'rack44']],
    [['pma-a.example.com', 'pma-b.example.com', 'pma-c.example.org']],
    [['ada', 'bea', 'cleo', 'dan'].map((name) => ({ name, shardGroup: 'plant north' }))],
  ])('hold the hosts of a cluster together: %j', (hosts) => {
    const names = hosts.map((host) => (typeof host === 'string' ? host : host.name));

    const holders = namesOf(hosts, 16).filter((own) => own.some((name) => names.includes(name)));

    expect(holders).toHaveLength(1);
    expect(holders[0]).toEqual(expect.arrayContaining(names));
  });

  it('are connected anew when the work is divided otherwise', () => {
    const palette = [{ name: 'pma', url: 'https://192.0.2.200', apiKey: 'k' }];
    const print = (shard?: object) => sourcesIn({ palette, ...(shard && { shard }) })[0]?.fingerprint;

    expect(print({ index: 0, of: 1 })).toBe(print());
    expect(new Set([print(), print({ index: 0, of: 2 }), print({ index: 1, of: 2 })]).size).toBe(3);
  });
});
