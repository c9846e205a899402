import { expect, test } from 'vitest';
import { parse } from 'yaml';
import { PACES, routingText, sentenceOf, settingsText, USUAL_PACE } from '../../demo/pace.ts';

const ADDRESSES = {
  exporter: '127.0.0.1:1',
  prometheus: '127.0.0.1:2',
  alertmanager: '127.0.0.1:3',
  mailServer: '127.0.0.1:4',
};
const HOST = 'PaletteEdgeHostUnhealthy';

test('rules run 30 times as fast as shipped unless told otherwise, and the page says so', () => {
  const { alerts } = parse(settingsText(ADDRESSES, 'site'));

  expect(alerts[HOST]).toEqual({ for: '10s', keepFiringFor: '10s' });
  expect(sentenceOf(USUAL_PACE)).toBe(
    'Rules and escalations run 30 times as fast as shipped: their minute takes 2 seconds.',
  );
});

test.each(PACES)('at pace %i what takes five minutes takes that much less', (pace) => {
  const { alerts } = parse(settingsText(ADDRESSES, 'site', pace));
  const told = { 1: '5m', 5: '1m', 10: '30s', 30: '10s', 60: '5s' }[pace];

  expect(alerts[HOST]).toEqual({ for: told, keepFiringFor: told });
});

test('at pace 1 the site is routed as its file says', () => {
  const after = [...routingText(1).matchAll(/after: (\S+)/g)].map(([, time]) => time);

  expect(after).toContain('30m');
  expect(sentenceOf(1)).toBe('Rules and escalations run as fast as shipped.');
});
