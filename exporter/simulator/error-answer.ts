/** An answer that is not a success: thrown by a route, written by the server in its own error format. */
export interface Failure extends Error {
  readonly status: number;
  /** A word, and a number in some answers of later releases. */
  readonly code: string | number;
  readonly headers?: Readonly<Record<string, string>>;
}

export function failure(
  status: number,
  code: string | number,
  message: string,
  headers: Readonly<Record<string, string>> = {},
): Failure {
  return Object.assign(new Error(message), { status, code, headers });
}

export function isFailure(error: unknown): error is Failure {
  return error instanceof Error && 'status' in error && 'code' in error;
}

export function notFound(what: string, uid: string): Failure {
  return failure(404, 'ResourceNotFound', `${what} '${uid}' not found`);
}
