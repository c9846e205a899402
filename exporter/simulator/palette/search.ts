import { failure } from '../error-answer.ts';

type Value = string | number | boolean | undefined | Readonly<Record<string, string>>;

/** What a row answers for the properties that a search may name. */
export type Properties<T> = Readonly<Record<string, (row: T) => Value>>;

interface Condition {
  readonly negation?: boolean;
  readonly operator?: string;
  readonly ignoreCase?: boolean;
  readonly key?: string;
  readonly value?: boolean;
  readonly match?: { readonly conjunction?: string; readonly values?: readonly (string | number)[] };
}
interface Filter {
  readonly property: string;
  readonly type: string;
  readonly condition?: Readonly<Record<string, Condition>>;
}
interface Group {
  readonly conjunction?: string;
  readonly filters?: readonly Filter[] | null;
}
interface SearchBody {
  readonly filter?: { readonly conjunction?: string; readonly filterGroups?: readonly Group[] | null } | null;
  readonly sort?: readonly { readonly field: string; readonly order?: string }[] | null;
}

/**
 * Rows that a `v1SearchFilterSummarySpec` lets through, in its order. Without filters everything passes. A property
 * that does not exist is refused; a value in the wrong case silently matches nothing, as on the real thing.
 */
export function search<T>(rows: readonly T[], body: unknown, properties: Properties<T>): readonly T[] {
  const { filter, sort } = (typeof body === 'object' && body !== null ? body : {}) as SearchBody;
  const groups = filter?.filterGroups ?? [];
  const found = groups.length === 0 ? [...rows] : rows.filter((row) => passes(row, filter?.conjunction));
  for (const { field, order } of [...(sort ?? [])].reverse()) {
    const read = property(field, properties);
    const sign = order === 'desc' ? -1 : 1;
    found.sort((a, b) => sign * compare(read(a), read(b)));
  }
  return found;

  function passes(row: T, conjunction: string | undefined): boolean {
    return joined(groups, conjunction, (group) =>
      joined(group.filters ?? [], group.conjunction, (one) =>
        matches(property(one.property, properties)(row), one),
      ),
    );
  }
}

function property<T>(name: string, properties: Properties<T>): (row: T) => Value {
  const read = properties[name];
  if (read === undefined) throw failure(400, 'RequestError', `property '${name}' is not searchable`);
  return read;
}

function joined<T>(
  items: readonly T[],
  conjunction: string | undefined,
  test: (item: T) => boolean,
): boolean {
  if (items.length === 0) return true;
  return conjunction === 'or' ? items.some(test) : items.every(test);
}

function matches(value: Value, { type, condition }: Filter): boolean {
  const wanted = condition?.[type];
  if (wanted === undefined) return true;
  return matchesCondition(value, type, wanted) !== (wanted.negation ?? false);
}

function matchesCondition(value: Value, type: string, wanted: Condition): boolean {
  if (type === 'bool') return (value ?? false) === (wanted.value ?? false);
  const own = type === 'keyValue' && typeof value === 'object' ? value[wanted.key ?? ''] : value;
  return joined(wanted.match?.values ?? [], wanted.match?.conjunction ?? 'or', (expected) =>
    compares(own, expected, wanted),
  );
}

function compares(own: Value, expected: string | number, { operator, ignoreCase }: Condition): boolean {
  if (typeof own === 'number') return comparesNumber(own, Number(expected), operator);
  const fold = (text: string) => (ignoreCase ? text.toLowerCase() : text);
  const [left, right] = [fold(String(own ?? '')), fold(String(expected))];
  if (operator === 'contains') return left.includes(right);
  if (operator === 'beginsWith') return left.startsWith(right);
  return left === right;
}

function comparesNumber(own: number, expected: number, operator: string | undefined): boolean {
  if (operator === 'gt') return own > expected;
  if (operator === 'gte') return own >= expected;
  if (operator === 'lt') return own < expected;
  if (operator === 'lte') return own <= expected;
  return own === expected;
}

function compare(a: Value, b: Value): number {
  if (typeof a === 'number' && typeof b === 'number') return a - b;
  return String(a ?? '') < String(b ?? '') ? -1 : Number(a !== b);
}
