import { COMPONENTS, type Component } from '../../alerts/kit/components.ts';
import type { Incident } from './alert-history.ts';
import { minutesQuery } from './asker.ts';
import { alertsChart, availabilityChart, type Chart, rolloutChart, type Shade, spellText } from './charts.ts';
import type { Facts } from './facts.ts';
import type { Kept } from './kept.ts';
import { MINUTE, type Period, stamp } from './period.ts';
import type { Question } from './questions.ts';
import { type NodeStory, plannedMinutes, type Rollout } from './rollout-story.ts';
import { type AvailabilityOf, shareOf, sumOf } from './uptime.ts';
import type { Change } from './version-changes.ts';
import { counted, medianOf, shareText, spanText } from './words.ts';

/** A report as text and pictures, before it is Markdown or HTML. */
export interface Page {
  readonly title: string;
  readonly lead: string;
  /** The answers that stand on top. */
  readonly tiles: readonly { readonly name: string; readonly value: string; readonly shade: Shade }[];
  readonly sections: readonly Section[];
}

export interface Section {
  readonly title: string;
  readonly texts: readonly string[];
  readonly charts: readonly Chart[];
  readonly tables: readonly Table[];
  /** Queries, as they were sent. */
  readonly queries: readonly { readonly what: string; readonly query: string }[];
}

export interface Table {
  readonly title: string;
  readonly columns: readonly string[];
  readonly rows: readonly (readonly string[])[];
  /** What stands below: such as that there are more. */
  readonly note: string;
}

/** A table that nobody reads to its end helps nobody. */
const ROWS = 60;

export function pageOf(facts: Facts): Page {
  const { period } = facts;
  return {
    title: 'Palette: report of operation',
    lead: `${stamp(period.from)} to ${stamp(period.to)} (${spanText(period)}). All times are UTC.`,
    tiles: tilesOf(facts),
    sections: [
      availabilitySection(facts),
      rolloutSection(facts),
      alertSection(facts),
      keptSection(facts.kept),
      versionSection(facts.versions),
      section('What was not measured, and why', {
        tables: [
          table(
            '',
            ['Not measured', 'Why'],
            facts.missing.map(({ what, why }) => [what, why]),
          ),
        ],
      }),
      appendix(facts),
    ],
  };
}

function tilesOf({ availability, objective, rollouts, incidents }: Facts): Page['tiles'] {
  const shares = availability
    .filter(({ objects }) => objects.length > 0)
    .map(({ title, objects }) => {
      const share = shareOf(sumOf(objects));
      return { name: title, value: shareText(share), shade: isKept(share, objective) };
    });
  const broken = rollouts.filter(({ nodes }) =>
    nodes.some(({ spells }) => spells.some(({ what }) => what === 'drain failed')),
  );
  const critical = incidents.filter(({ severity }) => severity === 'critical').length;
  return [
    ...shares,
    {
      name: 'Rollouts and upgrades',
      value: String(rollouts.length),
      shade: broken.length > 0 ? 'watch' : 'good',
    },
    { name: 'Critical alerts', value: String(critical), shade: critical > 0 ? 'watch' : 'good' },
  ];
}

function isKept(share: number | undefined, objective: number): Shade {
  if (share === undefined) return 'none';
  return share >= objective ? 'good' : 'bad';
}

function availabilitySection({ availability, rollouts, period, objective }: Facts): Section {
  const known = availability.filter(({ objects }) => objects.length > 0);
  return section('Availability', {
    texts: [
      `The objective is ${shareText(objective)} of the time. Counted is every minute that was measured, also those of rollouts and upgrades, which have a column of their own.`,
    ],
    charts: known.length === 0 ? [] : [availabilityChart(known, period, objective)],
    tables: known.map((kind) => availabilityTable(kind, rollouts, objective)),
  });
}

