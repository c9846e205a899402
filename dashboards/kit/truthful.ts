import { type CollectorInfo, collectors } from '../../exporter/catalogue/catalogue.ts';
import type { Dashboard, Mapping, Panel, Query } from './dashboard.ts';
import { shown } from './queries.ts';

/** Stands for "there is none, and that is known"; no query answers it by itself. */
export const NONE = -1;
/** Stands for "nobody can tell" where Grafana shows an empty answer as a fault. */
export const UNKNOWN = -2;

/** How many lines people want to see of a table that has the worst first: a variable of its board. */
const TOP = '$top';

/** Rows of a timeline that people can still read; the worst are kept. */
const ROWS = 20;

/**
 * The same dashboard, of which no panel says that all is well while nobody knows. Tiles and bars have a value only while a
 * source behind them answers. What is empty on purpose says so only while all of its sources and collectors are fresh.
 */
export function truthful(dashboard: Dashboard): Dashboard {
  const [first, ...others] = dashboard.rows.map((row) => ({ ...row, panels: row.panels.map(truthfulPanel) }));
  if (first === undefined) return dashboard;
  return { ...dashboard, rows: [{ ...first, panels: [freshness(dashboard), ...first.panels] }, ...others] };
}

/** Seconds after which what a board shows no longer is what is there. */
export const FRESH = 300;

/** Seconds since 1970 are no age: so old is what never succeeded. */
const LONG = 1e9;

/** How old the data is that everything else on the board is read from; a source that never answered is the oldest. */
function freshness({ freshBy = 'api', variables }: Dashboard): Panel {
  const source =
    [PALETTE, LOCAL_UI].find(({ variable }) => variables.some(({ name }) => name === variable)) ?? PALETTE;
  const suffix = freshBy === 'system_api' ? SYSTEM.suffix : '';
  const matchers = [`collector="${freshBy}"`, `source=~"$${source.variable}${suffix}"`];
  const last = shown('palette_exporter_collector_last_success_timestamp_seconds', ...matchers);
  const never = `0 * ${shown('palette_exporter_collector_up', ...matchers)}`;
  const age = `time() - min(max by (source, shard) (${last} or ${never}))`;
  return {
    kind: 'stat',
    title: 'Age of the data',
    description:
      'How long ago the source that has been silent for the longest time was last read. Trust the rest only while this is short.',
    width: 24,
    height: 3,
    unit: 's',
    query: { expr: `(${age} < ${LONG}) or on () (${UNKNOWN} + 0 * (${age}))` },
    thresholds: [
      { from: null, level: 'good' },
      { from: FRESH, level: 'bad' },
    ],
    empty:
      'Not known: no exporter is scraped, or the source is not configured. See Palette monitoring itself.',
  };
}

function truthfulPanel(panel: Panel): Panel {
  switch (panel.kind) {
    case 'bars':
      return truthfulBars(panel);
    case 'stat': {
      if (panel.says !== undefined) return truthfulWords(panel, panel.says);
      const { query, empty = '0', mappings = [], counts = false } = panel;
      return {
        ...panel,
        query: { ...query, expr: orNone(whileAnswering(query.expr), counts ? 0 : NONE, query.expr) },
        mappings: counts ? mappings : [...mappings, none(empty)],
        empty: unknownText(panel.empty ?? 'Not known', query.expr),
      };
    }
    case 'timeline':
      return truthfulTimeline(panel);
    case 'table':
      return truthfulTable(panel);
    default:
      return panel;
  }
}

/** A bar has its name in one label: Grafana leaves out the legend of a bar that is alone. */
function truthfulBars(panel: Extract<Panel, { kind: 'bars' }>): Panel {
  const { query, empty = 'None', mappings = [] } = panel;
  const known = whileAnswering(named(query));
  return {
    ...panel,
    query: { expr: orNone(known, NONE, query.expr, labelled(NAME, '–')), legend: `{{${NAME}}}` },
    mappings: [...mappings, none(empty)],
    empty: unknownText(empty, query.expr),
  };
}

/** The label that names a bar. */
export const NAME = 'name';

