import { z } from 'zod';
import { Problem } from '../../kit/problem.ts';

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
      const { result } = await ask(base, '/api/v1/query', vector, form);
      return result.map(({ metric, value: [, value] }) => ({ labels: metric, value: Number(value) }));
    },
    async recordings() {
      const { groups } = await ask(base, '/api/v1/rules?type=record', ruleGroups);
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
const envelope = z.object({ status: z.literal('success'), data: z.unknown() });

async function ask<Schema extends z.ZodType>(
  base: string,
  path: string,
  schema: Schema,
  form?: URLSearchParams,
): Promise<z.output<Schema>> {
  const where = `--prometheus ${base}`;
  const request = form === undefined ? {} : { method: 'POST', body: form };
  const signal = AbortSignal.timeout(30_000);
  const answer = await fetch(`${base}${path}`, { ...request, signal }).catch((error: unknown) => {
    const cause =
      error instanceof Error && error.cause instanceof Error ? error.cause.message : String(error);
    throw new Problem(where, `does not answer (${cause})`, 'check the URL, and that it runs');
  });
  if (answer.status === 401 || answer.status === 403) {
    throw new Problem(
      where,
      `${path} answered ${answer.status}`,
      'reach it behind its login, for example with kubectl port-forward',
    );
  }
  const text = await answer.text();
  const read = schema.safeParse(envelope.safeParse(parsed(text)).data?.data);
  if (read.success) return read.data;
  throw new Problem(
    where,
    `${path} answered ${answer.status}, and not as a Prometheus does`,
    'check the URL',
  );
}

function parsed(text: string): unknown {
  try {
    return JSON.parse(text);
  } catch {
    return undefined;
  }
}
