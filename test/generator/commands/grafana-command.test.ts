import { mkdtempSync, writeFileSync } from 'node:fs';
import type { Server } from 'node:http';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterEach, beforeEach, describe, expect, test } from 'vitest';
import { toYaml } from '../../../generator/kit/serialise.ts';
import type { Sources } from '../../../generator/site.ts';
import { type FakeGrafana, fakeGrafana } from '../../kit/fake-grafana.ts';
import { type Route, takers } from '../../kit/policy-tree.ts';
import { bundle, inputFolder } from '../../kit/run-bundle.ts';
import { options } from '../../kit/small-site.ts';

const TABLE = '| Role | Contact | Availability |\n|---|---|---|\n| Ops | Ada (ada@example.com), Bea | |\n';
const ROUTING = 'fallback: Ops\nroutes: [{ tell: Ops, components: [cluster] }]\n';
const OTHERS: readonly Route[] = [{ receiver: 'other team', object_matchers: [['team', '=', 'other']] }];

describe('grafana', () => {
  let server: Server;
  let grafana: FakeGrafana;
  let tokenFile = '';
  beforeEach(async () => {
    tokenFile = join(mkdtempSync(join(tmpdir(), 'token-')), 'token');
    writeFileSync(tokenFile, 'secret\n');
    [server, grafana] = await fakeGrafana(OTHERS);
  });
  afterEach(() => {
    server.closeAllConnections();
    server.close();
  });

  const apply = (...args: readonly string[]) => applyWith(undefined, ...args);
  const applyWith = (settings: string | undefined, ...args: readonly string[]) =>
    applyTo(inputFolder({ contacts: TABLE, routing: ROUTING, ...(settings && { settings }) }), ...args);
  const applyTo = (sources: Sources, ...args: readonly string[]) => {
    const site = options(sources);
    return bundle(['grafana', '--url', grafana.url, '--token-file', tokenFile, ...site, ...args]);
  };

  test('puts one policy of ours in front, marked, and keeps what others made', async () => {
    grafana.points.set('theirs', { uid: 'theirs', name: 'other team', settings: {} });

    const { code, out } = await apply('--merge');

    expect(code).toBe(0);
    expect(out).toContain('1 policies of others kept');
    expect(grafana.policies.receiver).toBe('grafana-default-email');
    expect(grafana.policies.routes).toHaveLength(2);
    expect(grafana.policies.routes[0]).toMatchObject({
      object_matchers: [['managed_by', '=', 'palette-bundle']],
    });
    expect(grafana.policies.routes[1]).toEqual(OTHERS[0]);
    expect([...grafana.points.values()].map(({ name }) => name).sort()).toEqual(['Ada', 'other team']);
    const rules = [...grafana.groups.values()].flatMap((group) => group.rules);
    expect(rules.length).toBeGreaterThan(0);
    for (const rule of rules) expect(rule).toMatchObject({ labels: { managed_by: 'palette-bundle' } });
  });

  describe('beside policies of others', () => {
    const theirs: readonly Route[] = [
      { receiver: 'dead man', object_matchers: [['alertname', '=', 'Watchdog']] },
      { receiver: 'heartbeat', object_matchers: [['team', '=', 'hearts']] },
      { receiver: 'nodes', object_matchers: [['alertname', '=~', 'KubeNode.+']] },
      { receiver: 'parts', object_matchers: [['component', '=~', '.+']] },
    ];
    const alertsOfOthers = [
      { alertname: 'Watchdog', severity: 'none' },
      { alertname: 'Beat', team: 'hearts' },
      { alertname: 'KubeNodeNotReady', severity: 'critical' },
      { alertname: 'Gearbox', component: 'cluster', severity: 'critical' },
      { alertname: 'Else', severity: 'warning' },
    ];
    const told = (labels: Readonly<Record<string, string>>) =>
      takers(grafana.policies, labels).map(({ receiver }) => receiver);
    const settings = 'alertmanager: { heartbeat: { url: "http://127.0.0.1:9/beat" } }';
    beforeEach(() => {
      grafana.policies = { receiver: 'grafana-default-email', routes: theirs };
      grafana.points.set('theirs', { uid: 'theirs', name: 'heartbeat', settings: { url: 'theirs' } });
    });

    test.each([undefined, settings])(
      'their alerts go as before, however often it runs (%s)',
      async (text) => {
        const before = alertsOfOthers.map(told);

        for (const _ of ['first', 'second']) {
          const { code } = await applyWith(text, '--merge');
          expect(code).toBe(0);
          expect(alertsOfOthers.map(told)).toEqual(before);
          expect(grafana.policies.routes.slice(1)).toEqual(theirs);
        }
        expect([...grafana.points.values()].filter(({ name }) => name === 'heartbeat')).toEqual([
          { uid: 'theirs', name: 'heartbeat', settings: { url: 'theirs' } },
        ]);
      },
    );

    test('ours go where ours go', async () => {
      await apply('--merge');

      const ours = {
        alertname: 'PaletteClusterUnhealthy',
        component: 'cluster',
        managed_by: 'palette-bundle',
      };
      const [urgent] = takers(grafana.policies, { ...ours, severity: 'critical' });
      const [shown] = takers(grafana.policies, { ...ours, severity: 'info' });
      expect(urgent?.receiver).toBe('Ada');
      expect(urgent?.mute_time_intervals).toBeUndefined();
      expect(shown?.mute_time_intervals).toEqual(['palette-bundle: never']);
    });

    test('a contact point of theirs that is called like one of ours gets no address of ours', async () => {
      const point = { uid: 'another', name: 'Ada', settings: { addresses: 'another@example.com' } };
      grafana.points.set('another', point);

      await apply('--merge');

      const ours = { component: 'cluster', severity: 'critical', managed_by: 'palette-bundle' };
      expect(grafana.points.get('another')).toEqual(point);
      expect([...grafana.points.values()].filter(({ name }) => name === 'Ada')).toEqual([point]);
      expect(told({ ...ours, alertname: 'PaletteClusterUnhealthy' })).toEqual(['Ada (palette)']);
    });

    test('a contact point of ours that one of them names stays', async () => {
      const gone = { uid: 'palette-0123456789abcdef', name: 'Gone', settings: {} };
      grafana.points.set(gone.uid, gone);
      grafana.policies = { receiver: 'x', routes: [{ receiver: 'y', routes: [{ receiver: 'Gone' }] }] };

      await apply('--merge');

      expect(grafana.points.get(gone.uid)).toEqual(gone);
    });

    test('a mute timing of theirs that is called like one of ours keeps its hours', async () => {
      const ada = { name: 'Ada', roles: ['Ops'], hours: '08:00-16:00', timeZone: 'UTC' };
      const people = [ada, { name: 'Sam', roles: ['Ops'] }].map((person) => ({
        ...person,
        email: `${person.name.toLowerCase()}@example.com`,
      }));
      const contacts = toYaml({ contacts: people });
      const nights = { name: 'Ada off duty', time_intervals: [{ times: [] }] };
      grafana.timings.set(nights.name, nights);

      await applyTo(inputFolder({ contacts, routing: ROUTING }), '--merge');

      expect(grafana.timings.get(nights.name)).toEqual(nights);
      expect([...grafana.timings.keys()].sort()).toEqual([
        'Ada off duty',
        'palette-bundle: Ada off duty',
        'palette-bundle: never',
      ]);
    });

    test('a policy of theirs stays, whatever the mute timing is called that silences it', async () => {
      const muted: Route = {
        receiver: 'nodes',
        object_matchers: [['team', '=', 'nodes']],
        mute_time_intervals: ['palette never'],
      };
      const named: Route = { ...muted, mute_time_intervals: ['palette-bundle: never'] };
      grafana.policies = { receiver: 'x', routes: [muted, named] };

      await apply('--merge');
      expect(grafana.policies.routes.slice(1)).toEqual([muted, named]);

      await apply('--remove');
      expect(grafana.policies.routes).toEqual([muted, named]);
    });

    test('a rule that they put into a group of ours stays in it, and one that we no longer have goes', async () => {
      await apply('--merge');
      const [[group, { rules }] = ['', { rules: [] }]] = grafana.groups;
      const place = { folderUID: 'palette-monitoring', ruleGroup: group };
      const theirRule = { uid: 'theirs', title: 'Theirs', labels: { team: 'other' }, ...place };
      const old = { uid: 'palette-old', title: 'Old', labels: { managed_by: 'palette-bundle' }, ...place };
      grafana.groups.set(group, { rules: [...rules, theirRule, old] });

      await apply('--merge');

      const after = grafana.groups.get(group)?.rules ?? [];
      expect(after).toHaveLength(rules.length + 1);
      expect(after).toContainEqual(theirRule);
    });

    test('a mute timing of ours that nothing wants any more goes', async () => {
      grafana.timings.set('palette-bundle: Gone off duty', { name: 'palette-bundle: Gone off duty' });

      await apply('--merge');

      expect([...grafana.timings.keys()]).toEqual(['palette-bundle: never']);
    });

    test('what --replace left of ours goes', async () => {
      grafana.points.clear();
      await applyWith(settings, '--replace');

      await applyWith(settings, '--merge');

      expect(grafana.policies.routes).toHaveLength(1);
      expect([...grafana.points.values()].map(({ name }) => name)).toEqual(['Ada']);
    });
  });

  test('calls the time that an alert goes on as the API does, not as the provisioning files do', async () => {
    await apply('--merge');

    const rules = [...grafana.groups.values()].flatMap((group) => group.rules);
    expect(rules).toContainEqual(
      expect.objectContaining({ title: 'PaletteEdgeHostUnhealthy', keep_firing_for: '5m' }),
    );
    expect(JSON.stringify(rules)).not.toContain('keepFiringFor');
  });

  test('changes nothing when it is run again', async () => {
    await apply('--merge');
    const before = JSON.stringify([
      grafana.policies,
      [...grafana.points],
      [...grafana.timings],
      [...grafana.groups],
    ]);

    await apply('--merge');

    expect(
      JSON.stringify([grafana.policies, [...grafana.points], [...grafana.timings], [...grafana.groups]]),
    ).toBe(before);
  });

  test('removes contact points of its own that are no longer wanted', async () => {
    grafana.points.set('palette-0123456789abcdef', {
      uid: 'palette-0123456789abcdef',
      name: 'Gone',
      settings: {},
    });

    await apply('--merge');

    expect([...grafana.points.values()].map(({ name }) => name)).toEqual(['Ada']);
  });

  describe('--remove', () => {
    const remove = () => apply('--remove');
    const state = () =>
      JSON.stringify([
        grafana.policies,
        [...grafana.points],
        [...grafana.timings],
        [...grafana.groups.values()].flatMap((group) => group.rules),
      ]);

    test('takes out what --merge brought and leaves all that was there', async () => {
      grafana.points.set('theirs', { uid: 'theirs', name: 'heartbeat', settings: {} });
      grafana.timings.set('nights', { name: 'nights' });
      const theirs = { uid: 'rule', title: 'PaletteClusterError', labels: { team: 'other' } };
      grafana.groups.set('theirs', { rules: [theirs] });
      grafana.policies = {
        receiver: 'x',
        routes: [{ ...OTHERS[0], mute_time_intervals: ['nights'] } as Route],
      };
      const before = state();
      await apply('--merge');
      expect(state()).not.toBe(before);

      const { code, out } = await remove();

      expect(code).toBe(0);
      expect(out).toMatch(
        /: \d\d+ rules, 1 policies, 1 contact points, 1 mute timings removed; 1 policies of others kept\n$/,
      );
      expect(state()).toBe(before);
      expect((await remove()).out).toContain(
        ': 0 rules, 0 policies, 0 contact points, 0 mute timings removed',
      );
      expect(state()).toBe(before);
    });

    test('keeps a contact point and a timing of ours that a policy of others names', async () => {
      await apply('--merge');
      const below: Route = { receiver: 'Ada', mute_time_intervals: ['palette-bundle: never'] };
      const used: Route = { receiver: 'other team', routes: [below] };
      grafana.policies = { ...grafana.policies, routes: [...grafana.policies.routes, used] };

      await remove();

      expect(grafana.policies.routes).toEqual([...OTHERS, used]);
      expect([...grafana.points.values()].map(({ name }) => name)).toEqual(['Ada']);
      expect([...grafana.timings.keys()]).toEqual(['palette-bundle: never']);
    });

    test('resets the tree that --replace made', async () => {
      await apply('--replace');

      await remove();

      expect(grafana.policies).toEqual({ receiver: 'grafana-default-email', routes: [] });
      expect(grafana.points.size + grafana.timings.size).toBe(0);
    });

    test('changes nothing where others were added to the tree that --replace made', async () => {
      await apply('--replace');
      grafana.policies = { ...grafana.policies, routes: [...grafana.policies.routes, ...OTHERS] };
      const before = state();

      const { code, err } = await remove();

      expect(code).toBe(2);
      expect(err).toContain('choose another contact point for the default policy');
      expect(state()).toBe(before);
    });
  });

  test('replaces the whole tree only when told to', async () => {
    const { out } = await apply('--replace');

    expect(out).toContain('all policies replaced');
    expect(JSON.stringify(grafana.policies)).not.toContain('other team');
  });

  test.each([[[]], [['--merge', '--replace']], [['--merge', '--remove']]])(
    'wants to be told which (%j)',
    async (args) => {
      const { code, err } = await apply(...args);

      expect(code).toBe(2);
      expect(err).toMatch(/^palette-bundle: grafana: .*--merge .*--replace .*\n$/);
    },
  );

  test('says what is wrong with the token', async () => {
    writeFileSync(tokenFile, 'wrong');

    const { code, err } = await apply('--merge');

    expect(code).toBe(2);
    expect(err).toMatch(/^palette-bundle: --token-file .*answered 401; use a service account .*\n$/);
    expect(err).not.toContain('wrong');
  });
});
