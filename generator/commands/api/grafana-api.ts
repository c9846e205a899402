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

/** How the options are called that say where Grafana is and how to enter. */
interface OptionNames {
  readonly url: string;
  readonly token: string;
}

const OPTIONS: OptionNames = { url: '--url', token: '--token-file' };

/** A client for the Grafana at a URL. */
export function grafanaAt(url: string, tokenFile: string, options = OPTIONS): GrafanaApi {
  const access: Access = { base: url.replace(/\/$/, ''), tokenFile, token: secretOf(tokenFile), options };
  return {
    url: access.base,
    get: async (path, schema) => {
      const text = await textOf(access, 'GET', path);
      try {
        return schema.parse(JSON.parse(text));
      } catch {
        const what = `GET ${path} answered something else than it should`;
        throw new Problem(`${options.url} ${access.base}`, what, 'check that this is Grafana');
      }
    },
    exists: async (path) => (await call(access, 'GET', path)).ok,
    send: async (method, path, body) => void (await textOf(access, method, path, body)),
  };
}

interface Access {
  readonly base: string;
  readonly tokenFile: string;
  readonly token: string;
  readonly options: OptionNames;
}

async function textOf(access: Access, method: string, path: string, body?: unknown): Promise<string> {
  const answer = await call(access, method, path, body);
  const text = await answer.text();
  if (answer.ok) return text;
  const what = `${method} ${path} answered ${answer.status}: ${text.slice(0, 200)}`;
  throw new Problem(`${access.options.url} ${access.base}`, what, 'see the log of Grafana');
}

async function call(
  { base, token, tokenFile, options }: Access,
  method: string,
  path: string,
  body?: unknown,
): Promise<Response> {
  const headers = { authorization: `Bearer ${token}`, 'content-type': 'application/json' };
  const request = { method, headers, signal: AbortSignal.timeout(10_000) };
  const answer = await fetch(
    `${base}${path}`,
    body === undefined ? request : { ...request, body: JSON.stringify(body) },
  ).catch((error) => {
    const reason =
      error instanceof Error && error.cause instanceof Error ? error.cause.message : String(error);
    throw new Problem(
      `${options.url} ${base}`,
      `does not answer (${reason})`,
      'check the URL, and that it runs',
    );
  });
  if (answer.status === 401 || answer.status === 403) {
    const what = `${method} ${path} answered ${answer.status}`;
    const remedy = `use a service account that may ${method === 'GET' ? 'read' : 'write'} alert provisioning`;
    throw new Problem(`${options.token} ${tokenFile}`, what, remedy);
  }
  return answer;
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
