import { describe, expect, test } from 'vitest';
import { FRESH } from '../../dashboards/kit/truthful.ts';
import { parseDuration } from '../../exporter/time/duration.ts';
import {
  type Generated,
  generated,
  linkSchema,
  type PanelJson,
  queriesOf,
  settings,
} from '../kit/generated-dashboards.ts';

const TIME_RANGE = `\${__url_time_range}`;
/** Fields that Grafana itself knows in a link of a table. */
const FIELD = /\$\{__data\.fields\["([^"]+)"\]\}/g;

describe.each(generated.map((dashboard) => [dashboard.title, dashboard] as const))('%s', (_, dashboard) => {
  const { everything, shown, panels, variables } = dashboard;

  test('has an address that lasts and a question', () => {
    expect(dashboard.uid).toMatch(/^palette-[a-z-]{1,32}$/);
    expect(dashboard.id).toBeUndefined();
    expect(dashboard.tags).toContain('palette');
    expect(dashboard.description).toMatch(/^[A-Z].*\?$/);
    expect(dashboard.time).toMatchObject({ from: expect.stringMatching(/^now-\d+h$/), to: 'now' });
  });

  test('has panels with ids of their own that fit 24 columns and do not overlap', () => {
    const ids = everything.map(({ id }) => id);
    const taken = new Map<string, string>();

    expect(ids).toEqual(ids.map((_id, index) => index + 1));
    expect(shown.length).toBeLessThan(40);
    for (const { title, gridPos } of everything) {
      expect(gridPos.x + gridPos.w, title).toBeLessThanOrEqual(24);
      for (let x = gridPos.x; x < gridPos.x + gridPos.w; x++) {
        for (let y = gridPos.y; y < gridPos.y + gridPos.h; y++) {
          expect(taken.get(`${x} ${y}`), title).toBeUndefined();
          taken.set(`${x} ${y}`, title);
        }
      }
    }
  });

  test('shows the answer and what happened, and keeps details in collapsed rows', () => {
    const rows = panels.filter(({ type }) => type === 'row');
    const open = rows.filter(({ collapsed }) => collapsed === false);

    expect(open).toEqual(rows.slice(0, open.length));
    expect(open.length).toBeGreaterThanOrEqual(1);
    expect(open.length).toBeLessThanOrEqual(2);
    for (const row of rows) expect(row.panels.length > 0, row.title).toBe(row.collapsed);
  });

  test('explains each panel in full sentences and says what an empty one means', () => {
    for (const panel of shown) {
      expect(panel.description, panel.title).toMatch(/^[A-Z].*\.$/s);
      if (panel.targets.length === 0) continue;
      expect(panel.fieldConfig?.defaults.noValue, panel.title).toMatch(/^\S/);
    }
  });

  test('names the panels of a dashboard differently', () => {
    const names = queriesOf(dashboard).map(({ name }) => name);

    expect(new Set(names).size).toBe(names.length);
  });

  test('never leaves it to the colour to tell a state', () => {
    for (const { type, title, fieldConfig } of shown) {
      if (type === 'state-timeline' || type === 'status-history')
        expect(fieldConfig?.defaults.mappings[0], title).toMatchObject({ type: 'value' });
    }
    const colours = JSON.stringify(dashboard.json).match(/"color":"[^"]+"/g) ?? [];
    expect(new Set(colours)).toEqual(
      new Set(colours.filter((colour) => /"(blue|orange|dark-red|text|transparent|#8e8e8e)"$/.test(colour))),
    );
  });

  test('gives every tile and bar a look of its own where there is no value', () => {
    for (const { type, title, fieldConfig } of shown) {
      if (type !== 'stat' && type !== 'bargauge') continue;
      expect(fieldConfig?.defaults.mappings.at(-1), title).toMatchObject({
        type: 'special',
        options: { match: 'null+nan', result: { text: expect.stringMatching(/\w/), color: '#8e8e8e' } },
      });
    }
  });

  test('never takes absence for zero', () => {
    for (const { name, expr } of queriesOf(dashboard)) expect(expr, name).not.toMatch(/\bvector\(\s*0/);
  });

  test('starts with how old the data is', () => {
    expect(shown[0]).toMatchObject({ type: 'stat', title: 'Age of the data' });
  });

  test('has titles that a tile of four columns has room for', () => {
    for (const { type, title, gridPos } of shown)
      if (type === 'stat' && gridPos.w <= 4) expect(title.length, title).toBeLessThanOrEqual(17);
  });

  test('connects no gaps, shows no exemplars, bounds shares', () => {
    for (const { title, targets, fieldConfig, type } of shown) {
      for (const { exemplar } of targets) expect(exemplar, title).toBe(false);
      const { unit, custom, min } = fieldConfig?.defaults ?? {};
      if (type === 'timeseries' || type === 'state-timeline') expect(custom?.spanNulls, title).toBe(false);
      if (unit === 'percentunit' && type !== 'stat') expect(min, title).toBe(0);
    }
  });

  test('shows a legend in the words of labels', () => {
    for (const { title, targets, type } of shown) {
      if (!['timeseries', 'state-timeline', 'status-history', 'bargauge'].includes(type)) continue;
      for (const { legendFormat } of targets) expect(legendFormat, title).not.toBe('__auto');
    }
  });

  test('offers variables that are sorted, may be left open, and are used', () => {
    const text = queriesOf(dashboard)
      .map(({ expr }) => expr)
      .join('\n');
    for (const variable of variables) {
      if (variable.type !== 'query') continue;
      expect(variable.sort, variable.name).toBe(1);
      expect(text.includes(`$${variable.name}"`), `${variable.name} is used`).toBe(true);
      // Only what a dashboard is about cannot be left open.
      const single = dashboard.source.variables.find(({ name }) => name === variable.name)?.single ?? false;
      expect(variable.includeAll, variable.name).toBe(!single);
      expect(variable.multi, variable.name).toBe(!single);
    }
  });

  test('sums up what two exporters see of the same thing', () => {
    for (const { expr } of queriesOf(dashboard)) {
      expect(expr).toMatch(/\b(?:max|min|sum|count|avg|topk|bottomk)\b|histogram_quantile/);
    }
  });

  test('joins tables by a label that every question has, and mixes up no labels', () => {
    for (const panel of shown.filter(({ type }) => type === 'table')) checkTable(panel);
  });

  test('links to dashboards that there are, with time range and variables', () => {
    for (const panel of shown) for (const url of linksOf(panel)) checkLink(dashboard, panel, url);
  });
});

test('the dashboards are ten, with different addresses', () => {
  expect(new Set(generated.map(({ uid }) => uid)).size).toBe(10);
});

test('thresholds are those of the alerts', () => {
  // Besides none, what is over, all, any, and what is fresh.
  const allowed = new Set<number | null>([null, 0, 1, FRESH]);
  for (const value of Object.values(settings.thresholds))
    allowed.add(typeof value === 'number' ? value : parseDuration(value) / 1000);
  // What is used where an alert tells of what is free.
  const { partitionFreeRatio, partitionFullRatio } = settings.thresholds;
  for (const ratio of [partitionFreeRatio, partitionFullRatio]) allowed.add(1 - ratio);

  for (const { json, title } of generated) {
    for (const [, value] of JSON.stringify(json).matchAll(/"value":(null|[\d.]+),"color"/g))
      expect(allowed, `${title}: ${value}`).toContain(JSON.parse(value ?? ''));
  }
});

test('console pages are linked from tables', () => {
  const urls = generated.flatMap(({ shown }) => shown.flatMap(linksOf));

  for (const page of [settings.consoles.cluster, settings.consoles.edgeHost, settings.consoles.localUi])
    expect(urls.some((url) => url.startsWith(page?.split('{')[0] ?? '?'))).toBe(true);
});

function linksOf({ fieldConfig }: PanelJson): readonly string[] {
  return (fieldConfig?.overrides ?? []).flatMap(({ properties }) =>
    properties
      .filter(({ id }) => id === 'links')
      .flatMap(({ value }) =>
        linkSchema
          .array()
          .parse(value)
          .map(({ url }) => url),
      ),
  );
}

function checkLink(from: Generated, panel: PanelJson, url: string): void {
  const organize = panel.transformations.find(({ id }) => id === 'organize')?.options;
  const named = Object.values((organize?.renameByName ?? {}) as Record<string, string>);
  const kept = Object.keys((organize?.indexByName ?? {}) as Record<string, number>);
  for (const [, field = ''] of url.matchAll(FIELD)) expect([...named, ...kept], url).toContain(field);
  const [, uid, parameters] = /^\/d\/([\w-]+)\?(.+)$/.exec(url) ?? [];
  if (uid === undefined || parameters === undefined) {
    expect(url).toMatch(/^https:/);
    return;
  }

  const to = generated.find((dashboard) => dashboard.uid === uid);
  const has = (dashboard: Generated | undefined) => dashboard?.variables.map(({ name }) => name) ?? [];
  expect(parameters).toContain(TIME_RANGE);
  for (const [, name = ''] of parameters.matchAll(/\$\{(\w+):queryparam\}/g)) {
    expect(has(from), url).toContain(name);
    expect(has(to), url).toContain(name);
  }
  for (const [, name = ''] of parameters.matchAll(/var-(\w+)=/g)) expect(has(to), url).toContain(name);
  for (const name of has(to)) {
    const carried = parameters.includes(`\${${name}:queryparam}`) || parameters.includes(`var-${name}=`);
    // How many lines a table has is a matter of each board.
    expect(carried || name === 'top' || !has(from).includes(name), `${url} carries ${name}`).toBe(true);
  }
}

function checkTable({ title, targets, transformations }: PanelJson): void {
  const join = transformations.find(({ id }) => id === 'joinByField')?.options.byField;
  if (targets.length === 1) {
    expect(join, title).toBeUndefined();
    return;
  }

  const outer = targets.map(({ expr }) => /\bby \(([^)]*)\)/.exec(expr)?.[1]?.split(', ') ?? []);
  const seen = new Set<string>();
  for (const labels of outer) {
    expect(labels, title).toContain(join);
    for (const label of labels) {
      if (label === join) continue;
      expect(seen.has(label), `${title}: ${label} comes twice`).toBe(false);
      seen.add(label);
    }
  }
}