function availabilityTable(kind: AvailabilityOf, rollouts: readonly Rollout[], objective: number): Table {
  const { title, failure, objects } = kind;
  const rows = objects.map((object) => {
    const share = shareOf(object);
    const planned = plannedMinutes(rollouts, kind, object.key);
    return [
      object.project === '' ? object.name : `${object.name} (${object.project})`,
      shareText(share),
      share === undefined ? '–' : share >= objective ? 'kept' : 'missed',
      minutesText(object.failing),
      minutesText(Math.min(planned, object.failing)),
      minutesText(object.measured),
    ];
  });
  const columns = ['Name', 'Availability', 'Objective', 'Failing', 'of it in rollouts', 'Measured'];
  return table(title, columns, rows, `Failing: ${failure}.`);
}

function rolloutSection({ rollouts, period }: Facts): Section {
  if (rollouts.length === 0) return section('Rollouts and upgrades', { texts: ['There were none.'] });
  const shown = rollouts.slice(0, ROWS);
  return section('Rollouts and upgrades', {
    texts: [
      `Times are exact to ${spanText({ from: 0, to: period.step })}, plus the interval at which the exporter reads the nodes.`,
    ],
    charts: shown.filter(({ nodes }) => nodes.some(({ spells }) => spells.length > 0)).map(rolloutChart),
    tables: [
      table(
        'All of them',
        ['Cluster', 'What', 'Begin', 'End', 'Took', 'Nodes', 'Changed'],
        rollouts.map((rollout) => [
          nameOf(rollout),
          kindOf(rollout),
          rollout.fromBefore ? 'before' : stamp(rollout.from),
          rollout.goesOn ? 'goes on' : stamp(rollout.to),
          spanText(rollout),
          String(rollout.nodes.length),
          shortChanges(rollout.changes),
        ]),
      ),
      ...shown.flatMap(rolloutTables),
    ],
  });
}

function rolloutTables(rollout: Rollout): readonly Table[] {
  const title = `${nameOf(rollout)}, ${stamp(rollout.from)}`;
  const nodes = table(
    `${title}: node by node`,
    ['Node', 'From', 'To', 'Took', 'What', 'Slot before, after'],
    rollout.nodes.flatMap(nodeRows),
    'Being drained: cordoned, workloads move away. Being rebuilt: the machine is not running. An upgrade is booted from the ' +
      'slot that is then the active one; a node that is on the passive one afterwards fell back to the image that it had.',
  );
  const failed = table(
    `${title}: unavailable meanwhile`,
    ['What', 'Name', 'For'],
    rollout.failed.map(({ kind, name, minutes }) => [kind, name, minutesText(minutes)]),
  );
  const changes = table(
    `${title}: versions`,
    ['What', 'Before', 'After'],
    rollout.changes.map((change) => [
      `${change.of} ${change.name}: ${change.what}`,
      or(change.from),
      or(change.to),
    ]),
  );
  return [nodes, failed, changes].filter(({ rows }) => rows.length > 0);
}

function nodeRows({
  node,
  spells,
  bootedAt,
  slots: [before, after],
}: NodeStory): readonly (readonly string[])[] {
  const slots = before === undefined && after === undefined ? 'not known' : `${or(before)}, ${or(after)}`;
  const cell = after === 'passive' && before !== after ? `${slots}: fell back` : slots;
  const rows = spells.map((spell) => ({
    at: spell.from,
    row: [
      node,
      stamp(spell.from),
      spell.goesOn ? 'goes on' : stamp(spell.to),
      spanText(spell),
      spellText(spell),
      cell,
    ],
  }));
  const boot =
    bootedAt === undefined ? [] : [{ at: bootedAt, row: [node, stamp(bootedAt), '', '', 'booted', cell] }];
  return [...rows, ...boot].sort((a, b) => a.at - b.at).map(({ row }) => row);
}

