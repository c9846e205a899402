import fc from 'fast-check';
import { afterEach, expect, test } from 'vitest';
import { isOpen } from '../../../generator/alertmanager/evaluate.ts';
import { readConfiguration } from '../../../generator/alertmanager/read-configuration.ts';
import { FLAVOURS } from '../../kit/binaries.ts';
import { eventually } from '../../kit/eventually.ts';
import { type Alertmanager, startAlertmanager } from '../../kit/start-alertmanager.ts';
import { startWebhookSink } from '../../kit/webhook-sink.ts';

const ROUTES = 300;
const running: { close(): Promise<void> }[] = [];
afterEach(async () => {
  await Promise.all(running.splice(0).map((one) => one.close()));
});

test.each(FLAVOURS)('a live Alertmanager tells those whose hours it is (%s)', async (flavour) => {
  const sink = await startWebhookSink();
  running.push(sink);
  const intervals = fc.sample(aroundNow(new Date()), ROUTES);
  const routes = intervals.map((_, index) => ({
    receiver: `r${index}`,
    matchers: ['alertname="Any"'],
    continue: true,
    [index % 2 === 0 ? 'mute_time_intervals' : 'active_time_intervals']: [`i${index}`],
  }));
  const alertmanager = await startAlertmanager({
    flavour,
    config: {
      route: { receiver: 'nobody', group_wait: '0s', routes },
      time_intervals: intervals.map((interval, index) => ({ name: `i${index}`, time_intervals: [interval] })),
      receivers: [
        { name: 'nobody' },
        ...intervals.map((_, index) => ({
          name: `r${index}`,
          webhook_configs: [{ url: `${sink.url}/r${index}` }],
        })),
      ],
    },
  });
  running.push(alertmanager);
  const configuration = readConfiguration('the running one', await originalOf(alertmanager));

  const before = new Date();
  await alertmanager.post({ labels: { alertname: 'Any' } });
  const told = await eventually('every route to have told or kept quiet', async () => {
    const quiet = await suppressed(alertmanager);
    const receivers = new Set(sink.calls.map(({ path }) => path.slice(1)));
    return receivers.size + quiet === ROUTES && receivers;
  });
  const after = new Date();

  const open = (at: Date) =>
    configuration.route.routes
      .filter((route) => isOpen(configuration, route, at))
      .map(({ receiver }) => receiver);
  // Where the minute changed in between, either answer is right.
  const sure = open(before).filter((receiver) => open(after).includes(receiver));
  const possible = new Set([...open(before), ...open(after)]);
  expect(sure.filter((receiver) => !told.has(receiver))).toEqual([]);
  expect([...told].filter((receiver) => !possible.has(receiver))).toEqual([]);
  expect(told.size).toBeGreaterThan(ROUTES / 10);
  expect(told.size).toBeLessThan(ROUTES - ROUTES / 10);
});

async function originalOf({ url }: Alertmanager): Promise<string> {
  const answer = await fetch(`${url}/api/v2/status`);
  return ((await answer.json()) as { config: { original: string } }).config.original;
}

async function suppressed({ url }: Alertmanager): Promise<number> {
  const text = await (await fetch(`${url}/metrics`)).text();
  return [...text.matchAll(/^alertmanager_notifications_suppressed_total\{[^}]*\} (\d+)$/gm)]
    .map(([, count]) => Number(count))
    .reduce((sum, count) => sum + count, 0);
}

const ZONES = [
  'UTC',
  'Europe/Berlin',
  'America/New_York',
  'Asia/Kolkata',
  'Pacific/Auckland',
  'Pacific/Honolulu',
  'Asia/Kathmandu',
  'Australia/Lord_Howe',
];
const DAYS = ['sunday', 'monday', 'tuesday', 'wednesday', 'thursday', 'friday', 'saturday'];

/** Intervals of which about half hold now: their edges lie close to it. */
function aroundNow(now: Date): fc.Arbitrary<object> {
  const day = now.getUTCDate();
  const near = (value: number, low: number, high: number) =>
    fc.tuple(fc.integer({ min: -1, max: 1 }), fc.integer({ min: 0, max: 1 })).map(([offset, length]) => {
      const from = Math.min(high, Math.max(low, value + offset));
      return [from, Math.min(high, from + length)] as const;
    });
  const clock = (minute: number) =>
    `${String(Math.floor(minute / 60)).padStart(2, '0')}:${String(minute % 60).padStart(2, '0')}`;
  const days = near(day, 1, 28).map(([from, to]) => `${from}:${to}`);
  const optional = (arbitrary: fc.Arbitrary<unknown>) => fc.option(arbitrary, { nil: undefined, freq: 2 });
  return fc
    .record({
      times: optional(
        fc
          .tuple(fc.integer({ min: 0, max: 23 }), fc.integer({ min: 1, max: 24 }))
          .filter(([from, to]) => from < to)
          .map(([from, to]) => [{ start_time: clock(from * 60), end_time: clock(to * 60) }]),
      ),
      weekdays: optional(
        near(now.getUTCDay(), 0, 6).map(([from, to]) => [
          from === to ? `${DAYS[from]}` : `${DAYS[from]}:${DAYS[to]}`,
        ]),
      ),
      days_of_month: optional(
        fc.oneof(days, fc.constantFrom('-3:-1', '-10:-2', '20:-1', '31', '1:31')).map((range) => [range]),
      ),
      months: optional(near(now.getUTCMonth() + 1, 1, 12).map(([from, to]) => [`${from}:${to}`])),
      years: optional(near(now.getUTCFullYear(), 2000, 2999).map(([from, to]) => [`${from}:${to}`])),
      location: optional(fc.constantFrom(...ZONES)),
    })
    .map((interval) =>
      Object.fromEntries(Object.entries(interval).filter(([, value]) => value !== undefined)),
    );
}
