import { z } from 'zod';

/*
 * How Go writes JSON, as seen by zod. Zero scalars are left out, so absent means zero; a time that was never set is
 * `0001-01-01T00:00:00.000Z`; an empty list may be null (palette-api reference, sections 0 and 6).
 */

/** Text; absent is the empty string. */
export const text = z
  .string()
  .nullish()
  .transform((value) => value ?? '');

/** A number; absent is 0. */
export const number = z
  .number()
  .nullish()
  .transform((value) => value ?? 0);

/** A boolean; absent is false. */
export const flag = z
  .boolean()
  .nullish()
  .transform((value) => value ?? false);

/** A point in time as seconds since the epoch; never set, or in no format that can be read, is undefined. */
export const time = z
  .string()
  .nullish()
  .transform((value) => {
    const milliseconds = value ? Date.parse(value) : Number.NaN;
    return milliseconds > 0 ? milliseconds / 1000 : undefined;
  });

/**
 * A list; null is empty, and an element that does not fit is left out, and counted, rather than costing the whole
 * object.
 */
export function list<Element extends z.ZodType>(element: Element) {
  return z
    .array(z.unknown())
    .nullish()
    .transform((values) => {
      const good: z.output<Element>[] = [];
      for (const value of values ?? []) {
        const parsed = element.safeParse(value);
        if (parsed.success) good.push(parsed.data);
        else countLeftOut();
      }
      return good;
    });
}

/** A map, as pairs; null is empty, and an entry that does not fit is left out, and counted. */
export function entries<Value extends z.ZodType>(value: Value) {
  return z
    .record(z.string(), z.unknown())
    .nullish()
    .transform((map) => {
      const good: [string, z.output<Value>][] = [];
      for (const [key, entry] of Object.entries(map ?? {})) {
        const parsed = value.safeParse(entry);
        if (parsed.success) good.push([key, parsed.data]);
        else countLeftOut();
      }
      return good;
    });
}

/** An object whose absence means that all its fields are. */
export function part<Shape extends z.ZodRawShape>(shape: Shape) {
  return z.preprocess((value) => value ?? {}, z.object(shape));
}

/** zod gives its transforms nothing to report to; it parses within one turn, so that a count of its own will do. */
let leftOut = 0;

/** To be called by a transform that gives up a value or an element. */
export function countLeftOut(): void {
  leftOut += 1;
}

/** Parses, and tells how many elements and values were left out because they could not be read. */
export function parseCounting<Schema extends z.ZodType>(
  schema: Schema,
  value: unknown,
): { readonly parsed: z.ZodSafeParseResult<z.output<Schema>>; readonly leftOut: number } {
  const before = leftOut;
  const parsed = schema.safeParse(value);
  return { parsed, leftOut: leftOut - before };
}
