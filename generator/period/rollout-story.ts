import type { Sample, SampledSeries } from '../commands/api/prometheus-query.ts';
import type { Asker } from './asker.ts';
import { MINUTE, type Period, type Span } from './period.ts';
import type { AvailabilityQuestion, Questions, VersionQuestion } from './questions.ts';
import { overlaps, type Run, runsOf } from './runs.ts';
import { type AvailabilityOf, failedWithin } from './uptime.ts';
import { type Change, changesOf } from './version-changes.ts';

/** What a node went through. */
export interface NodeSpell extends Span {
  readonly what: 'drain' | 'drained' | 'drain failed' | 'rebuild' | 'not ready' | 'away';
  /** In the words of the console. */
  readonly detail: string;
  readonly goesOn: boolean;
}

/** One node in a rollout. */
export interface NodeStory {
  readonly node: string;
  readonly spells: readonly NodeSpell[];
  /** When its host booted meanwhile. */
  readonly bootedAt: number | undefined;
  /** Which image its host ran before and after, as far as that is known. */
  readonly slots: readonly [before: string | undefined, after: string | undefined];
}

/** A rollout of a cluster, or an upgrade of the appliance. */
export interface Rollout extends Run {
  readonly kind: 'rollout' | 'appliance upgrade';
  readonly cluster: string;
  readonly project: string;
  readonly nodes: readonly NodeStory[];
  readonly changes: readonly Change[];
  /** What failed meanwhile, and for how many minutes. */
  readonly failed: readonly {
    readonly kind: string;
    readonly key: string;
    readonly name: string;
    readonly minutes: number;
  }[];
}

interface Needed {
  readonly asker: Asker;
  readonly questions: Questions;
  readonly availability: readonly AvailabilityQuestion[];
  readonly versions: readonly VersionQuestion[];
  readonly period: Period;
}

/** Two rollouts that follow so soon are one: between two nodes a cluster can look settled. */
const PAUSE = 5 * MINUTE;
/** Of an upgrade of the appliance: Local UI is away while its host reboots, and nobody else tells. */
const REBOOT = 45 * MINUTE;
/** So long after the end the last collector has seen what came of it. */
const SETTLED = 20 * MINUTE;

/** All rollouts and upgrades of a period, in the order of their beginnings. */
export async function rolloutsOf(needed: Needed): Promise<readonly Rollout[]> {
  const { asker, questions, period } = needed;
  const clusters = runsOf(
    await asker.states(questions.rollingOut),
    period,
    keyOf('palette', 'cluster_uid'),
    PAUSE,
  );
  const appliances = runsOf(
    await asker.states(questions.applianceUpgrading),
    period,
    keyOf('cluster_uid'),
    REBOOT,
  );
  const spells = await spellsOf(needed);
  const rollouts: Rollout[] = [];
  for (const run of clusters) rollouts.push(await rolloutOf(run, 'rollout', spells, needed));
  for (const run of appliances) rollouts.push(await rolloutOf(run, 'appliance upgrade', spells, needed));
  return rollouts.sort((a, b) => a.from - b.from);
}

/** What a node is part of, and what it went through in the period. */
interface Spell extends NodeSpell {
  readonly labels: Sample['labels'];
}

/** How a drain stands, by its state in the console; it goes on in all others. */
const DRAINS: Readonly<Record<string, NodeSpell['what']>> = { Completed: 'drained', Failed: 'drain failed' };

async function spellsOf({ asker, questions, period }: Needed): Promise<readonly Spell[]> {
  const node = ['palette', 'cluster_uid', 'node'];
  const read = async (
    series: readonly SampledSeries[],
    by: readonly string[],
    tell: (labels: Sample['labels']) => Pick<NodeSpell, 'what' | 'detail'>,
  ) =>
    runsOf(series, period, keyOf(...by), 2 * period.step).map(
      (run): Spell => ({ ...run, ...tell(run.labels) }),
    );
  return [
    ...(await read(
      await asker.states(questions.cordoned),
      [...node, 'action', 'state'],
      ({ action = '', state = '' }) => ({
        what: DRAINS[state] ?? 'drain',
        detail: `${action} ${state}`.trim(),
      }),
    )),
    ...(await read(await asker.states(questions.notRunning), [...node, 'state'], ({ state = '' }) => ({
      what: 'rebuild',
      detail: state,
    }))),
    ...(await read(await asker.states(questions.notReady), node, () => ({ what: 'not ready', detail: '' }))),
    ...(await read(await asker.states(questions.localUiAway), ['edge_host'], () => ({
      what: 'away',
      detail: 'Local UI does not answer',
    }))),
  ];
}

async function rolloutOf(
  run: Run,
  kind: Rollout['kind'],
  spells: readonly Spell[],
  needed: Needed,
): Promise<Rollout> {
  const { period } = needed;
  const before = Math.max(period.from, run.from - 2 * MINUTE);
  const after = Math.min(period.to - MINUTE, run.to + SETTLED);
  const mine = kind === 'rollout' ? isOfCluster(run) : await isOfAppliance(run, before, needed);
  const around = { from: run.from - SETTLED, to: run.to + SETTLED };
  const own = spells.filter((spell) => mine(spell.labels) && overlaps(spell, around));
  const hosts = await hostsOf(needed, before, after);
  const names = [...new Set(own.map(({ labels }) => labels.node ?? labels.edge_host ?? ''))];
  return {
    ...run,
    kind,
    cluster: run.labels.cluster_name ?? '',
    project: run.labels.project ?? '',
    nodes: names
      .map((name) => nodeOf(name, own, hosts, around))
      .sort((a, b) => (a.spells[0]?.from ?? 0) - (b.spells[0]?.from ?? 0)),
    changes: await changesWithin(run, mine, before, after, needed),
    failed: await failedDuring(run, mine, needed),
  };
}

