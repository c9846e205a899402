import { display, thresholdOf } from './display.ts';
import type { FieldModel, PanelModel, Results, Seen, Series } from './panel-model.ts';
import { fieldOf, readTable } from './read-table.ts';

/** What a person reads in a panel: the message of an empty one, or lines of names and what stands beside them. */
export interface Reading {
  readonly message?: Seen;
  readonly lines: readonly { readonly name: string; readonly seen: readonly Seen[] }[];
}

/**
 * Works out what a person reads in a panel when Prometheus answers so. The rules are those of Grafana 12: see
 * `display.ts`; a state timeline of mode `thresholds` with merged values does not look at mappings
 * (grafana/grafana#71804), and an empty one at `noValue` (#88004).
 */
export function readPanel(panel: PanelModel, results: Results): Reading {
  const field = panel.fieldConfig?.defaults ?? {};
  switch (panel.type) {
    case 'stat':
    case 'bargauge':
      return readValues(panel, results, field);
    case 'state-timeline':
    case 'status-history':
      return readBands(panel, results, field);
    case 'timeseries':
      return readGraph(panel, results, field);
    case 'table':
      return readTable(panel, results);
    default:
      return { lines: [{ name: '', seen: [{ text: panel.options.content ?? '', color: 'transparent' }] }] };
  }
}

/** The same as text: a line for the panel and one for each line in it. */
export function readingText({ title }: PanelModel, { message, lines }: Reading): string {
  const words = (seen: readonly Seen[]) => seen.map(seenText).join(' | ');
  if (message !== undefined) return `${title}: ${seenText(message)}`;
  const [first] = lines;
  if (lines.length === 1 && first) return `${title}: ${first.name && `${first.name} = `}${words(first.seen)}`;
  return [`${title}:`, ...lines.map(({ name, seen }) => `  ${name && `${name} = `}${words(seen)}`)].join(
    '\n',
  );
}

function seenText({ text, color }: Seen): string {
  return color === 'transparent' ? text : `${text} [${color}]`;
}

function readValues(panel: PanelModel, results: Results, field: FieldModel): Reading {
  const series = named(panel, results);
  // An empty answer is one value: null.
  if (series.length === 0) {
    const seen = display(null, field);
    return { message: { ...seen, text: seen.text || 'No data' }, lines: [] };
  }
  return {
    lines: series.map(({ name, points }) => ({
      // A value that is alone has its name only where it is asked for.
      name: series.length === 1 && field.displayName === undefined ? '' : name,
      seen: [valueOrName(panel, name, display(points.at(-1)?.[1] ?? null, field))],
    })),
  };
}

function valueOrName({ options }: PanelModel, name: string, value: Seen): Seen {
  return options.textMode === 'name' ? { ...value, text: name } : value;
}

function readBands(panel: PanelModel, results: Results, field: FieldModel): Reading {
  const series = named(panel, results);
  if (series.length === 0)
    return { message: { text: 'Data does not have a time field', color: 'transparent' }, lines: [] };
  const step = Math.min(
    ...series.flatMap(({ points }) => points.slice(1).map(([at], i) => at - (points[i]?.[0] ?? at))),
  );
  return { lines: series.map(({ name, points }) => ({ name, seen: bands(points, step, panel, field) })) };
}

const GAP: Seen = { text: '…', color: 'transparent' };

function bands(
  points: Series['points'],
  step: number,
  panel: PanelModel,
  field: FieldModel,
): readonly Seen[] {
  const seen: Seen[] = [];
  points.forEach(([at, value], index) => {
    const before = points[index - 1];
    const hasGap = before !== undefined && at - before[0] > 1.5 * step;
    if (hasGap) seen.push(GAP);
    if (before === undefined || hasGap || before[1] !== value) seen.push(band(value, panel, field));
  });
  return seen;
}

function band(value: number, { type, options }: PanelModel, field: FieldModel): Seen {
  const isMerged = type === 'state-timeline' && options.mergeValues === true;
  if (!isMerged || field.color?.mode !== 'thresholds') return display(value, field);
  const step = thresholdOf(value, field);
  return { text: `${step?.value ?? '-∞'}+`, color: step?.color ?? 'text' };
}

function readGraph(panel: PanelModel, results: Results, field: FieldModel): Reading {
  const series = named(panel, results);
  if (series.length === 0)
    return { message: { text: field.noValue ?? 'No data', color: 'transparent' }, lines: [] };
  return {
    lines: series.map(({ name, points }) => {
      const own = fieldOf(name, field, panel.fieldConfig?.overrides ?? []);
      const { text, color } = display(points.at(-1)?.[1] ?? null, own);
      // Which line it is, not what its value is worth: a colour says something only where it is chosen.
      return {
        name: own.displayName ?? name,
        seen: [{ text, color: own.color?.mode === 'fixed' ? color : 'transparent' }],
      };
    }),
  };
}

function named({ targets }: PanelModel, results: Results) {
  return targets.flatMap(({ refId, legendFormat }) =>
    (results[refId] ?? []).map(({ labels, points }) => ({ name: nameOf(labels, legendFormat), points })),
  );
}

function nameOf(labels: Series['labels'], format: string): string {
  if (format !== '__auto')
    return format.replaceAll(/\{\{\s*(\w+)\s*\}\}/g, (_, label: string) => labels[label] ?? '');
  return `{${Object.entries(labels)
    .map(([label, value]) => `${label}="${value}"`)
    .join(', ')}}`;
}
