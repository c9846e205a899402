import type {
  Column,
  ConsoleLink,
  Dashboard,
  Link,
  Panel,
  Query,
} from '../../../../dashboards/kit/dashboard.ts';
import { BACKGROUNDS, DATASOURCE, fieldConfig, mappingsJson, thresholdsJson } from './field-config.ts';
import { linkUrl } from './link-url.ts';
import { target } from './query-json.ts';

type Table = Extract<Panel, { kind: 'table' }>;

/** A table: one query for the lines and one for each column that asks more about them, joined by a label. */
export function tableJson(panel: Table, from: Dashboard, all: readonly Dashboard[]): object {
  const { lines, by, columns, sortBy, worst = false } = panel;
  const asked = columns.filter(({ expr }) => expr !== undefined);
  const queries: Query[] = [{ expr: lines }, ...asked.map(({ expr = '' }) => ({ expr }))];
  const names = queries.map((_, index) => (queries.length === 1 ? 'Value' : `Value #${refId(index)}`));
  const fieldOf = (column: Column) =>
    column.label ?? names[column.expr === undefined ? 0 : 1 + asked.indexOf(column)] ?? '';
  const shown = columns.map((column) => ({ column, field: fieldOf(column) }));
  const hidden = labelsOfLinks(columns).filter((label) => !shown.some(({ field }) => field === label));
  return {
    type: 'table',
    datasource: DATASOURCE,
    targets: queries.map((query, index) => target(query, refId(index), { instant: true, format: 'table' })),
    fieldConfig: fieldConfig(
      { ...panel, unit: 'none' },
      {
        color: { mode: 'thresholds' },
        custom: { align: 'auto', filterable: true, inspect: false },
      },
      {
        colours: BACKGROUNDS,
        overrides: [
          // The text of an empty table would stand in every cell without a value.
          { matcher: { id: 'byRegexp', options: '/.*/' }, properties: missingCell },
          ...shown.map(({ column }) => override(column, shown, from, all)),
          ...hidden.map((label) => ({
            matcher: { id: 'byName', options: label },
            properties: [{ id: 'custom.hidden', value: true }],
          })),
        ].filter(({ properties }) => properties.length > 0),
      },
    ),
    options: {
      frameIndex: 0,
      showHeader: true,
      cellHeight: 'sm',
      footer: { show: false, reducer: ['sum'], countRows: false, enablePagination: true },
      sortBy: [{ displayName: sortBy, desc: worst }],
    },
    transformations: transformations(shown, hidden, asked.length > 0 ? by : undefined),
  };
}

const MISSING = '–';
const missingCell = [
  { id: 'noValue', value: MISSING },
  { id: 'mappings', value: mappingsJson([], BACKGROUNDS, MISSING, BACKGROUNDS.neutral) },
];

type Shown = readonly { readonly column: Column; readonly field: string }[];

function transformations(shown: Shown, hidden: readonly string[], by: string | undefined): readonly object[] {
  const names = [...shown.map(({ field }) => field), ...hidden];
  return [
    ...(by === undefined ? [] : [{ id: 'joinByField', options: { byField: by, mode: 'outer' } }]),
    { id: 'filterFieldsByName', options: { include: { names } } },
    {
      id: 'organize',
      options: {
        excludeByName: {},
        indexByName: Object.fromEntries(names.map((name, index) => [name, index])),
        renameByName: Object.fromEntries(shown.map(({ column, field }) => [field, column.title])),
      },
    },
  ];
}

function override(
  column: Column,
  shown: Shown,
  from: Dashboard,
  all: readonly Dashboard[],
): { matcher: object; properties: readonly object[] } {
  const {
    title,
    unit,
    thresholds,
    mappings,
    min,
    max,
    decimals,
    links = [],
    width = usualWidth(column),
  } = column;
  const coloured = thresholds !== undefined || mappings !== undefined;
  const fieldName = (label: string) => shown.find(({ field }) => field === label)?.column.title ?? label;
  const set = Object.entries({
    unit,
    min,
    max,
    decimals,
    thresholds: thresholds && thresholdsJson(thresholds, BACKGROUNDS),
    mappings: mappings && mappingsJson(mappings, BACKGROUNDS, MISSING, BACKGROUNDS.neutral),
    'custom.cellOptions': coloured ? { type: 'color-background', mode: 'basic' } : undefined,
    'custom.width': width,
    links: links.length === 0 ? undefined : links.map((link) => linkJson(link, fieldName, from, all)),
  });
  return {
    matcher: { id: 'byName', options: title },
    properties: set.filter(([, value]) => value !== undefined).map(([id, value]) => ({ id, value })),
  };
}

/** Pixels of a letter, and of what stands beside a heading: the sign of a filter and the margins. */
const LETTER = 7;
const BESIDE = 36;
/** What is longer wraps no worse in what the other columns leave. */
const WIDEST = 200;
/** Letters of a usual number in a unit: `12.9 weeks`. */
const NUMBERS: Readonly<Record<string, number>> = { s: 10, bytes: 9, none: 5, percentunit: 6 };

/** Wide enough for the heading and whatever stands in the cells; undefined: names take what is left. */
function usualWidth({ title, label, unit = 'none', mappings = [] }: Column): number | undefined {
  if (label !== undefined && mappings.length === 0) return undefined;
  const texts = mappings.map(({ text }) => text.length);
  const letters = Math.max(
    title.length,
    ...texts,
    mappings.length === 0 ? (NUMBERS[unit] ?? unit.length) : 0,
  );
  const width = BESIDE + LETTER * letters;
  return width > WIDEST ? undefined : width;
}

function linkJson(
  link: Link | ConsoleLink,
  fieldName: (label: string) => string,
  from: Dashboard,
  all: readonly Dashboard[],
): object {
  const field = (label: string) => `\${__data.fields["${fieldName(label)}"]}`;
  const isConsole = 'url' in link;
  const url = isConsole
    ? link.url.replaceAll(/\{(\w+)\}/g, (_, label: string) => field(label))
    : linkUrl(link, field, from, all);
  return { title: link.title, url, targetBlank: isConsole };
}

function labelsOfLinks(columns: readonly Column[]): readonly string[] {
  const labels = columns.flatMap(({ links = [] }) =>
    links.flatMap((link) =>
      'url' in link
        ? [...link.url.matchAll(/\{(\w+)\}/g)].map(([, label = '']) => label)
        : Object.values(link.set),
    ),
  );
  return [...new Set(labels)];
}

function refId(index: number): string {
  return String.fromCharCode('A'.charCodeAt(0) + index);
}
