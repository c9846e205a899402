import { SourceError } from './failures.ts';

/** The answer, or undefined where the source says that it has none: for what may be missing without being wrong. */
export async function ifPresent<Answer>(answer: Promise<Answer>): Promise<Answer | undefined> {
  try {
    return await answer;
  } catch (error) {
    if (error instanceof SourceError && error.reason === 'not_found') return undefined;
    throw error;
  }
}
