import type { Annotation, Dashboard, Panel, Row, Variable } from '../../../../dashboards/kit/dashboard.ts';
import { COLOURS, DATASOURCE } from './field-config.ts';
import { panelJson } from './panel-json.ts';

const WIDTH = 24;
// What Grafana 10 writes; later versions migrate it when they load it.
const SCHEMA_VERSION = 38;

/** What Grafana's import looks at. */
const REQUIRES = [
  { type: 'grafana', id: 'grafana', name: 'Grafana', version: '10.0.0' },
  { type: 'datasource', id: 'prometheus', name: 'Prometheus', version: '1.0.0' },
];

interface Options {
  /** May be changed in Grafana. */
  readonly editable?: boolean;
  /** People may choose among jobs and instances. */
  readonly targetVariables?: boolean;
}

/** A dashboard as Grafana's classic JSON. `all` are the dashboards that links may lead to. */
export function dashboardJson(
  dashboard: Dashboard,
  all: readonly Dashboard[],
  { editable = false, targetVariables: areTargetsShown = false }: Options = {},
): object {
  const { uid, title, description, tags, from, targets, variables, annotations = [], rows } = dashboard;
  return {
    uid,
    title: numbered(
      title,
      all.findIndex((one) => one.uid === uid),
    ),
    description,
    tags: [...tags],
    schemaVersion: SCHEMA_VERSION,
    version: 1,
    editable,
    __requires: REQUIRES,
    graphTooltip: 1,
    refresh: '1m',
    time: { from, to: 'now' },
    timezone: 'browser',
    annotations: { list: annotations.map(annotationJson) },
    links: [
      {
        type: 'dashboards',
        title: 'Palette',
        tags: ['palette'],
        asDropdown: true,
        includeVars: true,
        keepTime: true,
        targetBlank: false,
        icon: 'external link',
        tooltip: '',
        url: '',
      },
    ],
    templating: {
      list: [
        datasource(),
        ...targetVariables(targets).map((variable) =>
          areTargetsShown ? variable : { ...variable, hide: HIDDEN },
        ),
        ...variables.map(variableJson),
        ...(hasWorstFirst(rows) ? [top()] : []),
      ],
    },
    panels: layout(rows, (panel) => panelJson(panel, dashboard, all)),
  };
}

/** Grafana sorts by title: with its number in front each stands where it is read. */
function numbered(title: string, index: number): string {
  return `${String(index + 1).padStart(2, '0')} ${title}`;
}

function annotationJson({ name, expr, atValue, text, level }: Annotation): object {
  return {
    name,
    datasource: DATASOURCE,
    enable: true,
    hide: false,
    iconColor: COLOURS[level],
    expr,
    step: '60s',
    titleFormat: name,
    textFormat: text,
    tagKeys: '',
    useValueForTime: atValue,
  };
}

function datasource(): object {
  return {
    name: 'datasource',
    label: 'Data source',
    type: 'datasource',
    query: 'prometheus',
    regex: '',
    hide: 0,
    refresh: 1,
    multi: false,
    includeAll: false,
    options: [],
  };
}

/** Neither name nor value is shown; links may set it all the same. */
const HIDDEN = 2;

function hasWorstFirst(rows: readonly Row[]): boolean {
  return rows.some(({ panels }) => panels.some((panel) => panel.kind === 'table' && panel.worst === true));
}

/** How many lines tables have of which the worst come first. */
function top(): object {
  const [usual] = TOP;
  return {
    name: 'top',
    label: 'Worst',
    type: 'custom',
    query: TOP.join(','),
    refresh: 0,
    hide: 0,
    multi: false,
    includeAll: false,
    options: TOP.map((value) => ({ selected: value === usual, text: value, value })),
    current: { selected: true, text: usual, value: usual },
  };
}

const TOP = ['50', '20', '100', '1000'] as const;

function targetVariables(metrics: readonly string[]): readonly object[] {
  const [only] = metrics;
  const named = metrics.length === 1 ? '' : `__name__=~"${metrics.join('|')}"`;
  const selector = (...matchers: readonly string[]) => {
    const all = [named, ...matchers].filter((matcher) => matcher !== '').join(', ');
    return `${metrics.length === 1 ? only : ''}${all && `{${all}}`}`;
  };
  return [
    choice('job', 'Job', `label_values(${selector()}, job)`),
    choice('instance', 'Instance', `label_values(${selector('job=~"$job"')}, instance)`),
  ];
}

function variableJson({ name, label, metric, from, within = [], single = false }: Variable): object {
  const matchers = ['job', 'instance', ...within].map((other) => `${labelOf(other)}=~"$${other}"`);
  return choice(name, label, `label_values(${metric}{${matchers.join(', ')}}, ${from})`, single);
}

// Variables are named after what is chosen, labels after Prometheus' custom.
function labelOf(variable: string): string {
  return variable === 'cluster' ? 'cluster_name' : variable;
}

function choice(name: string, label: string, query: string, single = false): object {
  return {
    name,
    label,
    type: 'query',
    datasource: DATASOURCE,
    definition: query,
    query: { query, refId: `Variable-${name}` },
    // On every change of the time range: what is gone now was there then.
    refresh: 2,
    sort: 1,
    regex: '',
    hide: 0,
    multi: !single,
    includeAll: !single,
    ...(!single && { allValue: '.+' }),
    options: [],
    ...(!single && { current: { selected: true, text: ['All'], value: ['$__all'] } }),
  };
}

const SIZES: Readonly<Record<Panel['kind'], { width: number; height: number }>> = {
  stat: { width: 4, height: 4 },
  bars: { width: 8, height: 8 },
  graph: { width: 12, height: 8 },
  timeline: { width: 12, height: 8 },
  table: { width: 24, height: 9 },
  text: { width: 8, height: 9 },
};

// Panels fill a line from the left and wrap; a row starts a new line. Ids follow reading order.
function layout(rows: readonly Row[], json: (panel: Panel) => object): readonly object[] {
  let y = 0;
  let id = 0;
  return rows.flatMap((row) => {
    const head = { id: ++id, type: 'row', title: row.title, collapsed: row.collapsed ?? false };
    const gridPos = { h: 1, w: WIDTH, x: 0, y: y++ };
    let x = 0;
    let line = 0;
    const panels = row.panels.map((panel) => {
      const { width, height } = { ...SIZES[panel.kind], ...panel };
      if (x + width > WIDTH) {
        y += line;
        x = 0;
        line = 0;
      }
      const position = { h: height, w: width, x, y };
      x += width;
      line = Math.max(line, height);
      return { ...json(panel), id: ++id, gridPos: position };
    });
    y += line;
    if (row.collapsed) return [{ ...head, gridPos, panels }];
    return [{ ...head, gridPos, panels: [] }, ...panels];
  });
}
