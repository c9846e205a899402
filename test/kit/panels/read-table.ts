import { display } from './display.ts';
import type { FieldModel, Override, PanelModel, Results, Seen } from './panel-model.ts';
import type { Reading } from './read-panel.ts';

type Cell = number | string | null;
type Row = Readonly<Record<string, Cell>>;

/**
 * The lines of a table after its transformations (`joinByField`, `filterFieldsByName`, `organize`), in their order, each
 * cell with its overrides. A cell without a background of its own shows only its text.
 */
export function readTable(panel: PanelModel, results: Results): Reading {
  const { targets, transformations = [], options } = panel;
  const valueName = (refId: string) => (targets.length === 1 ? 'Value' : `Value #${refId}`);
  const frames = targets.map(({ refId }) =>
    (results[refId] ?? []).map(
      ({ labels, points }): Row => ({ ...labels, [valueName(refId)]: points.at(-1)?.[1] ?? null }),
    ),
  );
  const by = transformations.find(({ id }) => id === 'joinByField')?.options.byField;
  const organize = transformations.find(({ id }) => id === 'organize')?.options ?? {};
  const rows = by === undefined ? frames.flat() : joined(frames, by);
  const { defaults = {}, overrides = [] } = panel.fieldConfig ?? {};
  if (rows.length === 0)
    return { message: { text: defaults.noValue ?? 'No data', color: 'transparent' }, lines: [] };

  const columns = Object.entries(organize.indexByName ?? {})
    .sort(([, a], [, b]) => a - b)
    .map(([name]) => {
      const title = organize.renameByName?.[name] ?? name;
      return { name, title, field: fieldOf(title, defaults, overrides) };
    })
    .filter(({ field }) => field['custom.hidden'] !== true);
  const order = options.sortBy?.[0];
  const sortName = columns.find(({ title }) => title === order?.displayName)?.name;
  const sorted =
    sortName === undefined ? rows : [...rows].sort((a, b) => compare(a[sortName], b[sortName], order?.desc));
  return {
    lines: sorted.map((row) => ({
      name: '',
      seen: columns.map(({ name, field }) => cell(row[name] ?? null, field)),
    })),
  };
}

function cell(value: Cell, field: FieldModel): Seen {
  const seen = display(value, field);
  return field['custom.cellOptions']?.type === 'color-background' ? seen : { ...seen, color: 'transparent' };
}

/** How a column or a line of that name looks. */
export function fieldOf(title: string, defaults: FieldModel, overrides: readonly Override[]): FieldModel {
  const own = overrides
    .filter(({ matcher: { id, options } }) =>
      id === 'byRegexp' ? new RegExp(options.slice(1, -1)).test(title) : options === title,
    )
    .flatMap(({ properties }) => properties.map(({ id, value }) => [id, value] as const));
  return { ...defaults, ...Object.fromEntries(own) };
}

/** An outer join: a line for each value of the field in any of the answers. */
function joined(frames: readonly (readonly Row[])[], by: string): readonly Row[] {
  const rows = new Map<Cell, Row>();
  for (const row of frames.flat()) {
    const key = row[by] ?? null;
    rows.set(key, { ...rows.get(key), ...row });
  }
  return [...rows.values()];
}

function compare(a: Cell = null, b: Cell = null, desc = false): number {
  const [first, second] = desc ? [b, a] : [a, b];
  if (typeof first === 'number' && typeof second === 'number') return first - second;
  return String(first ?? '') < String(second ?? '') ? -1 : String(first ?? '') > String(second ?? '') ? 1 : 0;
}
