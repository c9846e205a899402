import type { Sample } from '../commands/api/prometheus-query.ts';
import type { Asker } from './asker.ts';
import type { Period, Span } from './period.ts';
import type { AvailabilityQuestion } from './questions.ts';

/** Minutes in which something was looked at, and those of them in which it failed. */
export interface Minutes {
  readonly measured: number;
  readonly failing: number;
}

/** How long one object was there to be used. */
export interface Availability extends Minutes {
  readonly key: string;
  readonly name: string;
  /** Project, where it has one. */
  readonly project: string;
  /** By bucket of the period. */
  readonly buckets: readonly Minutes[];
}

/** Objects of one kind. */
export interface AvailabilityOf {
  readonly title: string;
  readonly failure: string;
  /** The worst first. */
  readonly objects: readonly Availability[];
}

const NOTHING: Minutes = { measured: 0, failing: 0 };

/** Asks how long the objects of a kind were there in each bucket. */
export async function availabilityOf(
  asker: Asker,
  question: AvailabilityQuestion,
  { buckets }: Period,
): Promise<AvailabilityOf> {
  const found = new Map<string, { labels: Sample['labels']; buckets: Minutes[] }>();
  for (const [index, bucket] of buckets.entries()) {
    for (const { key, labels, ...minutes } of await minutesOf(asker, question, bucket)) {
      const object = found.get(key) ?? { labels, buckets: buckets.map(() => NOTHING) };
      // An object that got another name is known by the last one.
      object.labels = labels;
      object.buckets[index] = minutes;
      found.set(key, object);
    }
  }
  const objects = [...found].map(
    ([key, { labels, buckets: own }]): Availability => ({
      key,
      name: labels[question.name] ?? '',
      project: labels.project ?? '',
      buckets: own,
      ...sumOf(own),
    }),
  );
  return { title: question.title, failure: question.failure, objects: objects.sort(worstFirst) };
}

/** The objects that failed for a while within a stretch. */
export async function failedWithin(
  asker: Asker,
  question: AvailabilityQuestion,
  span: Span,
): Promise<
  readonly {
    readonly key: string;
    readonly name: string;
    readonly minutes: number;
    readonly labels: Sample['labels'];
  }[]
> {
  const failed = await asker.minutes(question.failing, span);
  return [...largest(failed, question.key)].map(([key, { labels, value }]) => ({
    key,
    name: labels[question.name] ?? '',
    minutes: value,
    labels,
  }));
}

/** Share of the measured minutes without failure; undefined where nothing was measured. */
export function shareOf({ measured, failing }: Minutes): number | undefined {
  return measured === 0 ? undefined : 1 - failing / measured;
}

export function sumOf(all: readonly Minutes[]): Minutes {
  return all.reduce(
    (sum, each) => ({ measured: sum.measured + each.measured, failing: sum.failing + each.failing }),
    NOTHING,
  );
}

async function minutesOf(asker: Asker, { objects, failing, key }: AvailabilityQuestion, bucket: Span) {
  const measured = largest(await asker.minutes(objects, bucket), key);
  const failed = largest(await asker.minutes(failing, bucket), key);
  return [...measured].map(([id, { labels, value }]) => ({
    key: id,
    labels,
    measured: value,
    failing: Math.min(value, failed.get(id)?.value ?? 0),
  }));
}

/** By object: several exporters may tell of the same one, and a new name makes a series of its own. */
function largest(samples: readonly Sample[], key: readonly string[]): Map<string, Sample> {
  const found = new Map<string, Sample>();
  for (const sample of samples) {
    const id = key.map((label) => sample.labels[label] ?? '').join('/');
    const known = found.get(id);
    if (known === undefined || known.value < sample.value) found.set(id, sample);
  }
  return found;
}

function worstFirst(a: Availability, b: Availability): number {
  const difference = (shareOf(a) ?? 1) - (shareOf(b) ?? 1);
  return difference === 0 ? a.name.localeCompare(b.name, 'en') : difference;
}
