import { parser } from '@prometheus-io/lezer-promql';
import { describe, expect, test } from 'vitest';
import { z } from 'zod';
import { dashboards } from '../../dashboards/index.ts';
import { dashboardJson } from '../../generator/outputs/dashboard.ts';

const target = z.object({ expr: z.string(), refId: z.string(), datasource: z.object({ uid: z.string() }) });
const panel = z.object({
  id: z.number(),
  type: z.string(),
  title: z.string(),
  description: z.string().optional(),
  datasource: z.object({ uid: z.string() }).optional(),
  gridPos: z.object({ x: z.number(), y: z.number(), w: z.number(), h: z.number() }),
  targets: z.array(target).default([]),
  fieldConfig: z
    .object({ defaults: z.object({ unit: z.string().optional(), mappings: z.array(z.unknown()) }) })
    .optional(),
});
const variable = z.object({
  name: z.string(),
  label: z.string(),
  type: z.string(),
  query: z.union([z.string(), z.object({ query: z.string() })]),
  datasource: z.object({ uid: z.string() }).optional(),
  refresh: z.number(),
  multi: z.boolean(),
  allValue: z.string().optional(),
});
const schema = z.object({
  uid: z.string().regex(/^[a-z0-9-]{1,40}$/),
  editable: z.literal(false),
  templating: z.object({ list: z.array(variable) }),
  panels: z.array(panel.extend({ panels: z.array(panel).default([]) })),
});

// The rules of grafana/dashboard-linter, without exclusions.
describe.each(dashboards.map((dashboard) => [dashboard.title, dashboard] as const))('%s', (_, source) => {
  const dashboard = schema.parse(dashboardJson(source));
  const variables = dashboard.templating.list;
  const panels = dashboard.panels
    .flatMap((each) => [each, ...each.panels])
    .filter(({ type }) => type !== 'row');
  const queries = panels.flatMap(({ targets }) => targets.map(({ expr }) => expr));

  test('template-datasource-rule', () => {
    expect(variables[0]).toMatchObject({ name: 'datasource', label: 'Data source', type: 'datasource' });
  });

  test('template-job-rule, template-instance-rule, template-on-time-change-reload-rule', () => {
    for (const name of ['job', 'instance']) {
      const found = variables.find((each) => each.name === name);
      const label = name === 'job' ? 'Job' : 'Instance';
      expect(found).toMatchObject({
        type: 'query',
        label,
        multi: true,
        allValue: '.+',
        datasource: { uid: '$datasource' },
      });
    }
    for (const each of variables.filter(({ type }) => type === 'query')) expect(each.refresh).toBe(2);
  });

  test('template-label-promql-rule', () => {
    for (const { type, query } of variables) {
      if (type !== 'query') continue;
      const text = typeof query === 'string' ? query : query.query;
      const [, selector = ''] = /^label_values\((.+), \w+\)$/.exec(text) ?? [];
      expect(faults(selector), text).toEqual([]);
    }
  });

  test('panel-datasource-rule, panel-title-description-rule, panel-units-rule, panel-no-targets-rule', () => {
    for (const each of panels) {
      expect(each.title, 'title').not.toBe('');
      expect(each.description, each.title).toMatch(/^[A-Z].*\.$/);
      if (['alertlist', 'text'].includes(each.type)) continue;
      expect(each.datasource?.uid, each.title).toBe('$datasource');
      expect(each.targets.length, each.title).toBeGreaterThan(0);
      const { unit, mappings = [] } = each.fieldConfig?.defaults ?? {};
      expect(unit !== undefined || mappings.length > 0, each.title).toBe(true);
    }
  });

  test('target-promql-rule', () => {
    for (const query of queries) expect(faults(query), query).toEqual([]);
  });

  test('target-job-rule, target-instance-rule', () => {
    for (const query of queries) {
      for (const selector of selectors(query)) {
        expect(selector, query).toContain('job=~"$job"');
        expect(selector, query).toContain('instance=~"$instance"');
      }
    }
  });

  test('target-rate-interval-rule, target-counter-agg-rule', () => {
    for (const query of queries) {
      for (const [, range] of query.matchAll(/\b(?:rate|irate)\([^[]*\[([^\]]+)\]/g))
        expect(range).toBe('$__rate_interval');
      for (const [whole] of query.matchAll(/(\w+\()?\w+_total\b/g))
        expect(whole).toMatch(/^(?:rate|irate|increase)\(/);
    }
  });

  test('panels have their own ids, fit 24 columns and do not overlap', () => {
    const ids = dashboard.panels.flatMap((each) => [each.id, ...each.panels.map(({ id }) => id)]);
    const taken = new Set<string>();

    expect(new Set(ids).size).toBe(ids.length);
    expect(panels.length).toBeLessThan(40);
    for (const { title, gridPos } of dashboard.panels.flatMap((each) => [each, ...each.panels])) {
      expect(gridPos.x + gridPos.w, title).toBeLessThanOrEqual(24);
      for (let x = gridPos.x; x < gridPos.x + gridPos.w; x++) {
        for (let y = gridPos.y; y < gridPos.y + gridPos.h; y++) {
          expect(taken.has(`${x} ${y}`), `${title} at ${x},${y}`).toBe(false);
          taken.add(`${x} ${y}`);
        }
      }
    }
  });
});

function faults(query: string): readonly number[] {
  const found: number[] = [];
  const plain = query.replaceAll('$__rate_interval', '5m');
  parser.parse(plain).iterate({ enter: ({ type, from }) => void (type.isError && found.push(from)) });
  return plain === '' ? [0] : found;
}

function selectors(query: string): readonly string[] {
  const found: string[] = [];
  parser.parse(query.replaceAll('$__rate_interval', '5m')).iterate({
    enter: ({ name, from, to }) => void (name === 'VectorSelector' && found.push(query.slice(from, to))),
  });
  return found;
}