/** The same series with what their legend says in a label, which is never empty. */
function named({ expr, legend = '' }: Query): string {
  const labels = [...legend.matchAll(/\{\{(\w+)\}\}/g)].map(([, label]) => `"${label}"`);
  const between = /\}\}(.*?)\{\{/.exec(legend)?.[1] ?? '';
  const joined = `label_join(${expr}, "${NAME}", "${between}", ${labels.join(', ')})`;
  return `label_replace(${joined}, "${NAME}", "not named", "${NAME}", " *")`;
}

/** Where words are shown instead of a number, also what is not known has to be said in a series. */
function truthfulWords(panel: Extract<Panel, { kind: 'stat' }>, says: string): Panel {
  const { query, empty = 'None', mappings = [] } = panel;
  const unknown = unknownText(empty, query.expr);
  const known = orNone(whileAnswering(query.expr), NONE, query.expr, labelled(says, empty));
  return {
    ...panel,
    query: {
      expr: `${known} or on () ${labelled(says, unknown)(`vector(${UNKNOWN})`)}`,
      legend: `{{${says}}}`,
    },
    mappings: [...mappings, none(empty), { value: String(UNKNOWN), text: unknown, level: 'unknown' }],
    empty: unknown,
  };
}

function truthfulTable(panel: Extract<Panel, { kind: 'table' }>): Panel {
  const { by, columns, empty, worst = false } = panel;
  const [first] = columns.filter(({ label }) => label !== undefined);
  const row = labelled(first?.label ?? 'none', empty ?? 'None');
  const lines = worst ? `topk(${TOP}, ${panel.lines})` : panel.lines;
  return {
    ...panel,
    lines: orNone(lines, NONE, panel.lines, row),
    columns: columns.map((column) => {
      const { expr, label, mappings = [] } = column;
      // What else is asked is asked of the same lines: others would come back as lines of their own.
      if (expr !== undefined)
        return worst && by !== undefined ? { ...column, expr: `(${expr}) and on (${by}) ${lines}` } : column;
      return label === undefined ? { ...column, mappings: [...mappings, none('–')] } : column;
    }),
    empty: unknownText(empty ?? 'Not known', panel.lines),
  };
}

function truthfulTimeline(panel: Extract<Panel, { kind: 'timeline' }>): Panel {
  const { query, mappings = [], empty = 'None' } = panel;
  const row = labelled(/\{\{(\w+)\}\}/.exec(query.legend ?? '')?.[1] ?? 'all', 'all');
  const worst = `${worstIs(mappings)}(${ROWS}, ${query.expr})`;
  const expr = `${orNone(worst, NONE, query.expr, row)} or on () ${row(`vector(${UNKNOWN})`)}`;
  const unknown: Mapping = { value: String(UNKNOWN), text: unknownText(empty, query.expr), level: 'unknown' };
  return {
    ...panel,
    query: { ...query, expr } satisfies Query,
    mappings: [...mappings, none(empty), unknown],
  };
}

function none(text: string): Mapping {
  return { value: String(NONE), text, level: 'neutral' };
}

/** The highest value is the worst, unless the mappings say that the lowest is. */
function worstIs(mappings: readonly Mapping[]): 'topk' | 'bottomk' {
  const values = (level: string) =>
    mappings.filter((each) => each.level === level).map(({ value }) => Number(value));
  const [bad, good] = [values('bad'), values('good')];
  return bad.length > 0 && good.length > 0 && Math.max(...bad) < Math.min(...good) ? 'bottomk' : 'topk';
}

type Wrap = (expr: string) => string;

function labelled(label: string, value: string): Wrap {
  return (expr) => `label_replace(${expr}, "${label}", ${JSON.stringify(value)}, "", "")`;
}

function orNone(expr: string, value: number, of: string, wrap: Wrap = (same) => same): string {
  const known = fresh(of);
  return known === undefined ? expr : `(${expr}) or on () ${wrap(`(${value} + 0 * (${known}))`)}`;
}

/** Where a metric comes from: how to see whether that answers, and whether one of several is enough. */
interface Source {
  readonly up: string;
  readonly variable: string;
  readonly suffix: string;
  readonly enough: 'any' | 'all';
}

const PALETTE: Source = { up: 'palette_up', variable: 'palette', suffix: '', enough: 'all' };
const SYSTEM: Source = { up: 'palette_system_up', variable: 'palette', suffix: '/system', enough: 'all' };
const LOCAL_UI: Source = { up: 'palette_localui_up', variable: 'edge_host', suffix: '', enough: 'any' };
const SOURCES = { palette: PALETTE, systemConsole: SYSTEM, localUiHost: LOCAL_UI, localUiCluster: LOCAL_UI };

interface Origin {
  readonly source: Source;
  readonly collector: string;
}

const origins: ReadonlyMap<string, Origin> = new Map(
  Object.entries(collectors).flatMap(([kind, those]) =>
    those.flatMap(({ name, metrics }: CollectorInfo) =>
      Object.values(metrics).map((metric) => {
        return [metric.name, { source: SOURCES[kind as keyof typeof SOURCES], collector: name }] as const;
      }),
    ),
  ),
);

function originsIn(expr: string): readonly Origin[] {
  const names = new Set(expr.match(/\bpalette_\w+(?=\{)/g) ?? []);
  const found = [...names].flatMap((name) => origins.get(name) ?? []);
  return [...new Map(found.map((origin) => [origin.collector, origin])).values()];
}

/** Those that tell whether a source answers are true at any time. */
function isAboutSources(expr: string): boolean {
  return [PALETTE, SYSTEM, LOCAL_UI].some(({ up }) => expr.includes(`${up}{`));
}

function whileAnswering(expr: string): string {
  const found = originsIn(expr);
  if (found.length === 0 || isAboutSources(expr)) return expr;
  const ups = [...new Set(found.map(({ source }) => upOf(source, expr)))];
  return `(${expr}) and on () (max(${ups.join(' or ')}) == 1)`;
}

/** A series only while everything that an expression reads is fresh; undefined: nothing tells. */
function fresh(expr: string): string | undefined {
  const found = originsIn(expr);
  if (found.length === 0 || isAboutSources(expr)) return foreign(expr);
  const conditions = found.flatMap(({ source, collector }) => {
    const worst = source.enough === 'all' ? 'min' : 'max';
    const own = expr.includes(`"$${source.variable}"`)
      ? [`source=~"$${source.variable}${source.suffix}"`]
      : [];
    const runs = shown('palette_exporter_collector_up', `collector="${collector}"`, ...own);
    // One run that failed is no outage.
    return [`${worst}(${upOf(source, expr)}) == 1`, `${worst}(max_over_time(${runs}[5m])) == 1`];
  });
  return [...new Set(conditions)].map((condition) => `(${condition})`).join(' and on () ');
}

function upOf({ up, variable }: Source, expr: string): string {
  return shown(up, ...(expr.includes(`"$${variable}"`) ? [`${variable}=~"$${variable}"`] : []));
}

/**
 * Other exporters say nothing of their own freshness: what they show is fresh while they show anything. That no alert fires
 * is known while the rules are evaluated, which their recordings tell, and while there is something to judge.
 */
function foreign(expr: string): string | undefined {
  if (expr.includes('ALERTS{'))
    return `count(palette_slo:errors:ratio{slo="platform"}) and on () (max(${shown('palette_up')}) == 1)`;
  const [found, metric = '', matchers = ''] = FOREIGN.exec(expr) ?? [];
  if (found === undefined) return undefined;
  // Which target it is, not which of its series.
  const target = matchers.match(/\b(?:job|instance)\s*=~?\s*"[^"]*"/g) ?? [];
  const sign = SIGNS.find(([prefix]) => metric.startsWith(prefix))?.[1] ?? metric;
  return `count(${sign}{${target.join(', ')}})`;
}

const FOREIGN =
  /\b((?:px|etcd|kube|portworx|alertmanager|prometheus|palette_exporter|node|metallb)_\w+)\{([^}]*)\}/;
/** Metrics that a target always has; others are there only where there is something to tell. */
const SIGNS = [
  ['kube_volumesnapshot', 'kube_volumesnapshot_status_ready_to_use'],
  ['kube_', 'kube_node_info'],
  ['alertmanager_', 'alertmanager_build_info'],
  ['prometheus_', 'prometheus_build_info'],
  ['palette_exporter_', 'palette_exporter_collector_up'],
] as const;

function unknownText(empty: string, expr: string): string {
  if (expr.includes('ALERTS{')) return 'Not known: the rules are not evaluated, or Palette does not answer';
  return originsIn(expr).length === 0 || isAboutSources(expr) ? empty : 'Not known';
}
