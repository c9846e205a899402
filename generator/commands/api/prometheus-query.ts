import { z } from 'zod';
import { Problem } from '../../kit/problem.ts';
import { ask } from './ask-prometheus.ts';

/** A sample of an instant query. */
export interface Sample {
  readonly labels: Readonly<Record<string, string>>;
  readonly value: number;
}

/** What is asked of a Prometheus. */
export interface PrometheusApi {
  readonly url: string;
  /** An instant query. @throws Problem when there is no answer, or it is not what a Prometheus says */
  query(promql: string): Promise<readonly Sample[]>;
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
    async query(promql) {
      const form = new URLSearchParams({ query: promql });
      const { result } = await ask(base, { path: '/api/v1/query', schema: vector, form });
      return result.map(({ metric, value: [, value] }) => ({ labels: metric, value: Number(value) }));
    },
    async recordings() {
      const { groups } = await ask(base, { path: '/api/v1/rules?type=record', schema: ruleGroups });
      return groups.flatMap(({ rules }) => rules.map(({ name }) => name));
    },
  };
}

const vector = z.object({
  result: z.array(
    z.object({ metric: z.record(z.string(), z.string()), value: z.tuple([z.number(), z.string()]) }),
  ),
});
const ruleGroups = z.object({
  groups: z.array(z.object({ rules: z.array(z.object({ name: z.string() })) })),
});