type IsMine = (labels: Sample['labels']) => boolean;

function isOfCluster({ labels: { palette, cluster_uid } }: Run): IsMine {
  return (labels) => labels.cluster_uid === cluster_uid && labels.palette === palette;
}

/** The cluster of an appliance and its hosts, as they were at that moment. */
async function isOfAppliance(
  { labels: { cluster_uid } }: Run,
  at: number,
  { asker, questions }: Needed,
): Promise<IsMine> {
  const members = await asker.moment(questions.members, at);
  const hosts = new Set(
    members.filter(({ labels }) => labels.cluster_uid === cluster_uid).map(({ labels }) => labels.edge_host),
  );
  return (labels) =>
    labels.palette === undefined && (labels.cluster_uid === cluster_uid || hosts.has(labels.edge_host));
}

function nodeOf(name: string, spells: readonly Spell[], hosts: Hosts, around: Span): NodeStory {
  const own = spells.filter(({ labels }) => (labels.node ?? labels.edge_host) === name);
  const booted = hosts.booted(name);
  return {
    node: name,
    spells: own.map(({ labels: _, ...spell }) => spell).sort((a, b) => a.from - b.from),
    bootedAt: booted !== undefined && booted >= around.from && booted <= around.to ? booted : undefined,
    slots: hosts.slots(name),
  };
}

interface Hosts {
  booted(node: string): number | undefined;
  slots(node: string): NodeStory['slots'];
}

/** What other exporters tell of the hosts under the nodes: node_exporter names them by address or by name. */
async function hostsOf({ asker, questions }: Needed, before: number, after: number): Promise<Hosts> {
  const addresses = new Map(
    (await asker.moment(questions.nodeAddresses, before)).map(({ labels }) => [
      labels.internal_ip,
      labels.node,
    ]),
  );
  const byNode = (samples: readonly Sample[]) =>
    new Map(
      samples.map((sample) => {
        const host = (sample.labels.host ?? '').replace(/:\d+$/, '');
        return [addresses.get(host) ?? host, sample];
      }),
    );
  const boots = byNode(await asker.moment(questions.boots, after));
  const slotsBefore = byNode(await asker.moment(questions.slots, before));
  const slotsAfter = byNode(await asker.moment(questions.slots, after));
  return {
    booted(node) {
      const boot = boots.get(node)?.value;
      return boot === undefined ? undefined : boot * 1000;
    },
    slots: (node) => [slotsBefore.get(node)?.labels.state, slotsAfter.get(node)?.labels.state],
  };
}

async function changesWithin(
  { labels: { palette } }: Run,
  isMine: IsMine,
  before: number,
  after: number,
  { asker, questions, versions }: Needed,
): Promise<readonly Change[]> {
  const nodes = (await asker.moment(questions.nodeHosts, before)).filter(({ labels }) => isMine(labels));
  const hosts = new Set(nodes.map(({ labels }) => labels.edge_host_uid));
  const isOurs = (labels: Sample['labels']) =>
    isMine(labels) ||
    (labels.edge_host_uid !== undefined && labels.palette === palette && hosts.has(labels.edge_host_uid));
  const changes: Change[] = [];
  for (const question of versions) {
    const [old, fresh] = [await asker.moment(question, before), await asker.moment(question, after)];
    changes.push(
      ...changesOf(
        question,
        old.filter(({ labels }) => isOurs(labels)),
        fresh.filter(({ labels }) => isOurs(labels)),
      ),
    );
  }
  return changes.filter(({ from, to }) => from !== to);
}

async function failedDuring(
  run: Run,
  isMine: IsMine,
  { asker, availability, questions }: Needed,
): Promise<Rollout['failed']> {
  const { palette } = run.labels;
  const failed: Rollout['failed'][number][] = [];
  for (const question of availability) {
    for (const { labels, ...one } of await failedWithin(asker, question, run)) {
      // Of an upgrade of the appliance everything may be a consequence, for Palette is away meanwhile.
      const concerns =
        palette === undefined ||
        isMine(labels) ||
        (labels.cluster_uid === undefined && labels.palette === palette);
      if (concerns) failed.push({ kind: question.title, ...one });
    }
  }
  for (const { labels, value } of await asker.minutes(questions.machinesDown, run)) {
    if (!isMine(labels)) continue;
    const name = `${labels.vm_namespace}/${labels.virtual_machine}`;
    failed.push({ kind: 'Virtual machine', key: name, name, minutes: value });
  }
  return failed.sort((a, b) => b.minutes - a.minutes);
}

function keyOf(...names: readonly string[]): (labels: Sample['labels']) => string {
  return (labels) => names.map((name) => labels[name] ?? '').join('/');
}

/** Minutes that an object failed while rollouts were at work. */
export function plannedMinutes(rollouts: readonly Rollout[], { title }: AvailabilityOf, key: string): number {
  return rollouts
    .flatMap(({ failed }) => failed)
    .filter((one) => one.kind === title && one.key === key)
    .reduce((sum, { minutes }) => sum + minutes, 0);
}
