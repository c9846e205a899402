import { z } from 'zod';
import { Problem } from '../../kit/problem.ts';
import { ask } from './ask-prometheus.ts';

/** A sample of an instant query. */
export interface Sample {
  readonly labels: Readonly<Record<string, string>>;
  readonly value: number;
}

/** A series of a range query: its samples in the order of time, in milliseconds since the epoch. */
export interface SampledSeries {
  readonly labels: Readonly<Record<string, string>>;
  readonly samples: readonly (readonly [at: number, value: number])[];
}

/** What is asked of a Prometheus. */
export interface PrometheusApi {
  readonly url: string;
  /**
   * An instant query.
   *
   * @param at milliseconds since the epoch; now unless given
   * @throws Problem when there is no answer, or it is not what a Prometheus says
   */
  query(promql: string, at?: number): Promise<readonly Sample[]>;
  /** A range query; times in milliseconds. @throws Problem as above */
  range(
    promql: string,
    range: { readonly from: number; readonly to: number; readonly step: number },
  ): Promise<readonly SampledSeries[]>;
  /** How long it keeps samples, as it says it: `15d`, `30d or 50GB`. @throws Problem as above */
  retention(): Promise<string>;
  /** Names of the series that its rules record. @throws Problem as above */
  recordings(): Promise<readonly string[]>;
}

/** @throws Problem when it is not a URL */
export function prometheusAt(url: string): PrometheusApi {
  if (!/^https?:\/\//.test(url) || !URL.canParse(url)) {
    throw new Problem(`--prometheus ${url}`, 'is not a URL', 'write it like http://127.0.0.1:9090');
  }
  const base = url.replace(/\/+$/, '');
  return {
    url: base,
    async query(promql, at) {
      const form = new URLSearchParams({ query: promql, ...(at !== undefined && { time: secondsOf(at) }) });
      const { result } = await ask(base, { path: '/api/v1/query', schema: vector, form });
      return result.map(({ metric, value: [, value] }) => ({ labels: metric, value: Number(value) }));
    },
    async range(promql, { from, to, step }) {
      const form = new URLSearchParams({
        query: promql,
        start: secondsOf(from),
        end: secondsOf(to),
        step: secondsOf(step),
      });
      const { result } = await ask(base, { path: '/api/v1/query_range', schema: matrix, form });
      return result.map(({ metric, values }) => ({
        labels: metric,
        samples: values.map(([at, value]) => [at * 1000, Number(value)] as const),
      }));
    },
    async retention() {
      const { storageRetention } = await ask(base, {
        path: '/api/v1/status/runtimeinfo',
        schema: z.object({ storageRetention: z.string() }),
      });
      return storageRetention;
    },
    async recordings() {
      const { groups } = await ask(base, { path: '/api/v1/rules?type=record', schema: ruleGroups });
      return groups.flatMap(({ rules }) => rules.map(({ name }) => name));
    },
  };
}

function secondsOf(milliseconds: number): string {
  return String(milliseconds / 1000);
}

const matrix = z.object({
  result: z.array(
    z.object({
      metric: z.record(z.string(), z.string()),
      values: z.array(z.tuple([z.number(), z.string()])),
    }),
  ),
});
const vector = z.object({
  result: z.array(
    z.object({ metric: z.record(z.string(), z.string()), value: z.tuple([z.number(), z.string()]) }),
  ),
});
const ruleGroups = z.object({
  groups: z.array(z.object({ rules: z.array(z.object({ name: z.string() })) })),
});
