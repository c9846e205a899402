import type { Dashboard, Panel } from '../../../../dashboards/kit/dashboard.ts';
import { NAME } from '../../../../dashboards/kit/truthful.ts';
import { BACKGROUNDS, DATASOURCE, fieldConfig } from './field-config.ts';
import { lineColours } from './line-colours.ts';
import { linkUrl } from './link-url.ts';
import { target } from './query-json.ts';
import { tableJson } from './table-json.ts';

const LAST = { calcs: ['lastNotNull'], fields: '', values: false };
const BY_THRESHOLD = { color: { mode: 'thresholds' } };
const LIST_BELOW = { displayMode: 'list', placement: 'bottom', showLegend: true, calcs: [] };

const LINK = {
  type: 'link',
  icon: '',
  tooltip: '',
  tags: [],
  asDropdown: false,
  includeVars: false,
  keepTime: false,
  targetBlank: false,
};

/** A panel without its place. */
export function panelJson(panel: Panel, dashboard: Dashboard, all: readonly Dashboard[]): object {
  const { title, description } = panel;
  return { title, description, ...kindJson(panel, dashboard, all) };
}

function kindJson(panel: Panel, dashboard: Dashboard, all: readonly Dashboard[]): object {
  switch (panel.kind) {
    case 'stat':
      return statJson(panel, dashboard, all);
    case 'bars':
      return barsJson(panel);
    case 'graph':
      return graphJson(panel);
    case 'timeline':
      return timelineJson(panel);
    case 'table':
      return tableJson(panel, dashboard, all);
    case 'text':
      return { type: 'text', options: { mode: 'markdown', content: panel.markdown } };
  }
}

type Kind<Name extends Panel['kind']> = Extract<Panel, { kind: Name }>;

function statJson(panel: Kind<'stat'>, dashboard: Dashboard, all: readonly Dashboard[]): object {
  const link = panel.opens && { title: 'Look closer', to: panel.opens, set: {} };
  return {
    type: 'stat',
    ...(link && {
      links: [{ ...LINK, title: link.title, url: linkUrl(link, (label) => label, dashboard, all) }],
    }),
    datasource: DATASOURCE,
    targets: [target(panel.query, 'A', { instant: true })],
    fieldConfig: fieldConfig(panel, BY_THRESHOLD, { colours: BACKGROUNDS }),
    options: {
      colorMode: 'background',
      graphMode: 'none',
      justifyMode: 'auto',
      orientation: 'auto',
      textMode: panel.says === undefined ? 'auto' : 'name',
      wideLayout: true,
      showPercentChange: false,
      percentChangeColorMode: 'standard',
      reduceOptions: LAST,
    },
  };
}

function barsJson(panel: Kind<'bars'>): object {
  return {
    type: 'bargauge',
    datasource: DATASOURCE,
    targets: [target(panel.query, 'A', { instant: true })],
    fieldConfig: fieldConfig(
      { min: 0, ...panel },
      { ...BY_THRESHOLD, displayName: `\${__field.labels.${NAME}}` },
    ),
    options: {
      displayMode: 'basic',
      valueMode: 'text',
      namePlacement: 'auto',
      showUnfilled: true,
      sizing: 'auto',
      minVizWidth: 8,
      minVizHeight: 16,
      maxVizHeight: 32,
      orientation: 'horizontal',
      legend: { ...LIST_BELOW, showLegend: false },
      reduceOptions: LAST,
    },
  };
}

function graphJson(panel: Kind<'graph'>): object {
  const { queries, thresholds, stacked = false, states = {}, points } = panel;
  return {
    type: 'timeseries',
    datasource: DATASOURCE,
    ...(points !== undefined && { maxDataPoints: points }),
    targets: queries.map((query, index) => target(query, String.fromCharCode('A'.charCodeAt(0) + index))),
    fieldConfig: fieldConfig(
      panel,
      {
        color: { mode: 'palette-classic' },
        custom: {
          drawStyle: 'line',
          lineWidth: 1,
          fillOpacity: stacked ? 30 : 10,
          showPoints: 'never',
          spanNulls: false,
          stacking: { mode: stacked ? 'normal' : 'none', group: 'A' },
          thresholdsStyle: { mode: thresholds === undefined ? 'off' : 'dashed' },
        },
      },
      { overrides: lineColours(states, queries) },
    ),
    options: {
      legend: { displayMode: 'table', placement: 'bottom', showLegend: true, calcs: ['lastNotNull', 'max'] },
      tooltip: { mode: 'multi', sort: 'desc' },
    },
  };
}

function timelineJson(panel: Kind<'timeline'>): object {
  return {
    type: 'state-timeline',
    datasource: DATASOURCE,
    // Fine enough for bands; a fleet has many of them.
    maxDataPoints: panel.points ?? 240,
    targets: [target(panel.query, 'A')],
    fieldConfig: fieldConfig(panel, {
      // By threshold it would merge the bands and look at no mapping (grafana/grafana#71804).
      color: { mode: 'fixed', fixedColor: 'text' },
      custom: { fillOpacity: 80, lineWidth: 0, spanNulls: false },
    }),
    options: {
      alignValue: 'left',
      mergeValues: true,
      perPage: 20,
      rowHeight: 0.9,
      showValue: 'auto',
      legend: LIST_BELOW,
      tooltip: { mode: 'single', sort: 'none' },
    },
  };
}
