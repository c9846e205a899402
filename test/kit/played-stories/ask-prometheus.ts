import type { Series } from '../panels/panel-model.ts';
import type { Chapter } from './write-history.ts';

/** A panel asks for the end of the time shown, or for so many points of it; a point a minute unless it says so. */
export interface How {
  readonly instant: boolean;
  readonly points?: number;
}

/** Asks a Prometheus as Grafana does, with the values of variables filled in. */
export interface Asker {
  /** Number of series at the end of the chapter, or throughout. */
  query(expr: string, how: How, chapter: Chapter): Promise<number>;
  /** Series at the end of the chapter, or throughout. */
  series(expr: string, how: How, chapter: Chapter): Promise<readonly Series[]>;
  /** Value of the first series at the end of the chapter. */
  value(expr: string, chapter: Chapter): Promise<number | undefined>;
  /** Values of a label. */
  values(selector: string, label: string, chapter: Chapter): Promise<readonly string[]>;
}

/** A series of an answer: with one sample, or with those of a range. */
interface Answered {
  readonly metric: Readonly<Record<string, string>>;
  readonly value?: readonly [number, string];
  readonly values?: readonly (readonly [number, string])[];
}

const STEP = 60;

export function askerOf(url: string, variables: Readonly<Record<string, string>>): Asker {
  const filled = (expr: string, { from, to }: Chapter) =>
    Object.entries({
      __rate_interval: '4m',
      __range: `${Math.max(STEP, (to - from) / 1000)}s`,
      ...variables,
    }).reduce((text, [name, value]) => text.replaceAll(`$${name}`, value), expr);

  async function get(path: string, parameters: Readonly<Record<string, string | number>>): Promise<unknown> {
    const body = new URLSearchParams();
    for (const [name, value] of Object.entries(parameters)) body.set(name, String(value));
    const answer = await fetch(`${url}/api/v1/${path}?${body}`);
    const { status, error, data } = (await answer.json()) as {
      status: string;
      error?: string;
      data: unknown;
    };
    if (status !== 'success') throw new Error(`${error}: ${parameters.query ?? parameters['match[]']}`);
    return data;
  }

  async function result(
    expr: string,
    { instant, points }: How,
    chapter: Chapter,
  ): Promise<readonly Answered[]> {
    const query = filled(expr, chapter);
    const [start, end] = [chapter.from / 1000, chapter.to / 1000];
    const data = instant
      ? await get('query', { query, time: end })
      : await get('query_range', {
          query,
          start,
          end,
          step: points === undefined ? STEP : (end - start) / points,
        });
    return (data as { result: readonly Answered[] }).result;
  }

  return {
    query: async (expr, how, chapter) => (await result(expr, how, chapter)).length,
    series: async (expr, how, chapter) =>
      (await result(expr, how, chapter)).map(({ metric: { __name__, ...labels }, value, values = [] }) => ({
        labels,
        points: (value === undefined ? values : [value]).map(([at, text]) => [at, Number(text)] as const),
      })),
    async value(expr, chapter) {
      const data = await get('query', { query: filled(expr, chapter), time: chapter.to / 1000 });
      const [first] = (data as { result: { value: [number, string] }[] }).result;
      return first && Number(first.value[1]);
    },
    async values(selector, label, chapter) {
      const parameters = {
        'match[]': filled(selector, chapter),
        start: chapter.from / 1000,
        end: chapter.to / 1000,
      };
      return (await get(`label/${label}/values`, parameters)) as readonly string[];
    },
  };
}
