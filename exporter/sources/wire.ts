import { z } from 'zod';

/*
 * How Go writes JSON, as seen by zod. Zero scalars are left out, so within an object absent means zero; a time that was
 * never set is `0001-01-01T00:00:00.000Z`; an empty list may be null (palette-api reference, sections 0 and 6).
 *
 * What was not said is not zero: where an object is missing or null, nothing is known of its fields, and neither is
 * anything of a field whose value is null or of another type than it should be. A number that is not known is NaN and a
 * flag undefined, and neither gives a sample. A field of another type costs itself alone and is counted by its name.
 */

/** Also a key that is not there, within any object of zod. */
const anything = z.unknown().optional();

/** How the schemas of this file read, without the way through zod: that took half of what a row costs. */
const readers = new WeakMap<z.ZodType, Reader<unknown>>();

/** Text; absent or not known is the empty string. */
export const text = leaf({ read: asText, absent: '', unknown: '' });

/** Text from which something follows where it is empty; undefined is not known. */
export const toldText = leaf<string | undefined>({ read: asText, absent: '', unknown: undefined });

/** A number; absent is 0, NaN is not known. */
export const number = leaf({
  read: (value) => (typeof value === 'number' && Number.isFinite(value) ? value : undefined),
  absent: 0,
  unknown: Number.NaN,
});

/** A boolean; absent is false, undefined is not known. */
export const flag = leaf<boolean | undefined>({ read: asFlag, absent: false, unknown: undefined });

/**
 * Whether the object that this stands in was there at all: for a name that no answer has, where something follows from
 * what an object lacks.
 */
export const said = leaf({ read: () => true, absent: true, unknown: false });

/** A point in time in RFC 3339, as seconds since the epoch; undefined was never set, or is not known. */
export const time = leaf<number | undefined>({
  read(value) {
    if (typeof value !== 'string') return undefined;
    return value === '' ? NEVER : secondsOf(value);
  },
  absent: undefined,
  unknown: undefined,
});

/**
 * A member of an enumeration, compared without regard to case and given in the spelling of `known`. What is not among
 * them is given as it came, and counted by the name of its field; absent or not known is the empty string.
 */
export function member(...known: readonly string[]) {
  const spelling = new Map(known.map((member) => [member.toLowerCase(), member]));
  return leaf({
    read(value) {
      if (typeof value !== 'string') return undefined;
      const found = spelling.get(value.toLowerCase());
      if (found === undefined && value !== '') count(findings.unknown);
      return found ?? value;
    },
    absent: '',
    unknown: '',
  });
}

/**
 * A list; null is empty, and an element that does not fit is left out, and counted, rather than costing the whole
 * object. Where there is no list to be read, `lengthOf` tells.
 */
export function list<Element extends z.ZodType>(element: Element) {
  const read = readerOf(element);
  return schemaOf((value) => {
    const good: z.output<Element>[] = [];
    if (value === undefined || value === null) return good;
    if (!Array.isArray(value)) return unreadable(value, good);
    path.push('[]');
    for (const one of value) {
      const misfits: Misfit[] = [];
      const found = read(one, misfits);
      if (misfits.length === 0) good.push(found);
      else {
        countLost(element);
        unknownLists.add(good);
      }
    }
    path.pop();
    return good;
  });
}

/** How many elements a list or map has; NaN where not all of them are known. */
export function lengthOf(elements: readonly unknown[]): number {
  return unknownLists.has(elements) ? Number.NaN : elements.length;
}

/** A map, as pairs; null is empty, and an entry that does not fit is left out, and counted. */
export function entries<Value extends z.ZodType>(of: Value) {
  const read = readerOf(of);
  return schemaOf((map) => {
    const good: [string, z.output<Value>][] = [];
    if (map === undefined || map === null) return good;
    if (!isRecord(map)) return unreadable(map, good);
    path.push('{}');
    for (const [key, entry] of Object.entries(map)) {
      const misfits: Misfit[] = [];
      const found = read(entry, misfits);
      if (misfits.length === 0) good.push([key, found]);
      else {
        countLost(of);
        unknownLists.add(good);
      }
    }
    path.pop();
    return good;
  });
}

type Shape = Readonly<Record<string, z.ZodType>>;
type Fields<Of extends Shape> = { [Name in keyof Of]: z.output<Of[Name]> };

