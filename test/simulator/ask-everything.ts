import type { Route } from '../../exporter/simulator/palette/route.ts';
import { paletteRoutes } from '../../exporter/simulator/palette/routes.ts';
import type { Simulator } from '../../exporter/simulator/simulator.ts';
import type { World } from '../../exporter/simulator/world/world.ts';

export interface Answer {
  readonly route: Route;
  readonly url: string;
  readonly status: number;
  readonly body: unknown;
}

interface Target {
  readonly params: Readonly<Record<string, string>>;
  readonly query?: string;
  readonly project?: string;
}

/** Sends one request per route and object that the route can be asked about. */
export async function askEverything(simulator: Simulator): Promise<Answer[]> {
  const token = await systemToken(simulator);
  const answers: Answer[] = [];
  for (const route of paletteRoutes) {
    for (const { params, query = '', project } of targets(route, simulator.world)) {
      const path = route.path.replaceAll(/\{(\w+)\}/g, (_all, name: string) => params[name] ?? name);
      const headers: Record<string, string> =
        route.access === 'system'
          ? { authorization: token }
          : { apikey: simulator.palette.apiKey, ...(project !== undefined && { projectuid: project }) };
      const response = await fetch(simulator.palette.url + path + query, {
        method: route.method,
        headers: { ...headers, 'content-type': 'application/json' },
        ...(route.method === 'POST' && { body: '{}' }),
      });
      answers.push({ route, url: path + query, status: response.status, body: await bodyOf(response) });
    }
  }
  return answers;
}

export async function systemToken({ palette }: Simulator): Promise<string> {
  const response = await fetch(`${palette.url}/v1/auth/syslogin`, {
    method: 'POST',
    headers: { 'content-type': 'application/json' },
    body: JSON.stringify(palette.system),
  });
  const answer = (await bodyOf(response)) as { Authorization?: string };
  return answer.Authorization ?? '';
}

async function bodyOf(response: Response): Promise<unknown> {
  const text = await response.text();
  return response.headers.get('content-type')?.includes('json') ? JSON.parse(text) : text;
}

/** What a path's parameters can stand for in this world. */
function targets({ path }: Route, world: World): readonly Target[] {
  const ofCluster = world.clusters.map((cluster) => ({
    params: { uid: cluster.uid, configUid: cluster.cloudConfigUid },
    project: cluster.project.uid,
  }));
  if (path.includes('{machinePoolName}')) {
    return world.clusters.flatMap(({ cloudConfigUid: configUid, project, pools }) =>
      pools.map(({ name }) => ({ params: { configUid, machinePoolName: name }, project: project.uid })),
    );
  }
  if (path.includes('{configUid}') || path.includes('spectroclusters/{uid}')) return ofCluster;
  return [{ params: {} }];
}
