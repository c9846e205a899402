import type { Facts } from '../../../generator/period/facts.ts';
import { periodOf } from '../../../generator/period/period.ts';

const period = periodOf('2026-11-16', '2026-11-23', new Date('2026-11-24T08:00:00Z'));
const MINUTE = 60_000;
const at = (text: string) => Date.parse(`2026-11-${text}:00Z`);
const whole = { fromBefore: false, goesOn: false };

const well = { measured: 1440, failing: 0 };
const object = (key: string, project: string, ...days: { measured: number; failing: number }[]) => {
  const buckets = period.buckets.map((_, day) => days[day] ?? well);
  const sum = (of: 'measured' | 'failing') => buckets.reduce((total, each) => total + each[of], 0);
  return { key, name: key, project, buckets, measured: sum('measured'), failing: sum('failing') };
};
const none = { measured: 0, failing: 0 };
const label = { cluster_name: 'line', node: 'line-1' };

/** A week in which something of everything happened, with names that mean something to HTML and Markdown. */
export const facts: Facts = {
  period,
  objective: 0.999,
  availability: [
    {
      title: 'Tenant console',
      failure: 'does not answer the exporter',
      objects: [object('pma', '', well, well, { measured: 1440, failing: 129 })],
    },
    {
      title: 'Clusters',
      failure: 'not healthy, or Palette does not know',
      objects: [
        object('line|<script>', 'North', well, { measured: 1440, failing: 1 }, none),
        object('office', 'North'),
      ],
    },
  ],
  rollouts: [
    {
      ...whole,
      labels: { palette: 'pma', cluster_uid: 'c1' },
      kind: 'rollout',
      cluster: 'line',
      project: 'North',
      from: at('17T10:05'),
      to: at('17T10:21'),
      nodes: [
        {
          node: 'line-1',
          spells: [
            {
              what: 'drain',
              detail: 'cordon InProgress',
              from: at('17T10:05'),
              to: at('17T10:07'),
              goesOn: false,
            },
            {
              what: 'rebuild',
              detail: 'Provisioning',
              from: at('17T10:07'),
              to: at('17T10:10'),
              goesOn: false,
            },
          ],
          bootedAt: at('17T10:08'),
          slots: ['active', 'passive'],
        },
        {
          node: 'line-2',
          spells: [
            {
              what: 'drain failed',
              detail: 'cordon Failed',
              from: at('17T10:12'),
              to: at('17T10:30'),
              goesOn: true,
            },
          ],
          bootedAt: undefined,
          slots: [undefined, undefined],
        },
      ],
      changes: [
        { of: 'cluster', name: 'line', what: 'Kubernetes', from: '1.33.5', to: '1.33.6' },
        { of: 'pack', name: 'line edge-k8s', what: 'pack', from: '1.33.5', to: '1.33.6' },
        { of: 'edge host', name: 'line-2', what: 'kernel', from: '6.8.0-87', to: '6.8.0-90' },
      ],
      failed: [
        { kind: 'Virtual machine', key: 'mes/db', name: 'mes/db', minutes: 4 },
        { kind: 'Clusters', key: 'line|<script>', name: 'line', minutes: 1 },
      ],
    },
  ],
  incidents: [
    {
      labels: { ...label, alertname: 'PaletteNodeNotReady' },
      alert: 'PaletteNodeNotReady',
      component: 'node',
      severity: 'critical',
      from: at('18T02:10'),
      to: at('18T03:00'),
      ...whole,
      silencedAt: at('18T02:22'),
      told: ['Juno'],
    },
    {
      labels: { ...label, alertname: 'PaletteClusterBackupOld' },
      alert: 'PaletteClusterBackupOld',
      component: 'backup',
      severity: 'warning',
      from: period.from,
      to: period.to,
      fromBefore: true,
      goesOn: true,
      silencedAt: undefined,
      told: ['Juno', 'Mira'],
    },
  ],
  knowsSilences: true,
  kept: [
    {
      what: 'backups',
      of: 'line',
      project: 'North',
      count: '1 Failed, 6 Completed',
      lastGood: at('22T01:00'),
      expires: at('22T01:00') + 30 * 1440 * MINUTE,
      note: '',
    },
  ],
  versions: [
    { of: 'cluster', name: 'line', what: 'Kubernetes', from: '1.33.5', to: '1.33.6' },
    { of: 'pack', name: 'line cilium', what: 'pack', from: '1.18.4', to: '1.18.4' },
    { of: 'pack', name: 'office cilium', what: 'pack', from: '1.18.4', to: '1.18.4' },
  ],
  missing: [{ what: 'Which slot hosts ran', why: 'no series of the hook' }],
  questions: [
    { what: 'Tenant console: asked', how: 'minutes', promql: 'max by (palette) (palette_up)' },
    { what: 'Alerts that fired', how: 'states', promql: 'ALERTS{alertstate="firing", component!=""}' },
  ],
};

export const emptyFacts: Facts = {
  ...facts,
  availability: [],
  rollouts: [],
  incidents: [],
  kept: [],
  versions: [],
};