/** An object that has to be there; a field that cannot do without its value costs the object. */
export function object<Of extends Shape>(shape: Of) {
  const fields = Object.entries(shape).map(([name, schema]) => ({ name, read: readerOf(schema) }));
  return schemaOf((value, misfits): Fields<Of> => {
    const found: Record<string, unknown> = {};
    if (isRecord(value)) {
      for (const { name, read } of fields) {
        const before = misfits.length;
        path.push(name);
        found[name] = read(value[name], misfits);
        path.pop();
        if (misfits.length > before) placeIn(misfits, before, name);
      }
    } else misfits.push({ message: 'is no object', path: [] });
    // Each name of the shape has the output of its schema; where one misfits, all of it is discarded.
    return found as Fields<Of>;
  });
}

/** An object whose absence means that nothing is known of its fields. */
export function part<Of extends Shape>(shape: Of) {
  const readWhole = readerOf(object(shape));
  const unsaid = Object.entries(shape).map(([name, schema]) => [name, unsaidOf(schema)]);
  const readUnsaid = readerOf(object(Object.fromEntries(unsaid)));
  return schemaOf((value, misfits): Fields<Of> => {
    if (isRecord(value)) return readWhole(value, misfits);
    if (value !== undefined && value !== null && value !== UNSAID) count(findings.unread);
    return readUnsaid({}, misfits) as Fields<Of>;
  });
}

/** A value or object that may be missing; undefined also where it cannot be read, which is counted. */
export function optional<Schema extends z.ZodType>(schema: Schema) {
  const read = readerOf(schema);
  return schemaOf((value): z.output<Schema> | undefined => {
    if (value === undefined || value === null || value === UNSAID) return undefined;
    const misfits: Misfit[] = [];
    const found = read(value, misfits);
    if (misfits.length === 0) return found;
    count(findings.unread);
    return undefined;
  });
}

/** What could not be taken from the answers of a run. */
export interface Losses {
  /** Objects that were left out as a whole. */
  lost?: number;
  /** Values that could not be read, by the path of their field: `spec.device.cpu.cores`. */
  unread?: Map<string, number>;
  /** Members that their enumeration does not have, by the path of their field. */
  unknown?: Map<string, number>;
}

/** To be called by a transform that gives up a value. */
export function countLeftOut(): void {
  count(findings.unread);
}

/**
 * Parses, and tells how many objects and values were left out because they could not be read.
 *
 * @param losses where to add up what was lost, by name
 */
export function parseCounting<Schema extends z.ZodType>(
  schema: Schema,
  value: unknown,
  losses: Losses = {},
): { readonly parsed: z.ZodSafeParseResult<z.output<Schema>>; readonly leftOut: number } {
  findings = noFindings();
  path.length = 0;
  const parsed = schema.safeParse(value);
  const { unread, unknown } = findings;
  const lost = parsed.success ? findings.lost : 1;
  if (lost > 0) losses.lost = (losses.lost ?? 0) + lost;
  if (unread.size > 0) losses.unread = sumOf(losses.unread, unread);
  if (unknown.size > 0) losses.unknown = sumOf(losses.unknown, unknown);
  return { parsed, leftOut: lost + [...unread.values()].reduce((sum, times) => sum + times, 0) };
}

function sumOf(sums = new Map<string, number>(), more: ReadonlyMap<string, number>): Map<string, number> {
  for (const [name, times] of more) sums.set(name, (sums.get(name) ?? 0) + times);
  return sums;
}

/** Stands for a field of an object that is not there. */
const UNSAID = Symbol('unsaid');
/** Stands for a value that says that there is none. */
const NEVER = Symbol('never');

/** Why a value does not fit. */
interface Misfit {
  readonly message: string;
  readonly path: readonly PropertyKey[];
}

/** Gives what a value means; what it adds to the misfits makes that worthless. */
type Reader<Value> = (value: unknown, misfits: Misfit[]) => Value;

/** A schema for zod that reads by a function. */
function schemaOf<Value>(read: Reader<Value>) {
  const schema = anything.transform((value, context): Value => {
    const misfits: Misfit[] = [];
    const found = read(value, misfits);
    if (misfits.length === 0) return found;
    for (const { message, path } of misfits) {
      context.addIssue({ code: 'custom', message, path: [...path] });
    }
    return z.NEVER;
  });
  readers.set(schema, read);
  return schema;
}

