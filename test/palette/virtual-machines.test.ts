import { describe, expect, it } from 'vitest';
import { createScheduler } from '../../exporter/collection/scheduler.ts';
import { createTelemetry } from '../../exporter/collection/telemetry.ts';
import { settingsOf } from '../../exporter/config/collector-settings.ts';
import { loadConfig } from '../../exporter/config/config.ts';
import { endpoints } from '../../exporter/palette/api/endpoints.ts';
import { virtualMachineSnapshots } from '../../exporter/palette/virtual-machine-snapshots.ts';
import { virtualMachines } from '../../exporter/palette/virtual-machines/index.ts';
import { sourcesOf } from '../../exporter/source-list.ts';
import { SourceError } from '../../exporter/sources/failures.ts';
import { createPlainStore } from '../collection/plain-store.ts';
import { answering, startServer } from '../kit/answering-server.ts';
import { eventually } from '../kit/eventually.ts';
import { fakeClock } from '../kit/fake-clock.ts';
import { recordLog } from '../kit/record-log.ts';
import { temporaryFile } from '../kit/temporary.ts';
import { type Answer, clusterRef, linesOf, type Settings, testPalette } from '../kit/test-palette.ts';

const SINCE = '2026-11-20T08:00:00Z';

describe('virtual machines', () => {
  it('tell what they should do, what they do, and whether they can be moved', async () => {
    const { text, dropped } = await of(() => pageOf(...MACHINES)).run(virtualMachines);

    await expect(text).toMatchFileSnapshot('golden/virtual-machines.prom');
    expect(dropped).toBe(0);
  });

  it('have resources and times of conditions with detail', async () => {
    const palette = of(() => pageOf(...MACHINES), { detailed: new Set(['virtual_machines']) });

    const { text } = await palette.run(virtualMachines);

    expect(text).toContain('palette_virtual_machine_memory_bytes{');
    expect(text).toContain('palette_virtual_machine_condition_changed_timestamp_seconds{');
  });

  it('are taken as they come: unknown states, missing parts, equal names, what is none', async () => {
    const odd = [
      { metadata: { name: 'same', namespace: 'a' }, status: { printableStatus: 'Levitating' } },
      { metadata: { name: 'same', namespace: 'b' }, spec: null, status: null },
      { metadata: { name: 'bare' } },
      { metadata: { namespace: 'nameless' } },
      'not a machine',
    ];

    const { text, dropped } = await of(() => pageOf(...odd)).run(virtualMachines);

    await expect(text).toMatchFileSnapshot('golden/virtual-machines-odd.prom');
    expect(dropped).toBe(2);
  });

  it('are read to the end of a list of 5,000, by the token of Kubernetes', async () => {
    const machines = Array.from({ length: 5000 }, (_, index) => machine(`vm-${index}`));

    const outcome = await of(pagesOf(machines)).run(virtualMachines);

    expect(linesOf(outcome, 'palette_virtual_machine_info')).toHaveLength(5000);
    expect(outcome.requests).toBe(100);
  });

  it('are read anew where the token expires on the way', async () => {
    const machines = Array.from({ length: 120 }, (_, index) => machine(`vm-${index}`));
    const pages = pagesOf(machines);
    let expired = 0;
    const answer: Answer = (endpoint, options) => {
      if (options.query?.continue === '100' && expired++ === 0)
        throw new SourceError('parse', 'answered 410');
      return pages(endpoint, options);
    };

    const outcome = await of(answer).run(virtualMachines);

    expect(linesOf(outcome, 'palette_virtual_machine_info')).toHaveLength(120);
    expect(expired).toBe(2);
  });

  it('fail where their list never ends, and where its token expires again and again', async () => {
    const endless: Answer = () => ({ metadata: { continue: 'more' }, items: [machine('vm')] });
    const expiring: Answer = (_, { query }) => {
      if (query?.continue !== undefined) throw new SourceError('parse', 'answered 410');
      return { metadata: { continue: 'more' }, items: [machine('vm')] };
    };

    await expect(of(endless).run(virtualMachines)).rejects.toThrow(/more than 200 pages/);
    await expect(of(expiring).run(virtualMachines)).rejects.toThrow('answered 410');
  });
});

