import { Counter, Gauge, Histogram, Registry, Summary } from 'prom-client';
import { beforeEach, expect, test } from 'vitest';
import { defaultMetrics, renderLive } from '../../exporter/exposition/live.ts';
import { parseSamples } from '../kit/parse-samples.ts';

let registry: Registry;
beforeEach(() => {
  registry = new Registry();
  const registers = [registry];
  new Gauge({ name: 'own_up', help: 'Up "now".', labelNames: ['source'], registers }).set(
    { source: 'a"b\\c\nd' },
    1,
  );
  new Counter({ name: 'own_requests_total', help: 'Requests.', registers }).inc(3);
  new Histogram({
    name: 'own_seconds',
    help: 'Time.',
    labelNames: ['path'],
    buckets: [0.5, 2],
    registers,
  }).observe({ path: '/v1' }, 1.5);
});

test('renders gauges, counters and histograms in the text format, sorted', async () => {
  const live = await renderLive(registry, 'text');

  expect(live.families).toEqual(['own_requests_total', 'own_seconds', 'own_up']);
  expect(live.text).toBe(`# HELP own_requests_total Requests.
# TYPE own_requests_total counter
own_requests_total 3
# HELP own_seconds Time.
# TYPE own_seconds histogram
own_seconds_bucket{le="0.5",path="/v1"} 0
own_seconds_bucket{le="2",path="/v1"} 1
own_seconds_bucket{le="+Inf",path="/v1"} 1
own_seconds_sum{path="/v1"} 1.5
own_seconds_count{path="/v1"} 1
# HELP own_up Up "now".
# TYPE own_up gauge
own_up{source="a\\"b\\\\c\\nd"} 1
`);
});

test('names the family of a counter without _total in OpenMetrics, and its samples with it', async () => {
  const { text } = await renderLive(registry, 'openmetrics');

  expect(text).toContain('# TYPE own_requests counter\nown_requests_total 3\n');
  expect(text).toContain('# HELP own_up Up \\"now\\".\n');
  expect(text).not.toContain('# EOF');
});

test('gives a counter without _total one in OpenMetrics only', async () => {
  new Counter({ name: 'own_odd', help: 'Odd.', registers: [registry] }).inc();

  expect((await renderLive(registry, 'openmetrics')).text).toContain(
    '# TYPE own_odd counter\nown_odd_total 1\n',
  );
  expect((await renderLive(registry, 'text')).text).toContain('# TYPE own_odd counter\nown_odd 1\n');
});

test('is not changed by having been asked for OpenMetrics before', async () => {
  const before = await renderLive(registry, 'text');
  await renderLive(registry, 'openmetrics');

  expect(await renderLive(registry, 'text')).toEqual(before);
});

test('renders summaries', async () => {
  new Summary({ name: 'own_summary', help: 'S.', percentiles: [0.5], registers: [registry] }).observe(4);

  const { text } = await renderLive(registry, 'text');

  expect(text).toContain(
    '# TYPE own_summary summary\nown_summary{quantile="0.5"} 4\nown_summary_sum 4\nown_summary_count 1\n',
  );
});

test('offers the metrics of the process without gauges that are named like counters', async () => {
  const process = new Registry();
  defaultMetrics(process);

  const { families, text } = await renderLive(process, 'text');

  expect(families).toEqual(
    expect.arrayContaining(['process_cpu_seconds_total', 'nodejs_eventloop_lag_seconds']),
  );
  expect(text.match(/# TYPE \S+_total (?!counter)/g)).toBeNull();
  expect(parseSamples(text).length).toBeGreaterThan(families.length);
});
