import { paletteRoutes } from '../../exporter/simulator/palette/answers/index.ts';
import type { Route } from '../../exporter/simulator/palette/palette-route.ts';
import type { Simulator } from '../../exporter/simulator/simulator.ts';
import type { World } from '../../exporter/simulator/world/model/world.ts';
import { ask } from './ask-simulator.ts';

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
  const { palette } = simulator;
  const systemToken = await logIn(`${palette.url}/v1/auth/syslogin`, palette.system);
  const userToken = await logIn(`${palette.url}/v1/auth/authenticate`, palette.user);
  const answers: Answer[] = [];
  for (const route of paletteRoutes) {
    for (const { params, query = '', project } of targets(route, simulator.world)) {
      const path = route.path.replaceAll(/\{(\w+)\}/g, (_all, name: string) => params[name] ?? name);
      const authorization = route.access === 'system' ? systemToken : userToken;
      const { status, body } = await ask(palette.url + path + query, {
        method: route.method,
        headers: { authorization, ...(project !== undefined && { projectuid: project }) },
        ...(route.method === 'POST' && { body: {} }),
      });
      answers.push({ route, url: path + query, status, body });
    }
  }
  return answers;
}

async function logIn(url: string, credentials: object): Promise<string> {
  const { body } = await ask(url, { method: 'POST', body: credentials });
  return (body as { Authorization?: string }).Authorization ?? '';
}

/** What a path's parameters can stand for in this world. */
function targets({ path, access }: Route, world: World): readonly Target[] {
  if (!path.includes('{')) return [{ params: {} }];
  const clusters = world.clusters.map(({ uid, cloudConfigUid, project }) => ({
    params: { uid, configUid: cloudConfigUid, objectKind: 'spectrocluster', objectUid: uid },
    project: project.uid,
  }));
  if (path.includes('{machinePoolName}')) {
    return world.clusters.flatMap(({ cloudConfigUid: configUid, project, pools }) =>
      pools.map(({ name }) => ({ params: { configUid, machinePoolName: name }, project: project.uid })),
    );
  }
  if (path.endsWith('repave/status')) {
    const repaving = world.clusters.filter(({ repave }) => repave !== undefined).map(({ uid }) => uid);
    return clusters.filter(({ params }) => repaving.includes(params.uid));
  }
  if (path.includes('{clusterUid}')) {
    return world.templates.flatMap(({ uid, project, members }) =>
      members.map(({ cluster }) => ({ params: { uid, clusterUid: cluster.uid }, project: project.uid })),
    );
  }
  if (path.includes('{tenantUid}')) {
    const tenants = access === 'system' ? world.tenants : world.tenants.slice(0, 1);
    return tenants.map(({ uid }) => ({ params: { tenantUid: uid }, query: '?startDate=2026-11-01' }));
  }
  if (path.includes('{resourceKind}')) return metricTargets(path, world);
  if (path.includes('{serviceName}')) return [{ params: { serviceName: 'stylus' } }];
  if (path.startsWith('/v1/projects/')) return world.projects.map(({ uid }) => ({ params: { uid } }));
  const owned = [
    ['/v1/clusterTemplates/', world.templates],
    ['/v1/workspaces/', world.workspaces],
    ['/v1/edgehosts/', world.edgeHosts],
  ] as const;
  const [, objects] = owned.find(([prefix]) => path.startsWith(prefix)) ?? [];
  return objects?.map(({ uid, project }) => ({ params: { uid }, project: project.uid })) ?? clusters;
}

function metricTargets(path: string, world: World): readonly Target[] {
  if (!path.includes('{resourceUid}')) {
    const kinds = ['machine', 'spectrocluster', 'project', 'namespace', 'pod'];
    return kinds.map((resourceKind) => ({ params: { resourceKind }, query: '?discrete=true' }));
  }
  return world.clusters.map(({ uid }) => ({
    params: { resourceKind: 'spectrocluster', resourceUid: uid },
  }));
}