describe('virtual machines without detail', () => {
  it('are numbers by cluster, state and node, and cost the same however many there are', async () => {
    const bound = { template: { spec: { nodeSelector: { 'kubernetes.io/hostname': 'line-1' } } } };
    const many = Array.from({ length: 1000 }, (_, index) => machine(`vm-${index}`, FIXED, bound));
    const palette = of(pagesOf(many), { brief: new Set(['virtual_machines']) });

    const { text } = await palette.run(virtualMachines);

    const lines = text.split('\n').filter((line) => line !== '' && !line.startsWith('#'));
    expect(lines.map((line) => line.replace(/\{.*\}/, ''))).toEqual([
      'palette_virtual_machines 1000',
      'palette_virtual_machines_bound_to_node 1000',
      'palette_virtual_machines_not_live_migratable 1000',
      'palette_virtual_machines_requested_cpu_cores 0',
      'palette_virtual_machines_requested_memory_bytes 0',
    ]);
  });

  it('of those that stand in the way of a drain none is counted that should be off', async () => {
    const machines = [machine('on', FIXED), machine('off', FIXED, { runStrategy: 'Halted' })];

    const outcome = await of(() => pageOf(...machines)).run(virtualMachines);

    expect(linesOf(outcome, 'palette_virtual_machines_not_live_migratable')[0]).toMatch(/ 1$/);
  });
});

describe('a virtual machine', () => {
  it('with every condition costs 14 series, as README says of 10,000', async () => {
    const types = ['Ready', 'Paused', 'LiveMigratable', 'AgentConnected', 'RestartRequired', 'Failure'];
    const conditions = types.map((type) => condition(type, 'True'));

    const { text } = await of(() => pageOf(machine('vm', { conditions }))).run(virtualMachines);

    expect(text.split('\n').filter((line) => line.startsWith('palette_virtual_machine_'))).toHaveLength(14);
  });
});

describe('virtual machines of some namespaces', () => {
  it('are asked for by namespace, each to its end, and no other', async () => {
    const asked: unknown[] = [];
    const answer: Answer = (_, { query }) => {
      asked.push(query?.namespace);
      return pageOf(machine(`of-${query?.namespace}`));
    };

    const outcome = await of(answer, { virtualMachineNamespaces: ['a', 'b', 'a'] }).run(virtualMachines);

    expect(asked).toEqual(['a', 'b']);
    expect(linesOf(outcome, 'palette_virtual_machine_info')).toHaveLength(2);
  });
});

describe('a configuration in YAML that names namespaces', () => {
  it('limits what is asked for, of machines and of snapshots', async () => {
    const server = await startServer(answering(200, pageOf(machine('vm'))));
    const { clock, end } = watching(
      server.url,
      ['line'],
      [virtualMachines.name, virtualMachineSnapshots.name],
      'virtualMachineNamespaces: [line, test-bench]',
    );
    const asked = () => server.requests.map(({ url }) => url).sort();

    await eventually('all four lists', async () => {
      await clock.advance(1000);
      return asked().length >= 4;
    });
    await end();

    expect(asked()).toEqual([
      '/v1/spectroclusters/line/vms/snapshot?namespace=line&limit=50',
      '/v1/spectroclusters/line/vms/snapshot?namespace=test-bench&limit=50',
      '/v1/spectroclusters/line/vms?namespace=line&limit=50',
      '/v1/spectroclusters/line/vms?namespace=test-bench&limit=50',
    ]);
  });
});

