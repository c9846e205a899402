import { writeFileSync } from 'node:fs';
import type { Server } from 'node:http';
import { join } from 'node:path';
import { afterEach, beforeEach, describe, expect, test } from 'vitest';
import { toYaml } from '../../../generator/kit/serialise.ts';
import { answering, startServer } from '../../kit/answering-server.ts';
import { type FakeGrafana, fakeGrafana } from '../../kit/fake-grafana.ts';
import { bundle, inputFolder } from '../../kit/run-bundle.ts';
import { options } from '../../kit/small-site.ts';
import { temporaryFolder } from '../../kit/temporary.ts';

const SOURCES = options(
  inputFolder({
    contacts: toYaml({
      contacts: [
        {
          name: 'Ada',
          roles: ['Ops'],
          email: 'ada@example.com',
          hours: '08:00-16:00',
          timeZone: 'Europe/Berlin',
        },
        { name: 'Bea', roles: ['Ops'], email: 'bea@example.com' },
      ],
    }),
    routing: toYaml({ fallback: 'Ops', routes: [{ tell: 'Ops' }] }),
  }),
);

describe('verify --grafana', () => {
  let server: Server;
  let grafana: FakeGrafana;
  let tokenFile: string;
  beforeEach(async () => {
    tokenFile = join(temporaryFolder(), 'token');
    writeFileSync(tokenFile, 'secret');
    [server, grafana] = await fakeGrafana([
      { receiver: 'others', object_matchers: [['team', '=', 'others']] },
    ]);
    grafana.points.set('theirs', {
      uid: 'theirs',
      name: 'Ada',
      type: 'email',
      settings: { addresses: 'a@example.com' },
    });
  });
  afterEach(() => {
    server.closeAllConnections();
    server.close();
  });

  const apply = (...args: readonly string[]) =>
    bundle(['grafana', '--url', grafana.url, '--token-file', tokenFile, ...SOURCES, ...args]);
  const verify = (url = grafana.url) =>
    bundle(['verify', '--grafana', url, '--grafana-token-file', tokenFile, ...SOURCES]);
  const firstGroup = () => {
    const [[name, { rules }] = ['', { rules: [] }]] = grafana.groups;
    return { name, rules: rules as readonly Readonly<Record<string, unknown>>[] };
  };
  const changeRule = (change: object) => {
    const { name, rules } = firstGroup();
    const [first, ...more] = rules;
    grafana.groups.set(name, { rules: [{ ...first, ...change }, ...more] });
  };

  test.each(['--merge', '--replace'])(
    'says that all is well after %s, beside a contact point called alike',
    async (how) => {
      await apply(how);

      const { code, out, err } = await verify();

      expect(err).toBe('');
      expect(out).toMatch(/^(ok .*\n)+\nWhat runs is what is planned\.\n$/);
      expect(code).toBe(0);
      for (const check of ['grafana rules', 'grafana contacts', 'grafana routing'])
        expect(out).toContain(`ok    ${check}`);
    },
  );

  test.each<[string, () => void, RegExp]>([
    [
      'a policy of others that swallows',
      () => {
        grafana.policies = {
          ...grafana.policies,
          routes: [
            { receiver: 'others', object_matchers: [['severity', '=~', 'critical|warning']] },
            ...grafana.policies.routes,
          ],
        };
        grafana.points.set('o', { uid: 'o', name: 'others', type: 'webhook', settings: {} });
      },
      /FAIL {2}grafana routing .*Bea is not told about .*to "others" takes them/,
    ],
    [
      'hours that were changed',
      () => {
        const name = 'palette-bundle: Ada off duty';
        grafana.timings.set(name, {
          name,
          time_intervals: [{ times: [{ start_time: '00:00', end_time: '12:00' }] }],
        });
      },
      /FAIL {2}grafana routing .*Ada is not told about .*in \d+(\.\d+)? of 168 hours/,
    ],
    [
      'another address',
      () => {
        for (const point of grafana.points.values())
          if (point.name === 'Bea') Object.assign(point.settings, { addresses: 'x@example.com' });
      },
      /FAIL {2}grafana contacts .*Bea \(another addresses\)/,
    ],
    ['a rule that is paused', () => changeRule({ isPaused: true }), /FAIL {2}grafana rules .* is paused/],
    [
      'a rule with another hold',
      () => changeRule({ for: '59m' }),
      /FAIL {2}grafana rules .*for 59m instead of/,
    ],
    [
      'a rule that names its contact point itself',
      () => changeRule({ notification_settings: { receiver: 'others' } }),
      /FAIL {2}grafana rules .*names a contact point past the policies/,
    ],
    [
      'rules that are gone',
      () => {
        grafana.groups.delete(firstGroup().name);
      },
      /FAIL {2}grafana rules .* are not there: /,
    ],
    [
      'a severity that was changed',
      () => changeRule({ labels: { ...(firstGroup().rules[0]?.labels as object), severity: 'info' } }),
      /FAIL {2}grafana rules .*severity "info" instead of/,
    ],
  ])('finds %s', async (_, plant, found) => {
    await apply('--merge');
    plant();

    const { code, out, err } = await verify();

    expect(err).toBe('');
    expect(out).toMatch(found);
    expect(code).toBe(1);
  });

  test('names a field that it does not understand, and ends with exit code 2', async () => {
    await apply('--merge');
    grafana.policies = { ...grafana.policies, hush: 'now' } as FakeGrafana['policies'];

    const { code, out, err } = await verify();

    expect([code, out]).toEqual([2, '']);
    expect(err).toContain(
      `--grafana ${grafana.url}: has route.hush, which this version of palette-bundle does not know`,
    );
  });

  test('says what is wrong with the token, with the answer, and with the options', async () => {
    const foreign = await startServer(answering(200, '<html>'));
    const odd = await verify(String(foreign.url));
    const alone = await bundle(['verify', '--grafana', grafana.url, ...SOURCES]);
    const half = await bundle(['verify', '--prometheus', 'http://127.0.0.1:9', ...SOURCES]);
    writeFileSync(tokenFile, 'wrong');
    const refused = await verify();

    expect([odd, alone, half, refused].map(({ code }) => code)).toEqual([2, 2, 2, 2]);
    expect(odd.err).toContain('answered something else than it should; check that this is Grafana');
    expect(alone.err).toContain('give --grafana-token-file');
    expect(half.err).toContain('give --alertmanager together with --prometheus, or --grafana');
    expect(refused.err).toMatch(/--grafana-token-file .*answered 401; use a service account that may read/);
  });
});
