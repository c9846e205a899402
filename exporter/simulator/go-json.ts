/** A value as a Go server would marshal it. */
export type GoValue = string | number | boolean | null | readonly GoValue[] | GoStruct;
export interface GoStruct {
  readonly [field: string]: GoValue;
}
type Fields = Readonly<Record<string, GoValue | undefined>>;

/** What Go writes for a time that was never set; `omitempty` does not drop structs, and times are structs. */
export const ZERO_TIME = '0001-01-01T00:00:00.000Z';

/**
 * A Go struct as Palette marshals it. The fields of `omitempty` vanish when they are `""`, `0`, `false` or a nil
 * pointer (`undefined`); those of `always` (`x-omitempty: false` in the API description) are written in any case.
 * Slices are never dropped: a nil slice (`null`) stays as `null`.
 */
export function struct(omitempty: Fields, always: Fields = {}): GoStruct {
  const written: Record<string, GoValue> = {};
  for (const [name, value] of Object.entries(omitempty)) {
    if (value !== undefined && value !== '' && value !== 0 && value !== false) written[name] = value;
  }
  for (const [name, value] of Object.entries(always)) {
    if (value !== undefined) written[name] = value;
  }
  return written;
}

/** A timestamp with milliseconds; the zero time when there is none. */
export function time(milliseconds: number | undefined): string {
  return milliseconds === undefined ? ZERO_TIME : new Date(milliseconds).toISOString();
}

/** A slice that nobody appended to is nil, and nil is marshalled as `null`. */
export function slice<T>(items: readonly T[], toGo: (item: T) => GoValue): GoValue {
  return items.length === 0 ? null : items.map(toGo);
}

/** A map with `omitempty`: dropped when it has no entries. */
export function map(entries: Readonly<Record<string, GoValue>>): GoStruct | undefined {
  return Object.keys(entries).length === 0 ? undefined : entries;
}