describe('a cluster whose agent does not answer', () => {
  it('costs itself and no other cluster, and is told of again when it answers', async () => {
    const fine = answering(200, pageOf(machine('vm')));
    const server = await startServer((request, response) =>
      (request.url.includes('/line/') ? answering(504, 'upstream timeout') : fine)(request, response),
    );
    const { clock, store, end } = watching(server.url, ['line', 'office'], [virtualMachines.name]);
    const told = (cluster: string) =>
      store
        .rows()
        .some(
          (row) => /^palette_virtual_machine_info\{/.test(row) && row.includes(`cluster_name="${cluster}"`),
        );
    const until = (what: string, holds: () => boolean) =>
      eventually(what, async () => {
        await clock.advance(5000);
        return holds();
      });

    await until('the other cluster', () => told('office') && server.requests.length > 2);
    const before = [told('line'), told('office')];
    server.answer = fine;
    await until('the cluster itself', () => told('line'));
    await end();

    expect(before).toEqual([false, true]);
    expect(told('office')).toBe(true);
  });
});

describe('the requests for virtual machines', () => {
  it('only read', () => {
    const about = Object.values(endpoints).filter(({ path }) => path.includes('/vms'));

    expect(about.map(({ method }) => method)).toEqual(['GET', 'GET', 'GET']);
    expect(about.map(({ path }) => path.split('/vms')[1])).toEqual(['', '', '/snapshot']);
  });
});

/** A Palette at that address with clusters that run virtual machines, read by these collectors in a time of its own. */
function watching(url: URL, clusters: readonly string[], ours: readonly string[], more = '') {
  const text = `palette:\n  - name: pma\n    url: ${url.href}\n    apiKey: k3y\n    ${more}\n`;
  const config = loadConfig(temporaryFile(text, 'palette-exporter.yaml'), {});
  const clock = fakeClock();
  const [source] = sourcesOf(config, { clock, telemetry: createTelemetry(), budgets: new Map() });
  const connection = source?.connect();
  if (connection?.fleet === undefined) throw new Error('no Palette was configured');
  connection.fleet.clusters = clusters.map((name) => clusterRef(name));
  connection.fleet.virtualMachineClusters = new Set(clusters);
  const store = createPlainStore();
  const scheduler = createScheduler({ clock, store, log: recordLog().log });
  connection.start(scheduler, (collector) =>
    ours.includes(collector.name) ? settingsOf(config, collector) : undefined,
  );
  return {
    clock,
    store,
    async end() {
      await scheduler.stop();
      await connection.close();
    },
  };
}

function of(answer: Answer, settings: Settings = {}) {
  const palette = testPalette(answer, settings);
  palette.fleet.clusters = [clusterRef('line')];
  palette.fleet.virtualMachineClusters = new Set(['line']);
  return palette;
}

function pageOf(...items: readonly unknown[]) {
  return { metadata: {}, items };
}

function pagesOf(items: readonly unknown[]): Answer {
  return (_, { query }) => {
    const from = Number(query?.continue ?? 0);
    const next = from + 50;
    const metadata = next < items.length ? { continue: String(next) } : {};
    return { metadata, items: items.slice(from, next) };
  };
}

function machine(name: string, status: object = {}, spec: object = {}) {
  return {
    metadata: { name, namespace: 'line', creationTimestamp: SINCE },
    spec: { runStrategy: 'Always', ...spec },
    status: { printableStatus: 'Running', ready: true, ...status },
  };
}

const condition = (type: string, status: string, reason = '') => ({
  type,
  status,
  reason,
  message: 'free text',
  lastTransitionTime: SINCE,
});

const FIXED = { conditions: [condition('LiveMigratable', 'False', 'DisksNotLiveMigratable')] };

const MACHINES = [
  machine(
    'app',
    {
      conditions: [
        condition('Ready', 'True'),
        condition('LiveMigratable', 'True'),
        condition('AgentConnected', 'True'),
      ],
      volumeSnapshotStatuses: [{ enabled: true }, { enabled: false }],
    },
    {
      template: {
        spec: {
          evictionStrategy: 'LiveMigrate',
          domain: { cpu: { cores: 2, sockets: 2 }, memory: { guest: '8Gi' } },
        },
      },
    },
  ),
  machine(
    'db',
    { conditions: [condition('LiveMigratable', 'False', 'DisksNotLiveMigratable')] },
    {
      runStrategy: undefined,
      running: true,
      instancetype: { name: 'u1.medium' },
      template: { spec: { domain: { resources: { requests: { cpu: '500m', memory: '512M' } } } } },
    },
  ),
  machine('crashing', {
    printableStatus: 'CrashLoopBackOff',
    ready: false,
    startFailure: { consecutiveFailCount: 5 },
  }),
  machine('off', { printableStatus: 'Stopped', ready: false }, { runStrategy: 'Halted' }),
  machine('by-hand', { printableStatus: 'Stopped', ready: false }, { runStrategy: 'Manual' }),
];
