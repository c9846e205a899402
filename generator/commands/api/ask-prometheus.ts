import { z } from 'zod';
import { Problem } from '../../kit/problem.ts';

/** What to do where something else answers. */
export const REMEDY = 'check that this is a Prometheus 2.53 or newer';

const envelopeSchema = z.object({ status: z.literal('success'), data: z.unknown() });

interface Question<Schema extends z.ZodType> {
  readonly path: string;
  readonly schema: Schema;
  /** To be posted. */
  readonly form?: URLSearchParams;
}

/**
 * Asks a Prometheus, and gives what its answer holds.
 *
 * @throws Problem when there is no answer, or it is not what a Prometheus says
 */
export async function ask<Schema extends z.ZodType>(
  base: string,
  { path, schema, form }: Question<Schema>,
): Promise<z.output<Schema>> {
  const where = `--prometheus ${base}`;
  const request = form === undefined ? {} : { method: 'POST', body: form };
  const answer = await fetch(`${base}${path}`, { ...request, signal: AbortSignal.timeout(30_000) }).catch(
    (error) => {
      const reason =
        error instanceof Error && error.cause instanceof Error ? error.cause.message : String(error);
      throw new Problem(where, `does not answer (${reason})`, 'check the URL, and that it runs');
    },
  );
  const text = await answer.text();
  if (answer.status === 401 || answer.status === 403) {
    const remedy = 'reach it behind its login, for example with kubectl port-forward';
    throw new Problem(where, `${path} answered ${answer.status}`, remedy);
  }
  try {
    return schema.parse(envelopeSchema.parse(JSON.parse(text)).data);
  } catch {
    const what = answer.ok ? 'something else than it should' : `${answer.status}: ${text.slice(0, 200)}`;
    throw new Problem(where, `${path} answered ${what}`, REMEDY);
  }
}