/** In the words of those who roll: what is behind the versions that changed. */
function kindOf({ kind, changes, nodes }: Rollout): string {
  if (kind === 'appliance upgrade') return 'upgrade of the appliance';
  const has = (...whats: readonly string[]) => changes.some(({ what }) => whats.includes(what));
  // Where the slots are known, a host that booted another system has swapped them.
  const isSwap = nodes.some(
    ({ bootedAt, slots: [, after] }) => bootedAt !== undefined && after !== undefined,
  );
  const system = isSwap ? 'operating system (slot swap)' : 'operating system';
  const kinds = [
    has('Kubernetes') ? 'Kubernetes' : '',
    has('operating system', 'kernel') ? system : '',
    has('pack') && !has('Kubernetes') ? 'pack version' : '',
  ].filter((text) => text !== '');
  return kinds.length === 0 ? 'values, or nothing that has a version' : kinds.join(', ');
}

function shortChanges(changes: readonly Change[]): string {
  const texts = new Set(
    changes.map(
      ({ name, what, from, to }) =>
        `${what === 'pack' ? name.split(' ').at(-1) : what} ${or(from)} → ${or(to)}`,
    ),
  );
  const all = [...texts];
  return all.length > 6 ? `${all.slice(0, 6).join('; ')} and ${all.length - 6} more` : or(all.join('; '));
}

function alertSection({ incidents, period, knowsSilences }: Facts): Section {
  if (incidents.length === 0)
    return section('Alerts', { texts: ['None fired, as far as Prometheus kept it.'] });
  return section('Alerts', {
    texts: [
      'An alert counts once for each time that it fired. Who was told is what the contact plan says for the time until the silence or the end; alerts of severity info are shown and sent to nobody.',
    ],
    charts: [alertsChart(incidents, period)],
    tables: [componentTable(incidents, knowsSilences), incidentTable(incidents, knowsSilences)],
  });
}

function componentTable(incidents: readonly Incident[], knowsSilences: boolean): Table {
  const components = [...new Set(incidents.map(({ component }) => component))];
  const inOrder = (Object.keys(COMPONENTS) as Component[]).filter((component) =>
    components.includes(component),
  );
  const rows = inOrder.map((component) => {
    const own = incidents.filter((incident) => incident.component === component);
    const ended = own.filter(({ goesOn }) => !goesOn);
    const silenced = own.flatMap(({ from, silencedAt }) =>
      silencedAt === undefined ? [] : [silencedAt - from],
    );
    const told = new Set(own.flatMap((incident) => incident.told));
    return [
      COMPONENTS[component],
      String(own.filter(({ severity }) => severity === 'critical').length),
      String(own.filter(({ severity }) => severity === 'warning').length),
      knowsSilences ? durationText(medianOf(silenced), 'never silenced') : 'not known',
      durationText(medianOf(ended.map(({ from, to }) => to - from)), 'none ended'),
      durationText(Math.max(...own.map(({ from, to }) => to - from)), ''),
      or([...told].sort().join(', ')),
    ];
  });
  const columns = [
    'Component',
    'Critical',
    'Warning',
    'To silence (median)',
    'To end (median)',
    'Longest',
    'Told',
  ];
  return table('By component', columns, rows);
}

function incidentTable(incidents: readonly Incident[], knowsSilences: boolean): Table {
  const worst = [...incidents].filter(({ severity }) => severity !== 'info');
  const rows = worst.map(({ alert, severity, labels, from, to, fromBefore, goesOn, silencedAt, told }) => [
    fromBefore ? 'before' : stamp(from),
    alert,
    severity,
    subjectOf(labels),
    knowsSilences ? (silencedAt === undefined ? 'no' : durationText(silencedAt - from, '')) : 'not known',
    goesOn ? 'goes on' : durationText(to - from, ''),
    or(told.join(', ')),
  ]);
  return table(
    'One by one',
    ['Begin', 'Alert', 'Severity', 'About', 'Silenced after', 'Ended after', 'Told'],
    rows,
  );
}