/** How a schema reads: directly where it is of this file, by zod where it is not. */
function readerOf<Schema extends z.ZodType>(schema: Schema): Reader<z.output<Schema>> {
  const known = readers.get(schema);
  // Kept by `schemaOf` with the schema that has this output.
  if (known !== undefined) return known as Reader<z.output<Schema>>;
  return (value, misfits) => {
    const parsed = schema.safeParse(value);
    if (parsed.success) return parsed.data;
    for (const { message, path } of parsed.error.issues) misfits.push({ message, path });
    return z.NEVER;
  };
}

/** Of all that is wrong with a field, the first is told. */
function placeIn(misfits: Misfit[], first: number, name: string): void {
  const [misfit] = misfits.splice(first);
  if (misfit !== undefined) misfits.push({ message: 'is missing', path: [name, ...misfit.path] });
}

interface Leaf<Value> {
  /** Undefined when the value is of another type than it should be. */
  readonly read: (value: unknown) => Value | typeof NEVER | undefined;
  readonly absent: Value;
  readonly unknown: Value;
}

function leaf<Value>({ read, absent, unknown }: Leaf<Value>) {
  return schemaOf((value): Value => {
    if (value === undefined) return absent;
    if (value === null || value === UNSAID) return unknown;
    const found = read(value);
    if (found === NEVER) return absent;
    if (found !== undefined) return found;
    count(findings.unread);
    return unknown;
  });
}

function asText(value: unknown): string | undefined {
  return typeof value === 'string' ? value : undefined;
}

function asFlag(value: unknown): boolean | undefined {
  return typeof value === 'boolean' ? value : undefined;
}

const RFC_3339 =
  /^(\d{4})-(0[1-9]|1[0-2])-(0[1-9]|[12]\d|3[01])[Tt]([01]\d|2[0-3]):[0-5]\d:[0-5]\d(\.\d+)?([Zz]|[+-]([01]\d|2[0-3]):[0-5]\d)$/;

/** Date.parse finds a date in almost any text that holds a number, and takes a missing zone for the exporter's own. */
function secondsOf(value: string): number | typeof NEVER | undefined {
  const [, year, month, day] = RFC_3339.exec(value) ?? [];
  if (year === undefined) return undefined;
  const lastOfMonth = new Date(Date.UTC(Number(year), Number(month), 0)).getUTCDate();
  if (Number(day) > lastOfMonth && Number(year) > 99) return undefined;
  const milliseconds = Date.parse(value.toUpperCase());
  return milliseconds > 0 ? milliseconds / 1000 : NEVER;
}

/** As a schema of a field of an object that is not there; what has no word for that takes it as absent. */
function unsaidOf(schema: z.ZodType): z.ZodType {
  const read = readerOf(schema);
  const isTold = schema.safeParse(UNSAID).success;
  return schemaOf((_, misfits) => read(isTold ? UNSAID : undefined, misfits));
}

const unknownLists = new WeakSet<readonly unknown[]>();

/** An empty list in place of one that was not said or that is none. */
function unreadable<Element>(value: unknown, empty: Element[]): Element[] {
  if (value !== UNSAID) count(findings.unread);
  unknownLists.add(empty);
  return empty;
}

function isRecord(value: unknown): value is Readonly<Record<string, unknown>> {
  return typeof value === 'object' && value !== null && !Array.isArray(value);
}

/** zod gives its transforms nothing to report to; it parses within one turn, so that a place of our own will do. */
let findings = noFindings();
/** Of the value that is being parsed. */
const path: string[] = [];

function noFindings() {
  return { lost: 0, unread: new Map<string, number>(), unknown: new Map<string, number>() };
}

/** A value that is left out of a list or map is a value; anything else was an object. */
function countLost(schema: z.ZodType): void {
  if (schema instanceof z.ZodString) count(findings.unread);
  else findings.lost += 1;
}

function count(counts: Map<string, number>): void {
  const name = path.join('.').replaceAll('.[]', '[]') || 'the whole';
  counts.set(name, (counts.get(name) ?? 0) + 1);
}
