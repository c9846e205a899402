import { z } from 'zod';
import { dashboardsFor } from '../../dashboards/index.ts';
import type { Dashboard } from '../../dashboards/kit/dashboard.ts';
import { dashboardJson } from '../../generator/outputs/grafana/dashboards/dashboard-json.ts';
import { settingsSchema } from '../../generator/site-settings.ts';

const target = z.looseObject({
  refId: z.string(),
  expr: z.string(),
  instant: z.boolean(),
  exemplar: z.boolean(),
  legendFormat: z.string(),
  datasource: z.object({ type: z.string(), uid: z.string() }),
});
const link = z.object({ title: z.string(), url: z.string(), targetBlank: z.boolean() });
const panel = z.looseObject({
  id: z.number(),
  type: z.string(),
  title: z.string(),
  description: z.string().optional(),
  datasource: z.object({ type: z.string(), uid: z.string() }).optional(),
  gridPos: z.object({ x: z.number(), y: z.number(), w: z.number(), h: z.number() }),
  collapsed: z.boolean().optional(),
  maxDataPoints: z.number().optional(),
  targets: z.array(target).default([]),
  transformations: z.array(z.looseObject({ id: z.string(), options: z.looseObject({}) })).default([]),
  options: z.looseObject({}).default({}),
  fieldConfig: z
    .object({
      defaults: z.looseObject({
        unit: z.string().optional(),
        noValue: z.string().optional(),
        min: z.number().optional(),
        max: z.number().optional(),
        mappings: z.array(z.unknown()),
        custom: z.looseObject({ spanNulls: z.boolean().optional() }).optional(),
      }),
      overrides: z.array(
        z.object({
          matcher: z.object({ id: z.string(), options: z.string() }),
          properties: z.array(z.object({ id: z.string(), value: z.unknown() })),
        }),
      ),
    })
    .optional(),
});
const variable = z.looseObject({
  name: z.string(),
  label: z.string(),
  type: z.string(),
  query: z.union([z.string(), z.object({ query: z.string() })]),
  datasource: z.object({ type: z.string(), uid: z.string() }).optional(),
  refresh: z.number(),
  sort: z.number().optional(),
  multi: z.boolean(),
  includeAll: z.boolean(),
  allValue: z.string().optional(),
});
const schema = z.looseObject({
  id: z.undefined().optional(),
  uid: z.string(),
  title: z.string(),
  description: z.string(),
  tags: z.array(z.string()),
  editable: z.boolean(),
  time: z.object({ from: z.string(), to: z.string() }),
  annotations: z.object({ list: z.array(z.looseObject({ name: z.string(), expr: z.string() })) }),
  templating: z.object({ list: z.array(variable) }),
  panels: z.array(panel.extend({ panels: z.array(panel).default([]) })),
});

export type PanelJson = z.output<typeof panel>;
export { link as linkSchema };

/** Every console has a page, so that the links to them are there. */
export const settings = settingsSchema.parse({
  consoles: {
    cluster: 'https://palette.example.com/clusters/{cluster_uid}',
    edgeHost: 'https://palette.example.com/hosts/{edge_host_uid}',
    localUi: 'https://{edge_host}:5080',
  },
});

const all: readonly Dashboard[] = dashboardsFor({
  settings,
  sources: settings.dashboards.sources,
  whomToCall: '- **Hosts**: Mira Lindqvist',
  firstCalls: { PaletteNodeNotReady: 'Mira Lindqvist' },
  contactGaps: 'None.',
});

/** Every dashboard as it is generated. */
export const generated = all.map((source) => {
  const json: unknown = JSON.parse(JSON.stringify(dashboardJson(source, all)));
  const dashboard = schema.parse(json);
  const shown = dashboard.panels.flatMap((each) => [each, ...each.panels]);
  return {
    ...dashboard,
    source,
    json,
    /** Rows too, also what lies inside of collapsed rows. */
    everything: shown,
    shown: shown.filter(({ type }) => type !== 'row'),
    variables: dashboard.templating.list,
  };
});

export type Generated = (typeof generated)[number];

/** Text of the query behind a variable; undefined when no query fills it. */
export function variableQuery({ type, query }: z.output<typeof variable>): string | undefined {
  if (type !== 'query') return undefined;
  return typeof query === 'string' ? query : query.query;
}

/** The selector and the label of `label_values(selector, label)`. */
export function labelValues(query: string): { readonly selector: string; readonly label: string } {
  const [, selector = '', label = ''] = /^label_values\((.+), (\w+)\)$/.exec(query) ?? [];
  return { selector, label };
}

/** All queries of panels and annotations with the names `dashboard/panel/query`. */
export function queriesOf({ uid, shown, annotations }: Generated) {
  return [
    ...shown.flatMap(({ title, targets }) =>
      targets.map(({ refId, expr, instant }) => ({ name: `${uid}/${title}/${refId}`, expr, instant })),
    ),
    ...annotations.list.map(({ name, expr }) => ({
      name: `${uid}/${name}/annotation`,
      expr,
      instant: false,
    })),
  ];
}