/** What an alert is about: the labels that name objects, most telling first. */
function subjectOf(labels: Incident['labels']): string {
  const names = [
    'virtual_machine',
    'node',
    'edge_host_name',
    'edge_host',
    'cluster_name',
    'cluster',
    'palette',
    'source',
    'collector',
    'instance',
  ];
  const values = names.flatMap((name) => labels[name] ?? []);
  return or([...new Set(values)].slice(0, 3).join(', '));
}

function keptSection(kept: readonly Kept[]): Section {
  if (kept.length === 0) return section('Backups and snapshots', { texts: ['None are known.'] });
  const rows = kept.map(({ what, of, project, count, lastGood, expires, note }) => [
    project === '' ? of : `${of} (${project})`,
    what,
    count,
    lastGood === undefined ? 'none' : stamp(lastGood),
    expires === undefined ? '–' : stamp(expires),
    note,
  ]);
  return section('Backups and snapshots', {
    texts: ['What is kept at the end of the time.'],
    tables: [table('', ['Of', 'What', 'How many', 'Last good', 'Expires', 'Note'], rows)],
  });
}

function versionSection(versions: readonly Change[]): Section {
  const changed = versions.filter(({ from, to }) => from !== to);
  const same = versions.filter(({ from, to }) => from === to);
  return section('Versions', {
    texts: [`${counted(changed.length, 'version')} changed, ${same.length} did not. "–": it was not there.`],
    tables: [
      table(
        'Changed',
        ['Of', 'Name', 'What', 'Before', 'After'],
        changed.map(({ of, name, what, from, to }) => [of, name, what, or(from), or(to)]),
      ),
      table('In use, unchanged', ['What', 'Version', 'How many'], inUse(same)),
    ].filter(({ rows }) => rows.length > 0),
  });
}

/** Equal versions of equal things in one row. */
function inUse(versions: readonly Change[]): readonly (readonly string[])[] {
  const counts = new Map<string, { row: readonly [string, string]; count: number }>();
  for (const { of, name, what, to } of versions) {
    const thing =
      what === 'pack' || what === 'profile'
        ? `${what} ${name.split(' ').slice(1).join(' ')}`
        : `${what} of ${of}`;
    const key = JSON.stringify([thing, to]);
    counts.set(key, { row: [thing, to], count: (counts.get(key)?.count ?? 0) + 1 });
  }
  return [...counts.values()].map(({ row, count }) => [...row, String(count)]);
}

function appendix({ questions, period }: Facts): Section {
  const bucket = period.buckets[0] ?? period;
  return section('Appendix: the queries', {
    texts: [
      `Minutes were counted in ${counted(period.buckets.length, 'piece')} of the time, each by one query at its last minute; states were read every ${spanText({ from: 0, to: period.step })}; versions and copies at the first and last moment, and around each rollout.`,
    ],
    queries: questions.map((question) => ({
      what: `${question.what} (${question.how})`,
      query: sent(question, bucket),
    })),
  });
}

function sent({ how, promql }: Question, bucket: Period['buckets'][number]): string {
  return how === 'minutes' ? minutesQuery(promql, bucket) : promql;
}

function section(title: string, parts: Partial<Section>): Section {
  return { title, texts: [], charts: [], tables: [], queries: [], ...parts };
}

function table(title: string, columns: Table['columns'], rows: Table['rows'], note = ''): Table {
  const rest = rows.length - ROWS;
  const more = rest > 0 ? `${rest} more are not shown.` : '';
  return {
    title,
    columns,
    rows: rows.slice(0, ROWS),
    note: [note, more].filter((text) => text !== '').join(' '),
  };
}

function nameOf({ cluster, project }: Rollout): string {
  return project === '' ? cluster : `${cluster} (${project})`;
}

function minutesText(minutes: number): string {
  return spanText({ from: 0, to: minutes * MINUTE });
}

function durationText(milliseconds: number | undefined, none: string): string {
  return milliseconds === undefined ? none : spanText({ from: 0, to: milliseconds });
}

function or(text: string | undefined): string {
  return text === undefined || text === '' ? '–' : text;
}
