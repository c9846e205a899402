import { beforeEach, describe, expect, test } from 'vitest';
import { generated } from '../kit/generated-dashboards.ts';
import {
  compile,
  compileOptional,
  complaints,
  complaintsOfDashboard,
  hasGrafanaSchemas,
  NO_GRAFANA_SCHEMAS,
  read,
} from '../kit/grafana-schemas.ts';

/** Kinds of panels with a schema of their own; Grafana publishes none for the list of alerts. */
const SCHEMAS: Readonly<Record<string, string>> = {
  stat: 'stat',
  bargauge: 'bargauge',
  timeseries: 'timeseries',
  'state-timeline': 'statetimeline',
  'status-history': 'statushistory',
  table: 'table',
  text: 'text',
};

describe("Grafana's schemas", () => {
  beforeEach(({ skip }) => skip(!hasGrafanaSchemas, NO_GRAFANA_SCHEMAS));

  test.each(generated.map((each) => [each.title, each] as const))('accept %s', (_, each) => {
    expect((each.json as { readonly __requires: unknown }).__requires).toHaveLength(2);
    expect(complaintsOfDashboard(each.json)).toEqual([]);
  });

  test.each(generated.map((each) => [each.title, each] as const))('accept the panels of %s', (_, each) => {
    const units = unitNames();
    for (const { type, title, options, fieldConfig, targets } of each.shown) {
      for (const target of targets) expect(complaints(compile('prometheus'), target), title).toEqual([]);
      const schema = SCHEMAS[type];
      if (schema === undefined) continue;
      expect(complaints(compile(schema, 'Options'), options), title).toEqual([]);
      const custom = compileOptional(schema, 'FieldConfig');
      if (custom && fieldConfig?.defaults.custom)
        expect(complaints(custom, fieldConfig.defaults.custom), title).toEqual([]);
      const { unit } = fieldConfig?.defaults ?? {};
      if (unit !== undefined && !unit.startsWith('suffix:')) expect(units, title).toContain(unit);
    }
  });

  test.each(generated.map((each) => [each.title, each] as const))('accept the columns of %s', (_, each) => {
    const field = compile('dashboard', 'FieldConfig');
    const custom = compile('table', 'FieldConfig');
    for (const { title, fieldConfig } of each.shown) {
      for (const { properties } of fieldConfig?.overrides ?? []) {
        const own = properties.filter(({ id }) => id.startsWith('custom.'));
        // Links of fields are typed as links of dashboards there; the house rules look at them.
        const shared = properties.filter(({ id }) => !id.startsWith('custom.') && id !== 'links');
        const table = { align: 'auto', inspect: false, ...valuesOf(own) };
        expect(complaints(field, valuesOf(shared)), title).toEqual([]);
        expect(complaints(custom, table), title).toEqual([]);
      }
    }
  });

  test('refuse what Grafana does not know', () => {
    const [first] = generated;
    const broken = structuredClone(first?.json) as { refresh: unknown; panels: { fieldConfig?: object }[] };
    broken.refresh = 5;
    Object.assign(broken.panels[1]?.fieldConfig ?? {}, { unknown: true });

    const found = complaintsOfDashboard(broken);
    expect(found.some((complaint) => complaint.startsWith('/refresh must be string'))).toBe(true);
    expect(found.some((complaint) => complaint.includes('"additionalProperty":"unknown"'))).toBe(true);
    expect(complaints(compile('stat', 'Options'), { colourMode: 'value' })).not.toEqual([]);
  });
});

function valuesOf(properties: readonly { readonly id: string; readonly value: unknown }[]): object {
  return Object.fromEntries(properties.map(({ id, value }) => [id.replace('custom.', ''), value]));
}

function unitNames(): readonly (string | undefined)[] {
  return Object.values(read('units').definitions).map((unit) => unit.const);
}
