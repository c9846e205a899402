import { expect, test } from 'vitest';
import { isInhibited, receiversTold } from '../../../generator/alertmanager/evaluate.ts';
import { readConfiguration } from '../../../generator/alertmanager/read-configuration.ts';

const read = (text: string) => readConfiguration('http://am', text);

test('a receiver that is written like nothing is one, and children have what their parents say', () => {
  const { route } = read(`
route:
  receiver: "null"
  group_by: [a]
  group_wait: 10s
  mute_time_intervals: [night]
  routes: [{ receiver: null, matchers: ['a="b"'], routes: [{ receiver: 012, group_by: ['...'] }] }]
receivers: [{ name: "null" }, { name: 012 }]
time_intervals: [{ name: night, time_intervals: [{ location: Europe/Berlin }] }]
`);

  const [child] = route.routes;
  expect(child).toMatchObject({ receiver: 'null', groupBy: ['a'], groupWait: '10s', muteTimes: [] });
  expect(child?.routes[0]).toMatchObject({ receiver: '012', groupBy: ['...'], groupWait: '10s' });
});

test.each([
  ['route: { receiver: a, only_on_sundays: true }', 'has route.only_on_sundays, which this version'],
  ['route: { receiver: a, routes: [{ when: x }] }', 'has route.routes.0.when, which'],
  ['muting: []\nroute: { receiver: a }', 'has muting, which'],
  ['route: { receiver: a }\ninhibit_rules: [{ unless: [] }]', 'has inhibit_rules.0.unless, which'],
  ['receivers: []', 'is not as a configuration of Alertmanager is (route)'],
  ['<html>', 'is not as a configuration of Alertmanager is (the whole)'],
  ['a: [', 'is not valid YAML'],
  [`route: { receiver: a, matchers: ['a=~"(?U)x"'] }`, '"(?U)x" in a pattern is not understood'],
  [`route: { receiver: a, matchers: ['nonsense'] }`, 'the matcher "nonsense" is not understood'],
  [
    'route: { receiver: a }\ntime_intervals: [{ name: n, time_intervals: [{ location: Local }] }]',
    'the time interval "n": location "Local" is the zone of the machine',
  ],
])('what is not understood is said by name: %j', (text, what) => {
  expect(() => read(text)).toThrow(`http://am: ${what}`);
});

test('only receivers that lead somewhere are told', () => {
  const configuration = read(`
route: { receiver: empty, routes: [{ receiver: empty, continue: true }, { receiver: mail, mute_time_intervals: [june] }] }
receivers: [{ name: empty, labels: { name: empty } }, { name: mail, email_configs: [{ to: a@example.com }] }]
mute_time_intervals: [{ name: june, time_intervals: [{ months: ['june'] }] }]
`);

  expect([...receiversTold(configuration, {}, new Date('2026-05-31T23:59Z'))]).toEqual(['mail']);
  expect([...receiversTold(configuration, {}, new Date('2026-06-01T00:00Z'))]).toEqual([]);
});

test('all sources of an inhibition must fire, and none mutes its like', () => {
  const { inhibitions } = read(`
route: { receiver: a }
receivers: [{ name: a }]
inhibit_rules:
  - { source_match: { s: "1" }, target_match_re: { t: ".+" }, equal: [e] }
  - { sources: [{ matchers: [x="1"] }, { matchers: [y="1"], equal: [e] }], target_matchers: [u="1"] }
`);

  const muted = (target: Record<string, string>, ...firing: Record<string, string>[]) =>
    isInhibited(inhibitions, target, firing);
  expect(muted({ t: '1', e: 'a' }, { s: '1', e: 'a' })).toBe(true);
  expect(muted({ t: '1', e: 'a' }, { s: '1', e: 'b' })).toBe(false);
  expect(muted({ s: '1', t: '1' }, { s: '1', t: '1' })).toBe(false);
  expect(muted({ u: '1', e: 'a' }, { x: '1' })).toBe(false);
  expect(muted({ u: '1', e: 'a' }, { x: '1' }, { y: '1', e: 'a' })).toBe(true);
});
