import { scaleBand, scaleLinear, scaleUtc } from 'd3-scale';
import { area, curveStepAfter, stack } from 'd3-shape';
import type { Incident } from './alert-history.ts';
import { type Period, stamp } from './period.ts';
import type { NodeSpell, Rollout } from './rollout-story.ts';
import { type Availability, type AvailabilityOf, type Minutes, shareOf } from './uptime.ts';
import { shareText, spanText } from './words.ts';

/** How good something is, or which severity it has: the style sheet of the page knows the colours. */
export type Shade = 'good' | 'watch' | 'bad' | 'none' | 'info' | 'drain' | 'drained' | 'rebuild';

/** A drawing for the page: everything is placed, nothing but text has to be measured. */
export interface Chart {
  readonly title: string;
  readonly width: number;
  readonly height: number;
  readonly boxes: readonly Box[];
  readonly lines: readonly {
    readonly x1: number;
    readonly y1: number;
    readonly x2: number;
    readonly y2: number;
  }[];
  readonly shapes: readonly { readonly path: string; readonly shade: Shade }[];
  readonly labels: readonly Label[];
  readonly legend: readonly { readonly shade: Shade; readonly text: string }[];
}

interface Box {
  readonly x: number;
  readonly y: number;
  readonly width: number;
  readonly height: number;
  readonly shade: Shade;
  /** Shown when somebody points at it. */
  readonly tip: string;
}

interface Label {
  readonly x: number;
  readonly y: number;
  readonly text: string;
  readonly anchor: 'start' | 'middle' | 'end';
}

const WIDTH = 960;
const LEFT = 240;
const RIGHT = 90;
const ROW = 22;
const TOP = 24;
/** More rows are no picture any more; the worst come first. */
const ROWS = 40;
const BAD_SHARE = 0.95;

/** Each object in each day or hour: as promised, below it, far below it, or not measured. */
export function availabilityChart(
  kinds: readonly AvailabilityOf[],
  period: Period,
  objective: number,
): Chart {
  const rows = kinds
    .flatMap(({ title, objects }) => objects.map((object) => ({ title, object })))
    .slice(0, ROWS);
  const x = scaleBand(
    period.buckets.map((_, index) => String(index)),
    [LEFT, WIDTH - RIGHT],
  ).paddingInner(0.06);
  const y = scaleBand(
    rows.map((_, index) => String(index)),
    [TOP, TOP + rows.length * ROW],
  ).paddingInner(0.2);
  const boxes = rows.flatMap(({ object }, row) =>
    object.buckets.map((minutes, column) => ({
      x: round(x(String(column)) ?? 0),
      y: round(y(String(row)) ?? 0),
      width: round(x.bandwidth()),
      height: round(y.bandwidth()),
      shade: shadeOf(minutes, objective),
      tip: `${object.name}, ${stamp(period.buckets[column]?.from ?? 0)}: ${shareText(shareOf(minutes))}`,
    })),
  );
  const every = Math.ceil(period.buckets.length / 10);
  const days = period.buckets.flatMap(({ from }, column) =>
    column % every === 0
      ? [
          {
            x: round((x(String(column)) ?? 0) + x.bandwidth() / 2),
            y: TOP - 8,
            text: bucketText(from, period),
            anchor: 'middle' as const,
          },
        ]
      : [],
  );
  const names = rows.flatMap(({ title, object }, row) =>
    namesOf(title, object, (y(String(row)) ?? 0) + y.bandwidth() / 2 + 4),
  );
  return {
    ...EMPTY,
    title: `Availability by ${period.buckets.length > 1 && isHourly(period) ? 'hour' : 'day'}`,
    height: TOP + rows.length * ROW + 4,
    boxes,
    labels: [...days, ...names],
    legend: [
      { shade: 'good', text: `${shareText(objective)} and more` },
      { shade: 'watch', text: 'below the objective' },
      { shade: 'bad', text: `below ${shareText(BAD_SHARE)}` },
      { shade: 'none', text: 'not measured' },
    ],
  };
}

/** What each node went through, and when. */
export function rolloutChart({ cluster, nodes, from, to }: Rollout): Chart {
  const shown = nodes.filter(({ spells }) => spells.length > 0).slice(0, ROWS);
  const spells = shown.flatMap((node) => node.spells);
  const begin = Math.min(from, ...spells.map((spell) => spell.from));
  const end = Math.max(to, ...spells.map((spell) => spell.to));
  const x = scaleUtc([begin, end], [LEFT, WIDTH - 20]);
  const height = TOP + shown.length * ROW;
  const format = x.tickFormat(8, '%H:%M');
  return {
    ...EMPTY,
    title: `Nodes of ${cluster}, ${stamp(begin)} to ${stamp(end)}`,
    height: height + 4,
    lines: x.ticks(8).map((at) => ({ x1: round(x(at)), x2: round(x(at)), y1: TOP - 4, y2: height })),
    boxes: shown.flatMap(({ node, spells: own }, row) =>
      // What is shorter lies on top.
      [...own]
        .sort((a, b) => b.to - b.from - (a.to - a.from))
        .map((spell) => ({
          x: round(x(spell.from)),
          y: TOP + row * ROW + 3,
          width: round(Math.max(2, x(spell.to) - x(spell.from))),
          height: ROW - 6,
          shade: SPELLS[spell.what].shade,
          tip: `${node}: ${spellText(spell)}, ${stamp(spell.from)}, ${spanText(spell)}`,
        })),
    ),
    labels: [
      ...x
        .ticks(8)
        .map((at) => ({ x: round(x(at)), y: TOP - 8, text: format(at), anchor: 'middle' as const })),
      ...shown.map(({ node }, row) => ({
        x: LEFT - 10,
        y: TOP + row * ROW + 15,
        text: shortened(node),
        anchor: 'end' as const,
      })),
    ],
    legend: Object.values(SPELLS).filter(({ shade }) =>
      spells.some(({ what }) => SPELLS[what].shade === shade),
    ),
  };
}

