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
  /** Value of the first series at the end of the chapter. */
  value(expr: string, chapter: Chapter): Promise<number | undefined>;
  /** Values of a label. */
  values(selector: string, label: string, chapter: Chapter): Promise<readonly string[]>;
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

  return {
    async query(expr, { instant, points }, chapter) {
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
      return (data as { result: unknown[] }).result.length;
    },
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
