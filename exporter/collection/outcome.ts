import {
  ElsewhereError,
  EndlessError,
  type FailureReason,
  reasonOf,
  SourceError,
} from '../sources/failures.ts';
import { concernsSource } from './standby.ts';

/** How a run ended. */
export type Outcome = { readonly reason: 'ok' } | Failure;

export interface Failure {
  readonly reason: FailureReason;
  readonly message: string;
  /** Whether every collector of the source would meet it. */
  readonly isOfSource: boolean;
  /** What was thrown, when it is a fault of ours. */
  readonly error?: unknown;
}

/** What any thrown value means. */
export function failureOf(error: unknown): Failure {
  const reason = reasonOf(error);
  const isOfSource =
    error instanceof ElsewhereError || (concernsSource(reason) && !(error instanceof EndlessError));
  if (error instanceof SourceError) return { reason, message: error.message, isOfSource };
  const what = error instanceof Error ? `${error.name}: ${error.message}` : String(error);
  return { reason, message: `a fault of the exporter (${what})`, isOfSource, error };
}
