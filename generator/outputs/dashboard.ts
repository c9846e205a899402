import type { Dashboard, Row, Variable } from '../../dashboards/dashboard.ts';
import { panelJson } from './panel.ts';

const WIDTH = 24;
// What Grafana 10 writes; later versions migrate it when they load it.
const SCHEMA_VERSION = 38;

/** A dashboard as Grafana's classic JSON. */
export function dashboardJson({ uid, title, description, tags, from, variables, rows }: Dashboard): object {
  return {
    uid,
    title,
    description,
    tags: [...tags],
    schemaVersion: SCHEMA_VERSION,
    version: 1,
    editable: false,
    graphTooltip: 1,
    refresh: '1m',
    time: { from, to: 'now' },
    timezone: 'browser',
    annotations: { list: [] },
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
        ...[
          { name: 'job', label: 'Job', metric: 'palette_exporter_collector_up', from: 'job' },
          { name: 'instance', label: 'Instance', metric: 'palette_exporter_collector_up', from: 'instance' },
          ...variables,
        ].map(variableJson),
      ],
    },
    panels: layout(rows),
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
    current: {},
  };
}

function variableJson({ name, label, metric, from }: Variable): object {
  const narrowed =
    name === 'job' ? '' : name === 'instance' ? '{job=~"$job"}' : '{job=~"$job", instance=~"$instance"}';
  const query = `label_values(${metric}${narrowed}, ${from})`;
  return {
    name,
    label,
    type: 'query',
    datasource: { type: 'prometheus', uid: '$datasource' },
    definition: query,
    query: { query, refId: `Variable-${name}` },
    // On every change of the time range: what is gone now was there then.
    refresh: 2,
    sort: 1,
    regex: '',
    hide: 0,
    multi: true,
    includeAll: true,
    allValue: '.+',
    options: [],
    current: { selected: true, text: ['All'], value: ['$__all'] },
  };
}

// Panels fill a line from the left and wrap; a row starts a new line. Ids follow reading order.
function layout(rows: readonly Row[]): readonly object[] {
  let y = 0;
  let id = 0;
  return rows.flatMap((row) => {
    const head = { id: ++id, type: 'row', title: row.title, collapsed: row.collapsed ?? false };
    const gridPos = { h: 1, w: WIDTH, x: 0, y: y++ };
    let x = 0;
    let line = 0;
    const panels = row.panels.map((panel) => {
      if (x + panel.width > WIDTH) {
        y += line;
        x = 0;
        line = 0;
      }
      const position = { h: panel.height, w: panel.width, x, y };
      x += panel.width;
      line = Math.max(line, panel.height);
      return { ...panelJson(panel), id: ++id, gridPos: position };
    });
    y += line;
    if (row.collapsed) return [{ ...head, gridPos, panels }];
    return [{ ...head, gridPos, panels: [] }, ...panels];
  });
}
