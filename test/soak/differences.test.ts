import { expect, test } from 'vitest';
import { differences } from './differences.ts';

const head = '# TYPE palette_cluster_state gauge\n# TYPE palette_events_total counter\n';

test('tells what only one of two expositions has, and values that differ', () => {
  const old = `${head}palette_cluster_state{state="Running"} 1\npalette_clusters 3\n`;
  const fresh = `${head}palette_cluster_state{state="Paused"} 1\npalette_clusters 4\n`;

  expect(differences(old, fresh)).toEqual({
    lines: [
      'palette_cluster_state{"state":"Paused"}: not there, fresh 1',
      'palette_cluster_state{"state":"Running"}: 1, fresh not there',
      'palette_clusters{}: 3, fresh 4',
    ],
    series: 3,
  });
});

test('leaves out counters, times of the exporter itself, and heartbeats of the same minute', () => {
  const of = (value: number) =>
    [
      `palette_events_total ${value}`,
      `palette_exporter_collector_duration_seconds ${value}`,
      `process_open_fds ${value}`,
      `palette_node_last_heartbeat_timestamp_seconds ${value * 30}`,
      '',
    ].join('\n');

  expect(differences(head + of(1), head + of(3)).lines).toEqual([]);
  expect(differences(head + of(1), head + of(4)).lines).toHaveLength(1);
});