const SPELLS: Readonly<Record<NodeSpell['what'], { readonly shade: Shade; readonly text: string }>> = {
  drain: { shade: 'drain', text: 'being drained' },
  drained: { shade: 'drained', text: 'drained' },
  'drain failed': { shade: 'bad', text: 'drain failed' },
  rebuild: { shade: 'rebuild', text: 'being rebuilt' },
  'not ready': { shade: 'watch', text: 'not ready' },
  away: { shade: 'none', text: 'away (no Local UI)' },
};

/** `drained (cordon InProgress)` */
export function spellText({ what, detail }: NodeSpell): string {
  return detail === '' ? SPELLS[what].text : `${SPELLS[what].text} (${detail})`;
}

const SEVERITIES = ['critical', 'warning', 'info'] as const;
const SHADES = { critical: 'bad', warning: 'watch', info: 'info' } as const satisfies Record<
  (typeof SEVERITIES)[number],
  Shade
>;

/** How many alerts fired at each moment, by severity. */
export function alertsChart(incidents: readonly Incident[], period: Period): Chart {
  const moments = [
    ...new Set([period.from, period.to, ...incidents.flatMap(({ from, to }) => [from, to])]),
  ].sort((a, b) => a - b);
  const rows = moments.map((at) => ({ at, ...countsAt(incidents, at) }));
  const most = Math.max(1, ...rows.map(({ critical, warning, info }) => critical + warning + info));
  const height = 160;
  const x = scaleUtc([period.from, period.to], [60, WIDTH - 30]);
  const y = scaleLinear([0, most], [height, TOP]).nice();
  const draw = area<{ data: { at: number }; 0: number; 1: number }>()
    .x(({ data }) => x(data.at))
    .y0((point) => y(point[0]))
    .y1((point) => y(point[1]))
    .curve(curveStepAfter)
    .digits(1);
  const layers = stack<(typeof rows)[number], (typeof SEVERITIES)[number]>().keys(SEVERITIES)(rows);
  const ticks = y.ticks(4).filter(Number.isInteger);
  const format = x.tickFormat(8);
  return {
    ...EMPTY,
    title: 'Alerts that fired at the same time',
    height: height + 24,
    shapes: layers.map((layer) => ({ path: draw(layer) ?? '', shade: SHADES[layer.key] })),
    lines: ticks.map((value) => ({ x1: 60, x2: WIDTH - 30, y1: round(y(value)), y2: round(y(value)) })),
    labels: [
      ...ticks.map((value) => ({
        x: 52,
        y: round(y(value) + 4),
        text: String(value),
        anchor: 'end' as const,
      })),
      ...x
        .ticks(8)
        .map((at) => ({ x: round(x(at)), y: height + 18, text: format(at), anchor: 'middle' as const })),
    ],
    legend: SEVERITIES.map((severity) => ({ shade: SHADES[severity], text: severity })),
  };
}

const EMPTY: Chart = {
  title: '',
  width: WIDTH,
  height: 0,
  boxes: [],
  lines: [],
  shapes: [],
  labels: [],
  legend: [],
};

function countsAt(incidents: readonly Incident[], at: number): Record<(typeof SEVERITIES)[number], number> {
  const count = (name: string) =>
    incidents.filter(({ severity, from, to }) => severity === name && from <= at && at < to).length;
  return { critical: count('critical'), warning: count('warning'), info: count('info') };
}

function shadeOf(minutes: Minutes, objective: number): Shade {
  const share = shareOf(minutes);
  if (share === undefined) return 'none';
  if (share >= objective) return 'good';
  return share >= BAD_SHARE ? 'watch' : 'bad';
}

function namesOf(title: string, object: Availability, y: number): readonly Label[] {
  return [
    { x: LEFT - 10, y: round(y), text: shortened(`${KINDS[title] ?? title} ${object.name}`), anchor: 'end' },
    { x: WIDTH - RIGHT + 8, y: round(y), text: shareText(shareOf(object)), anchor: 'start' },
  ];
}

/** Titles of tables as the first word of a line. */
const KINDS: Readonly<Record<string, string>> = { Clusters: 'Cluster', 'Edge hosts': 'Edge host' };

function isHourly({ buckets: [first] }: Period): boolean {
  return first !== undefined && first.to - first.from <= 3_600_000;
}

function bucketText(at: number, period: Period): string {
  const text = stamp(at);
  return isHourly(period) ? text.slice(11, 16) : text.slice(5, 10);
}

function shortened(text: string): string {
  return text.length > 34 ? `${text.slice(0, 33)}…` : text;
}

function round(value: number): number {
  return Math.round(value * 10) / 10;
}
