import { expect, test } from 'vitest';
import { MACHINE, subject } from '../../../alerts/kit/subjects.ts';

const NODE = subject({ cluster_uid: 'c1', node: 'node-1' });

test('a subject builds the selectors of its series', () => {
  expect(NODE.of('palette_node_ready')).toBe('palette_node_ready{cluster_uid="c1",node="node-1"}');
  expect(subject({}).of('palette_exporter_build_info')).toBe('palette_exporter_build_info');
});

test('labels of a series come on top, or take the place of those of the subject', () => {
  expect(NODE.of('up', { state: 'Running', node: 'node-2' })).toBe(
    'up{cluster_uid="c1",node="node-2",state="Running"}',
  );
});

test('a part of a subject is identified by its labels as well', () => {
  const disk = NODE.with({ disk: 'sda' });

  expect(disk.identity).toEqual(['cluster_uid', 'node', 'disk']);
  expect(disk.labels).toEqual({ cluster_uid: 'c1', node: 'node-1', disk: 'sda' });
  expect(NODE.identity).toEqual(['cluster_uid', 'node']);
});

test('labels that only the series have are no part of the identity', () => {
  const disk = NODE.with({ disk: 'sda' }, { serial: 'x' });

  expect(disk.of('smart_ok')).toBe('smart_ok{cluster_uid="c1",node="node-1",disk="sda",serial="x"}');
  expect(disk.identity).toEqual(['cluster_uid', 'node', 'disk']);
});

test('a host is named by another label in the series than in the alert', () => {
  expect(MACHINE.of('node_boot_time_seconds')).toBe(
    'node_boot_time_seconds{job="node-exporter",cluster="edge-1",instance="192.0.2.21:9100"}',
  );
  expect(MACHINE.identity).toEqual(['cluster', 'host']);
});
