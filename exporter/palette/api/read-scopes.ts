import type { Run } from '../../collection/job.ts';
import { concernsSource } from '../../collection/standby.ts';
import { SourceError } from '../../sources/failures.ts';
import type { Clock } from '../../time/clock.ts';
import type { PaletteClient } from './client.ts';
import { type ProjectSelection, type Scope, scopesOf } from './selected-projects.ts';

export type ReadScope = (project: string | undefined) => Promise<void>;

/** How the pages of a list are read in one scope, and what is shown of it when it cannot be read. */
export interface ScopePages<Page> {
  read(): AsyncIterable<Page>;
  instead(): Iterable<Page>;
}

interface Parts {
  /** Of the Palette. */
  readonly name: string;
  readonly client: PaletteClient;
  readonly projects: ProjectSelection;
  readonly clock: Pick<Clock, 'now'>;
}

/**
 * Reads the selected projects one after the other. From 4.9.22 on Palette refuses requests in a project that is gone or
 * closed to the key: that is told of this project, and no other suffers from it.
 */
export function readScopes(parts: Parts, run: Run) {
  async function scopes(): Promise<readonly Scope[]> {
    if (parts.projects === 'all') return [{ project: undefined, name: '' }];
    const { there, missing } = await scopesOf(parts, parts.projects, run);
    for (const name of missing) tellUnread(run, name, `palette "${parts.name}": it is not there`);
    return there;
  }

  return {
    async each(read: ReadScope): Promise<void> {
      const attempts = createAttempts(run);
      for (const scope of await scopes()) {
        try {
          await read(scope.project);
          attempts.succeeded(scope);
        } catch (error) {
          attempts.failed(scope, error);
        }
      }
      attempts.conclude();
    },
    async *pages<Page>(
      pagesIn: (project: string | undefined) => ScopePages<Page>,
    ): AsyncGenerator<Page, void> {
      const attempts = createAttempts(run);
      for (const scope of await scopes()) {
        const { read, instead } = pagesIn(scope.project);
        try {
          yield* read();
          attempts.succeeded(scope);
        } catch (error) {
          attempts.failed(scope, error);
          yield* instead();
        }
      }
      attempts.conclude();
    },
    async any<Answer>(read: (project: string | undefined) => Promise<Answer>): Promise<Answer> {
      const attempts = createAttempts(run);
      for (const scope of await scopes()) {
        try {
          return await read(scope.project);
        } catch (error) {
          attempts.failed(scope, error);
        }
      }
      throw attempts.worst();
    },
  };
}

/** Keeps account of how the scopes of one read fare. */
function createAttempts(run: Run) {
  const failures: { readonly scope: Scope; readonly error: SourceError }[] = [];
  const good: Scope[] = [];

  /** What ails the source as a whole says more than what ails a project; a path that is missing more than a project. */
  function worst(): Error {
    const errors = failures.map(({ error }) => error);
    const wanted =
      errors.find(({ reason }) => concernsSource(reason)) ??
      errors.find(({ reason }) => reason === 'not_found') ??
      errors[0];
    return wanted ?? new TypeError('no scope was read, and none failed');
  }

  return {
    worst,
    succeeded: (scope: Scope) => void good.push(scope),
    /** Throws what no other scope would fare better with. */
    failed(scope: Scope, error: unknown): void {
      run.signal.throwIfAborted();
      if (!(error instanceof SourceError) || error.reason === 'unauthorized') throw error;
      failures.push({ scope, error });
    },
    conclude(): void {
      if (good.length === 0) throw worst();
      for (const { name, project } of good) if (project !== undefined) tellScope(run, name, true);
      for (const { scope, error } of failures) tellUnread(run, scope.name, error.message);
    },
  };
}

function tellUnread(run: Run, project: string, why: string): void {
  tellScope(run, project, false);
  run.problem ??= new SourceError('incomplete', `project "${project}" was not read: ${why}`);
}

/** A project of which a run could not read everything was not read. */
function tellScope(run: Run, project: string, isRead: boolean): void {
  run.projects ??= new Map();
  run.projects.set(project, isRead && run.projects.get(project) !== false);
}
