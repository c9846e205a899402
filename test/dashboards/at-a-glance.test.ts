import { describe, expect, test } from 'vitest';
import { dashboardsFor } from '../../dashboards/index.ts';
import { missingSource, SCRAPED_SOURCES } from '../../dashboards/kit/dashboard-settings.ts';
import { lineStates } from '../../dashboards/kit/state-levels.ts';
import { catalogue } from '../../exporter/catalogue/catalogue.ts';
import { dashboardJson } from '../../generator/outputs/grafana/dashboards/dashboard-json.ts';
import { generated, type PanelJson, queriesOf, settings } from '../kit/generated-dashboards.ts';
import { withoutGrafanaDurations } from '../kit/grafana-durations.ts';
import { parseQuery } from '../kit/parse-query.ts';

// What makes a board readable at a glance, as far as it can be told without an eye.

/** Of a panel over the whole width of a small screen, with the menu docked. */
const WHOLE_WIDTH = 1040;
/** What a name needs. */
const NAME_WIDTH = 90;
const STATE_LABELS = /\{\{(?:state|status|phase|severity|reason)\}\}/;

describe.each(generated.map((dashboard) => [dashboard.title, dashboard] as const))('%s', (_, dashboard) => {
  const { shown } = dashboard;

  test('tells things of the same name apart', () => {
    const merged: string[] = [];
    for (const { name, expr } of queriesOf(dashboard)) {
      const { selectors, groupings } = parseQuery(withoutGrafanaDurations(expr));
      const known = new Set(selectors.flatMap(({ metric }) => labelsOf.get(metric) ?? []));
      for (const labels of groupings) {
        for (const label of labels) {
          const uid = uidOf(label);
          // A project's name is its own in a Palette; of what has a uid the other labels are properties.
          if (label === 'project' || labels.some((each) => each.endsWith('_uid'))) continue;
          if (known.has(uid)) merged.push(`${name}: by (${labels.join(', ')})`);
        }
      }
    }

    expect(merged).toEqual([]);
  });

  test('gives each state that a line stands for the colour that it has everywhere', () => {
    for (const panel of shown.filter(({ type }) => type === 'timeseries')) {
      const states = colouredStates(panel);
      if (panel.targets.some(({ legendFormat }) => STATE_LABELS.test(legendFormat)))
        expect(states.length, panel.title).toBeGreaterThan(0);
      for (const { state, colour } of states) {
        const level = lineStates.find((states) => state in states)?.[state];
        expect(level, state).toBeDefined();
        expect(colour.includes('blue'), `${panel.title}: ${state} is ${colour}`).toBe(level === 'good');
        expect(/(?:^|-)red$/.test(colour), `${panel.title}: ${state} is ${colour}`).toBe(level === 'bad');
      }
    }
  });

  test('begins every bar at zero and names it, also one that is alone', () => {
    for (const { type, title, fieldConfig, targets } of shown) {
      if (type !== 'bargauge') continue;
      expect(fieldConfig?.defaults, title).toMatchObject({ min: 0, displayName: `\${__field.labels.name}` });
      for (const { expr } of targets) expect(expr, title).toContain('"name"');
    }
  });

  test('speaks of what is used, never of what is free', () => {
    for (const panel of shown) {
      const texts = [panel.title, panel.description, ...headings(panel)];
      if (panel.title !== 'Free plan') expect(texts.join('\n'), panel.title).not.toMatch(/\bfree\b/i);
    }
  });

  test('counts without thousands and says what a number is of', () => {
    expect(JSON.stringify(dashboard.json)).not.toContain('"unit":"short"');
    for (const { title, fieldConfig } of shown) {
      const { unit } = fieldConfig?.defaults ?? {};
      if (/\bcores?\b|CPU/.test(title) && unit !== 'percentunit' && unit !== 'none')
        expect(unit, title).toMatch(/^suffix: core/);
    }
  });

  test('leaves every column of a table the room that it needs', () => {
    for (const panel of shown.filter(({ type }) => type === 'table')) {
      const widths = columnWidths(panel);
      const needed = widths.reduce<number>((sum, width) => sum + (width ?? NAME_WIDTH), 0);
      expect(needed, panel.title).toBeLessThanOrEqual((WHOLE_WIDTH * panel.gridPos.w) / 24);
    }
  });

  test('lets people say how many of the worst they want to see', () => {
    const worst = shown.filter(({ type, options }) => type === 'table' && isWorstFirst(options));
    const top = dashboard.variables.find(({ name }) => name === 'top');

    expect(top !== undefined).toBe(worst.length > 0);
    for (const { title, targets } of worst)
      for (const { expr } of targets) expect(expr, title).toContain('topk($top, ');
  });

  test('has no choice of jobs and instances unless the settings ask for it', () => {
    const all = generated.map(({ source }) => source);
    const hidden = (json: object) =>
      (json as { templating: { list: { name: string; hide: number }[] } }).templating.list
        .filter(({ name }) => name === 'job' || name === 'instance')
        .map(({ hide }) => hide);

    expect(hidden(dashboardJson(dashboard.source, all))).toEqual([2, 2]);
    expect(hidden(dashboardJson(dashboard.source, all, { targetVariables: true }))).toEqual([0, 0]);
  });
});

