import type { Level, Mapping, Panel, Query, Threshold } from '../../dashboards/dashboard.ts';

const DATASOURCE = { type: 'prometheus', uid: '$datasource' } as const;

// Blue instead of green: red-green blind people can tell these apart, also from a printout.
const COLOURS: Readonly<Record<Level, string>> = {
  good: 'blue',
  watch: 'orange',
  bad: 'dark-red',
  neutral: 'text',
};

/** A panel without its place. */
export function panelJson(panel: Panel): object {
  const base = { title: panel.title, description: panel.description };
  switch (panel.kind) {
    case 'stat':
      return {
        ...base,
        type: 'stat',
        datasource: DATASOURCE,
        targets: [target(panel.query, 'A', { instant: true })],
        fieldConfig: fieldConfig(panel, { color: { mode: 'thresholds' } }),
        options: {
          colorMode: 'background',
          graphMode: 'none',
          justifyMode: 'auto',
          orientation: 'auto',
          textMode: 'auto',
          reduceOptions: { calcs: ['lastNotNull'], fields: '', values: false },
        },
      };
    case 'timeseries':
      return {
        ...base,
        type: 'timeseries',
        datasource: DATASOURCE,
        targets: panel.queries.map((query, index) => target(query, refId(index))),
        fieldConfig: fieldConfig(panel, {
          color: { mode: 'palette-classic' },
          ...(panel.min !== undefined && { min: panel.min }),
          ...(panel.max !== undefined && { max: panel.max }),
          custom: {
            drawStyle: 'line',
            lineWidth: 1,
            fillOpacity: panel.stacked ? 30 : 10,
            showPoints: 'never',
            spanNulls: false,
            stacking: { mode: panel.stacked ? 'normal' : 'none', group: 'A' },
          },
        }),
        options: {
          legend: {
            displayMode: 'table',
            placement: 'bottom',
            showLegend: true,
            calcs: ['lastNotNull', 'max'],
          },
          tooltip: { mode: 'multi', sort: 'desc' },
        },
      };
    case 'timeline':
      return {
        ...base,
        type: 'state-timeline',
        datasource: DATASOURCE,
        targets: [target(panel.query, 'A')],
        fieldConfig: fieldConfig(panel, {
          color: { mode: 'thresholds' },
          custom: { fillOpacity: 80, lineWidth: 0, spanNulls: false },
        }),
        options: {
          alignValue: 'left',
          mergeValues: true,
          rowHeight: 0.9,
          showValue: 'auto',
          legend: { displayMode: 'list', placement: 'bottom', showLegend: true },
          tooltip: { mode: 'single', sort: 'none' },
        },
      };
    case 'table':
      return {
        ...base,
        type: 'table',
        datasource: DATASOURCE,
        targets: [target(panel.query, 'A', { instant: true, format: 'table' })],
        fieldConfig: fieldConfig(panel, {
          color: { mode: 'thresholds' },
          custom: { align: 'auto', filterable: true },
        }),
        options: { showHeader: true, cellHeight: 'sm', sortBy: [{ displayName: panel.sortBy, desc: false }] },
        transformations: columns(panel.columns),
      };
    case 'alerts':
      return {
        ...base,
        type: 'alertlist',
        options: {
          viewMode: 'list',
          groupMode: 'default',
          groupBy: [],
          maxItems: 50,
          sortOrder: 3,
          dashboardAlerts: false,
          alertName: '',
          alertInstanceLabelFilter: panel.filter,
          datasource: '',
          stateFilter: { firing: true, pending: true, noData: false, normal: false, error: true },
        },
      };
    case 'text':
      return { ...base, type: 'text', options: { mode: 'markdown', content: panel.markdown } };
  }
}

function target(
  { expr, legend }: Query,
  id: string,
  { instant = false, format = 'time_series' } = {},
): object {
  return {
    refId: id,
    datasource: DATASOURCE,
    expr,
    legendFormat: legend ?? '__auto',
    format,
    instant,
    range: !instant,
    exemplar: false,
    editorMode: 'code',
  };
}

interface Field {
  readonly unit?: string;
  readonly thresholds?: readonly Threshold[];
  readonly mappings?: readonly Mapping[];
  readonly empty?: string;
}

function fieldConfig({ unit, thresholds, mappings = [], empty }: Field, defaults: object): object {
  const steps = thresholds ?? [{ from: null, level: 'neutral' }];
  return {
    defaults: {
      ...defaults,
      ...(unit !== undefined && { unit }),
      ...(empty !== undefined && { noValue: empty }),
      thresholds: {
        mode: 'absolute',
        steps: steps.map(({ from, level }) => ({ value: from, color: COLOURS[level] })),
      },
      mappings: mappings.length === 0 ? [] : [{ type: 'value', options: mappingOptions(mappings) }],
    },
    overrides: [],
  };
}

function mappingOptions(mappings: readonly Mapping[]): object {
  return Object.fromEntries(
    mappings.map(({ value, text, level }, index) => [value, { text, color: COLOURS[level], index }]),
  );
}

function columns(wanted: Readonly<Record<string, string>>): readonly object[] {
  const names = Object.keys(wanted);
  return [
    { id: 'filterFieldsByName', options: { include: { names } } },
    {
      id: 'organize',
      options: {
        excludeByName: {},
        indexByName: Object.fromEntries(names.map((name, index) => [name, index])),
        renameByName: { ...wanted },
      },
    },
  ];
}

function refId(index: number): string {
  return String.fromCharCode('A'.charCodeAt(0) + index);
}
