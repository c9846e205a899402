import { expect, test } from 'vitest';
import type { Sample, SampledSeries } from '../../../generator/commands/api/prometheus-query.ts';
import type { Asker } from '../../../generator/period/asker.ts';
import { periodOf } from '../../../generator/period/period.ts';
import {
  availabilityQuestions,
  type Question,
  questionsOf,
  versionQuestions,
} from '../../../generator/period/questions.ts';
import { rolloutsOf } from '../../../generator/period/rollout-story.ts';
import { readSettings } from '../../../generator/site-settings.ts';

const MINUTE = 60_000;
const period = periodOf('2026-11-16', '2026-11-17', new Date('2026-11-24T08:00:00Z'));
const settings = readSettings();
const questions = questionsOf(settings);
const availability = availabilityQuestions(settings);
const versions = versionQuestions(settings);
const LINE = { palette: 'pma', cluster_uid: 'c1', cluster_name: 'line', project: 'North' };
const OTHER = { ...LINE, cluster_uid: 'c2', cluster_name: 'other' };

test('a rollout is one although the cluster looks settled between two nodes', async () => {
  const [rollout, second] = await told({
    states: [[questions.rollingOut, [during(LINE, 60, 70), during(LINE, 73, 80)]]],
  });

  expect(second).toBeUndefined();
  expect(rollout).toMatchObject({ kind: 'rollout', cluster: 'line', project: 'North' });
  expect(minutes(rollout)).toEqual([60, 80]);
});

test('only its own nodes belong to it, in the order in which they were taken', async () => {
  const [rollout] = await told({
    states: [
      [questions.rollingOut, [during(LINE, 60, 80)]],
      [
        questions.cordoned,
        [of(LINE, 'n2', 70, 72, CORDON), of(LINE, 'n1', 61, 63, CORDON), of(OTHER, 'x', 61, 63, CORDON)],
      ],
      [questions.notRunning, [of(LINE, 'n1', 63, 66, { state: 'Provisioning' })]],
      [questions.notReady, [of(LINE, 'n9', 600, 605)]],
    ],
  });

  expect(rollout?.nodes.map(({ node }) => node)).toEqual(['n1', 'n2']);
  expect(rollout?.nodes[0]?.spells.map(({ what, detail }) => [what, detail])).toEqual([
    ['drain', 'cordon InProgress'],
    ['rebuild', 'Provisioning'],
  ]);
});

test('slot and boot are those of the host under the node, by the address that Kubernetes knows', async () => {
  const boot = (period.from + 64 * MINUTE) / 1000;
  const [rollout] = await told({
    states: [
      [questions.rollingOut, [during(LINE, 60, 80)]],
      [questions.cordoned, [of(LINE, 'n1', 61, 63, CORDON), of(LINE, 'n2', 65, 67, CORDON)]],
    ],
    moments: [
      [questions.nodeAddresses, () => [{ labels: { node: 'n1', internal_ip: '192.0.2.1' }, value: 1 }]],
      [questions.boots, () => [{ labels: { host: '192.0.2.1:9100' }, value: boot }]],
      [
        questions.slots,
        (at) => [
          { labels: { host: '192.0.2.1:9100', state: at < boot * 1000 ? 'active' : 'passive' }, value: 1 },
        ],
      ],
    ],
  });

  expect(rollout?.nodes[0]).toMatchObject({
    node: 'n1',
    slots: ['active', 'passive'],
    bootedAt: boot * 1000,
  });
  expect(rollout?.nodes[1]).toMatchObject({ node: 'n2', slots: [undefined, undefined], bootedAt: undefined });
});

test('what failed meanwhile is of the cluster, its Palette and its machines, and of no other cluster', async () => {
  const machine = { vm_namespace: 'mes', virtual_machine: 'db' };
  const [tenant, , , clusters] = availability;
  if (tenant === undefined || clusters === undefined) throw new Error('no such questions');
  const [rollout] = await told({
    states: [[questions.rollingOut, [during(LINE, 60, 80)]]],
    minutes: [
      [
        tenant.failing,
        [
          { labels: { palette: 'pma' }, value: 2 },
          { labels: { palette: 'else' }, value: 9 },
        ],
      ],
      [
        clusters.failing,
        [
          { labels: LINE, value: 3 },
          { labels: OTHER, value: 9 },
        ],
      ],
      [
        questions.machinesDown,
        [
          { labels: { ...LINE, ...machine }, value: 4 },
          { labels: { ...OTHER, ...machine }, value: 9 },
        ],
      ],
    ],
  });

  expect(rollout?.failed.map(({ kind, name, minutes: count }) => [kind, name, count])).toEqual([
    ['Virtual machine', 'mes/db', 4],
    ['Clusters', 'line', 3],
    ['Tenant console', 'pma', 2],
  ]);
});

test('an upgrade of the appliance is told by its hosts, also while none of them answers', async () => {
  const local = { cluster_uid: 'l1', cluster_name: 'palette-management' };
  const [rollout, second] = await told({
    states: [
      [questions.applianceUpgrading, [during(local, 60, 70), during(local, 100, 130)]],
      [
        questions.localUiAway,
        [during({ edge_host: 'pma-1' }, 71, 96), during({ edge_host: 'elsewhere' }, 71, 96)],
      ],
    ],
    moments: [[questions.members, () => [{ labels: { cluster_uid: 'l1', edge_host: 'pma-1' }, value: 1 }]]],
  });

  expect(second).toBeUndefined();
  expect(rollout).toMatchObject({ kind: 'appliance upgrade', cluster: 'palette-management' });
  expect(rollout?.nodes.map(({ node, spells }) => [node, spells[0]?.what])).toEqual([['pma-1', 'away']]);
});

const CORDON = { action: 'cordon', state: 'InProgress' };

interface Told {
  readonly states?: readonly (readonly [Question, readonly SampledSeries[]])[];
  readonly moments?: readonly (readonly [Question, (at: number) => readonly Sample[]])[];
  readonly minutes?: readonly (readonly [Question, readonly Sample[]])[];
}

/** What is made of these answers; to all else the answer is nothing. */
function told({ states = [], moments = [], minutes: counted = [] }: Told) {
  const asker: Asker = {
    states: async (question) => new Map(states).get(question) ?? [],
    moment: async (question, at) => new Map(moments).get(question)?.(at) ?? [],
    minutes: async (question) => new Map(counted).get(question) ?? [],
  };
  return rolloutsOf({ asker, questions, availability, versions, period });
}

function during(labels: Sample['labels'], first: number, end: number): SampledSeries {
  const all = Array.from({ length: end - first }, (_, index) => first + index);
  return { labels, samples: all.map((minute) => [period.from + minute * MINUTE, 1] as const) };
}

function of(labels: Sample['labels'], node: string, first: number, end: number, more: Sample['labels'] = {}) {
  return during({ ...labels, node, ...more }, first, end);
}

function minutes(span: { from: number; to: number } | undefined): readonly number[] {
  return span === undefined ? [] : [span.from, span.to].map((at) => (at - period.from) / MINUTE);
}
