import { once } from 'node:events';
import { createServer, type Server } from 'node:http';
import type { AddressInfo } from 'node:net';
import { json } from 'node:stream/consumers';
import type { Route } from './policy-tree.ts';

/** The part of Grafana's provisioning API that is used, in memory. */
export interface FakeGrafana {
  readonly url: string;
  readonly points: Map<string, { uid: string; name: string; type?: string; settings: object }>;
  readonly timings: Map<string, object>;
  readonly groups: Map<string, { rules: readonly object[] }>;
  policies: Route & { routes: readonly Route[] };
}

/** Starts it on loopback, with the policies of others; the token is `secret`. */
export async function fakeGrafana(others: readonly Route[] = []): Promise<[Server, FakeGrafana]> {
  const folders = new Set<string>();
  const state = {
    url: '',
    points: new Map<string, { uid: string; name: string; type?: string; settings: object }>(),
    timings: new Map<string, object>(),
    groups: new Map<string, { rules: readonly object[] }>(),
    policies: { receiver: 'grafana-default-email', routes: others } as FakeGrafana['policies'],
  };
  const answer = (method: string, path: string, body: never): unknown => {
    const [kind = '', ...rest] = path.replace('/api/v1/provisioning/', '').split('/');
    const key = decodeURIComponent(rest.join('/'));
    if (kind === 'policies') {
      if (method === 'PUT') state.policies = body;
      if (method === 'DELETE') state.policies = { receiver: 'grafana-default-email', routes: [] };
      return state.policies;
    }
    if (kind === 'contact-points') {
      if (method === 'GET') return [...state.points.values()];
      if (method === 'DELETE') state.points.delete(key);
      else state.points.set((body as { uid: string }).uid, body);
      return {};
    }
    if (kind === 'mute-timings') {
      if (method === 'GET') return key === '' ? [...state.timings.values()] : state.timings.get(key);
      if (method === 'DELETE') return state.timings.delete(key);
      state.timings.set((body as { name: string }).name, body);
      return {};
    }
    if (kind === 'alert-rules') {
      if (method === 'GET') return [...state.groups.values()].flatMap(({ rules }) => rules);
      for (const [name, { rules }] of state.groups) {
        const left = rules.filter((rule) => (rule as { uid: string }).uid !== key);
        if (left.length > 0) state.groups.set(name, { rules: left });
        else state.groups.delete(name);
      }
      return {};
    }
    if (kind === 'folder') {
      state.groups.set(rest.at(-1) ?? '', body);
      return {};
    }
    if (method === 'POST') folders.add((body as { uid: string }).uid);
    return folders.has(path.replace('/api/folders/', '')) || method === 'POST' ? {} : undefined;
  };
  const server = createServer(async (request, response) => {
    if (request.headers.authorization !== 'Bearer secret') return response.writeHead(401).end();
    const body = ['POST', 'PUT'].includes(request.method ?? '')
      ? ((await json(request)) as never)
      : (undefined as never);
    const found = answer(request.method ?? '', request.url ?? '', body);
    return found === undefined ? response.writeHead(404).end() : response.end(JSON.stringify(found));
  });
  server.listen(0, '127.0.0.1');
  await once(server, 'listening');
  state.url = `http://127.0.0.1:${(server.address() as AddressInfo).port}`;
  return [server, state];
}
