import { describe, expect, test } from 'vitest';
import { generated, labelValues, variableQuery } from '../kit/generated-dashboards.ts';
import { withoutGrafanaDurations } from '../kit/grafana-durations.ts';
import { parseQuery } from '../kit/parse-query.ts';

/** What Prometheus makes itself belongs to no target. */
const OF_RULES = /^(?:ALERTS|ALERTS_FOR_STATE|palette(?:_slo)?:.*)$/;
const ASKING = ['stat', 'bargauge', 'timeseries', 'table', 'state-timeline', 'status-history'];

// The rules of grafana/dashboard-linter, without exclusions and for all kinds of panels. The two about Loki hold
// because no panel asks Loki.
describe.each(generated.map((dashboard) => [dashboard.title, dashboard] as const))('%s', (_, dashboard) => {
  const { variables, shown } = dashboard;
  const asking = shown.filter(({ type }) => ASKING.includes(type));
  const queries = shown.flatMap(({ targets }) => targets.map(({ expr }) => expr));
  const marks = dashboard.annotations.list.map(({ expr }) => expr);

  test('template-datasource-rule', () => {
    expect(variables[0]).toMatchObject({ name: 'datasource', label: 'Data source', type: 'datasource' });
  });

  test.each([
    ['template-job-rule', 'job', 'Job'],
    ['template-instance-rule', 'instance', 'Instance'],
  ])('%s', (_rule, name, label) => {
    expect(variables.find((each) => each.name === name)).toMatchObject({
      type: 'query',
      label,
      multi: true,
      allValue: '.+',
      datasource: { uid: '$datasource' },
    });
  });

  test('template-label-promql-rule', () => {
    for (const variable of variables) {
      const query = variableQuery(variable);
      if (query !== undefined) expect(parseQuery(labelValues(query).selector).faults, query).toEqual([]);
    }
  });

  test('template-on-time-change-reload-rule', () => {
    for (const { type, refresh, name } of variables) if (type === 'query') expect(refresh, name).toBe(2);
  });

  test('panel-datasource-rule', () => {
    for (const { datasource, targets, title } of asking) {
      expect(datasource?.uid, title).toBe('$datasource');
      for (const each of targets) expect(each.datasource.uid, title).toBe('$datasource');
    }
  });

  test('panel-title-description-rule', () => {
    for (const { title, description } of shown) {
      expect(title, description).not.toBe('');
      expect(description, title).toMatch(/\S/);
    }
  });

  test('panel-units-rule', () => {
    for (const { title, fieldConfig } of asking) {
      const { unit, mappings = [] } = fieldConfig?.defaults ?? {};
      expect(unit !== undefined || mappings.length > 0, title).toBe(true);
    }
  });

  test('panel-no-targets-rule', () => {
    for (const { title, targets } of asking) expect(targets.length, title).toBeGreaterThan(0);
  });

  test('target-promql-rule, target-logql-rule, target-logql-auto-rule', () => {
    for (const query of [...queries, ...marks])
      expect(parseQuery(withoutGrafanaDurations(query)).faults, query).toEqual([]);
    for (const { datasource, title } of asking)
      expect(datasource, title).toMatchObject({ type: 'prometheus' });
  });

  test('target-rate-interval-rule', () => {
    for (const query of queries) {
      for (const [whole, range] of query.matchAll(/\bi?rate\([^[]*\[([^\]]+)\]/g))
        expect(range, whole).toBe('$__rate_interval');
    }
  });

  test.each([
    ['target-job-rule', { label: 'job', operator: '=~', value: '$job' }],
    ['target-instance-rule', { label: 'instance', operator: '=~', value: '$instance' }],
  ])('%s', (_rule, matcher) => {
    for (const query of queries) {
      for (const { metric, matchers } of parseQuery(withoutGrafanaDurations(query)).selectors)
        if (!OF_RULES.test(metric)) expect(matchers, query).toContainEqual(matcher);
    }
  });

  test('target-counter-agg-rule', () => {
    for (const query of queries) {
      // MetalLB calls gauges so.
      for (const [whole] of query.matchAll(/(\w+\()?\b(?!metallb_)\w+_total\b/g))
        expect(whole, query).toMatch(/^(?:rate|irate|increase)\(/);
    }
  });

  test('uneditable-dashboard', () => {
    expect(dashboard.editable).toBe(false);
  });
});
