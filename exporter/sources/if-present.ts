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

/** The answer, or undefined where the source says that it was never set; what is merely not found is thrown. */
export async function ifSet<Answer>(answer: Promise<Answer>): Promise<Answer | undefined> {
  try {
    return await answer;
  } catch (error) {
    if (error instanceof SourceError && error.isUnset) return undefined;
    throw error;
  }
}

/**
 * Answers of paths that need not all be there: what a Palette does not have is undefined, since its releases came to
 * publish one path after the other.
 *
 * @throws SourceError (not_found) when it has none of them
 */
export async function available<Answers extends readonly unknown[]>(
  ...asked: { readonly [Index in keyof Answers]: Promise<Answers[Index]> }
): Promise<{ -readonly [Index in keyof Answers]: Answers[Index] | undefined }> {
  const missing: SourceError[] = [];
  const answers = await Promise.all(
    asked.map((answer) =>
      answer.catch((error: unknown) => {
        if (!(error instanceof SourceError) || error.reason !== 'not_found') throw error;
        missing.push(error);
        return undefined;
      }),
    ),
  );
  if (missing[0] !== undefined && missing.length === answers.length) throw missing[0];
  return answers as { -readonly [Index in keyof Answers]: Answers[Index] | undefined };
}