test('whatever is read comes from us, from the rules, or from an exporter that the settings know', () => {
  const read = generated
    .flatMap(queriesOf)
    .flatMap(({ expr }) => parseQuery(withoutGrafanaDurations(expr)).selectors.map(({ metric }) => metric));
  const foreign = [...new Set(read)].filter((metric) => !/^(?:palette|process_|ALERTS)/.test(metric));

  expect(foreign.length).toBeGreaterThan(10);
  expect(foreign.filter((metric) => missingSource(`${metric}{}`, []) === undefined)).toEqual([]);
});

describe.each(SCRAPED_SOURCES)('a site that does not scrape %s', (missing) => {
  const sources = SCRAPED_SOURCES.filter((source) => source !== missing);
  const all = dashboardsFor({ settings, sources, whomToCall: '', firstCalls: {}, contactGaps: '' });
  const text = JSON.stringify(all.map((dashboard) => dashboardJson(dashboard, all)));
  const exprs = [...text.matchAll(/"expr":"((?:[^"\\]|\\.)*)"/g)].map(([, expr = '']) => expr);

  test('has every board, and no panel that would stay empty', () => {
    expect(all.map(({ uid }) => uid)).toEqual(generated.map(({ uid }) => uid));
    expect(exprs.length).toBeGreaterThan(100);
    expect(exprs.filter((expr) => missingSource(expr, sources) !== undefined)).toEqual([]);
  });

  test('loses panels by it that others have', () => {
    const exprsOfAll = generated.flatMap(queriesOf).map(({ expr }) => expr);

    expect(exprsOfAll.some((expr) => missingSource(expr, sources) === missing)).toBe(true);
  });
});

const labelsOf: ReadonlyMap<string, readonly string[]> = new Map(
  catalogue.map(({ name, labels }) => [name, labels]),
);

function uidOf(label: string): string {
  return `${label.replace(/_name$/, '')}_uid`;
}

function colouredStates({ fieldConfig }: PanelJson) {
  return (fieldConfig?.overrides ?? []).map(({ matcher, properties }) => ({
    state: /^\/\(\?:\^\| \)(\w[\w-]*)\$\/$/.exec(matcher.options)?.[1] ?? '',
    colour:
      JSON.stringify(properties.find(({ id }) => id === 'color')?.value).match(
        /"fixedColor":"([^"]+)"/,
      )?.[1] ?? '',
  }));
}

function headings({ type, transformations }: PanelJson): readonly string[] {
  const organize = transformations.find(({ id }) => id === 'organize')?.options;
  return type === 'table' ? Object.values((organize?.renameByName ?? {}) as Record<string, string>) : [];
}

/** Undefined: the column takes what is left. */
function columnWidths(panel: PanelJson): readonly (number | undefined)[] {
  return headings(panel).map((heading) => {
    const own = panel.fieldConfig?.overrides.find(({ matcher }) => matcher.options === heading);
    const width = own?.properties.find(({ id }) => id === 'custom.width')?.value;
    return typeof width === 'number' ? width : undefined;
  });
}

function isWorstFirst({ sortBy }: Readonly<Record<string, unknown>>): boolean {
  return JSON.stringify(sortBy).includes('"desc":true');
}
