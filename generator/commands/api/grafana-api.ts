import { readFileSync } from 'node:fs';
import type { z } from 'zod';
import { Problem } from '../../kit/problem.ts';

/** Grafana's HTTP API with a service account token. */
export interface GrafanaApi {
  readonly url: string;
  get<Schema extends z.ZodType>(path: string, schema: Schema): Promise<z.output<Schema>>;
  /** True when the object is there. */
  exists(path: string): Promise<boolean>;
  send(method: 'POST' | 'PUT' | 'DELETE', path: string, body?: unknown): Promise<void>;
}

/** A client for the Grafana at a URL. */
export function grafanaAt(url: string, tokenFile: string): GrafanaApi {
  const base = url.replace(/\/$/, '');
  const headers = { authorization: `Bearer ${secretOf(tokenFile)}`, 'content-type': 'application/json' };
  const call = async (method: string, path: string, body?: unknown) => {
    const request = { method, headers, signal: AbortSignal.timeout(10_000) };
    const answer = await fetch(
      `${base}${path}`,
      body === undefined ? request : { ...request, body: JSON.stringify(body) },
    ).catch((error) => {
      const reason =
        error instanceof Error && error.cause instanceof Error ? error.cause.message : String(error);
      throw new Problem(`--url ${base}`, `does not answer (${reason})`, 'check the URL, and that it runs');
    });
    if (answer.status === 401 || answer.status === 403) {
      const what = `${method} ${path} answered ${answer.status}`;
      throw new Problem(
        `--token-file ${tokenFile}`,
        what,
        'use a service account that may write alert provisioning',
      );
    }
    return answer;
  };
  const checked = async (method: string, path: string, body?: unknown) => {
    const answer = await call(method, path, body);
    const text = await answer.text();
    if (answer.ok) return text;
    throw new Problem(
      `--url ${base}`,
      `${method} ${path} answered ${answer.status}: ${text.slice(0, 200)}`,
      'see the log of Grafana',
    );
  };
  return {
    url: base,
    get: async (path, schema) => {
      const text = await checked('GET', path);
      try {
        return schema.parse(JSON.parse(text));
      } catch {
        const what = `GET ${path} answered something else than it should`;
        throw new Problem(`--url ${base}`, what, 'check that this is Grafana');
      }
    },
    exists: async (path) => (await call('GET', path)).ok,
    send: async (method, path, body) => void (await checked(method, path, body)),
  };
}

/** A secret that lies in a file, without the line break that editors add. */
export function secretOf(file: string): string {
  try {
    return readFileSync(file, 'utf8').trimEnd();
  } catch (error) {
    const reason = error instanceof Error && 'code' in error ? String(error.code) : String(error);
    throw new Problem(file, `cannot be read (${reason})`, 'give the path of a file that holds the secret');
  }
}
