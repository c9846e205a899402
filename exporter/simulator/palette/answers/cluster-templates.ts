import { notFound } from '../../error-answer.ts';
import { type GoStruct, slice, struct, time } from '../../go-json.ts';
import { type ClusterTemplate, type MaintenancePolicy, templateState } from '../../world/model/template.ts';
import { page } from '../paging.ts';
import { get, type PaletteRequest, post, type Route, recent } from '../palette-route.ts';
import { objectMeta, projectScope, reference } from '../parts/object-meta.ts';
import { find, inScope } from '../request-scope.ts';

/** Cluster templates and maintenance windows (API reference, section 3.6); since releases of late 2025. */
export const templateRoutes: readonly Route[] = [
  post('/v1/dashboard/clusterTemplates', 'project', (request) =>
    page(inScope(request, request.world.templates), request.query, templateSummary),
  ),
  get('/v1/clusterTemplates/{uid}', 'project', (request) =>
    clusterTemplate(findTemplate(request), request.now),
  ),
  get('/v1/clusterTemplates/{uid}/spectroclusters/{clusterUid}/reconcile', 'project', (request) => {
    const template = findTemplate(request);
    const member = template.members.find(({ cluster }) => cluster.uid === request.params.clusterUid);
    if (member === undefined)
      throw notFound('spectrocluster of the template', request.params.clusterUid ?? '');
    return reconcile(template, member);
  }),
  post('/v1/dashboard/spcPolicies', 'project', (request) =>
    page(inScope(request, request.world.policies), request.query, (policy) =>
      policySummary(policy, request.world.templates),
    ),
  ),
].map(recent);

function findTemplate(request: PaletteRequest): ClusterTemplate {
  return find(request, 'clustertemplate', request.world.templates, request.params.uid);
}

/** `v1ClusterTemplateSummary` */
function templateSummary(template: ClusterTemplate) {
  const clusters = template.members.map(({ cluster }) => cluster);
  return struct({
    metadata: meta(template),
    spec: struct({
      cloudType: 'edge-native',
      clusters: slice(clusters, ({ uid, name, project }) => struct({ uid, name, projectUid: project.uid })),
    }),
    status: struct({ state: templateState(template), inUseClusters: slice(clusters, reference) }),
  });
}

/** `v1ClusterTemplate` */
function clusterTemplate(template: ClusterTemplate, now: number) {
  const { members, policy } = template;
  const windowStart = nextWindow(policy, now);
  return struct({
    metadata: meta(template),
    spec: struct({
      cloudType: 'edge-native',
      clusters: Object.fromEntries(
        members.map(({ cluster: { uid, name } }) => [uid, struct({ clusterUid: uid, name })]),
      ),
      policies: [struct({ kind: 'maintenance', uid: policy.uid })],
      profiles: slice(template.profiles, ({ uid }) => struct({ uid, variables: null })),
    }),
    status: struct({
      state: templateState(template),
      clusterStatusCounts: struct({ clusters: counts(template) }),
      clusterVariables: struct({ resolved: members.length }),
      maintenance: struct({
        nextWindowStartTime: time(windowStart),
        nextWindowEndTime: time(windowStart + policy.duration),
      }),
    }),
  });
}

function counts({ members }: ClusterTemplate): GoStruct {
  const uids = (...states: string[]) =>
    slice(
      members.filter(({ state }) => states.includes(state)),
      ({ cluster }) => cluster.uid,
    );
  return struct({
    applied: uids('Applied'),
    failed: uids('Failed'),
    pending: uids('Created', 'Pending', 'InProgress'),
  });
}

/** `v1ClusterReconcile` */
function reconcile(template: ClusterTemplate, { cluster, state }: ClusterTemplate['members'][number]) {
  return struct({
    metadata: meta(template),
    spec: struct({
      profiles: slice(template.profiles, ({ uid, name }) => struct({ name }, { uid })),
    }),
    status: struct({
      state,
      lastAppliedTimestamp: time(template.lastAppliedAt),
      message: state === 'Failed' ? `cluster ${cluster.name} did not take the profiles` : '',
      updateLogs: null,
      variableStatus: struct({ state: 'Resolved' }),
    }),
  });
}

/** `v1SpcPolicySummary` */
function policySummary(policy: MaintenancePolicy, templates: readonly ClusterTemplate[]) {
  return struct({
    metadata: objectMeta(policy, { annotations: projectScope(policy.project) }),
    spec: struct({ kind: 'maintenance' }),
    status: struct({
      inUseClusterTemplates: slice(
        templates.filter((template) => template.policy === policy),
        (template) => struct({ ...reference(template) }, { state: templateState(template) }),
      ),
    }),
  });
}

/** Start of the window that is open or comes next. */
function nextWindow({ every, offset, duration }: MaintenancePolicy, now: number): number {
  return Math.ceil((now - duration - offset) / every) * every + offset;
}

function meta(template: ClusterTemplate) {
  return objectMeta(template, { annotations: projectScope(template.project) });
}
