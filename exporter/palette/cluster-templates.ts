import { z } from 'zod';
import { defineCollector } from '../collection/collector.ts';
import { gauge } from '../metric/metric.ts';
import { lengthOf, list, member, object, part, text } from '../sources/wire.ts';
import { endpoints } from './api/endpoints.ts';
import { projectName, type Reads, type TemplateRef, type Writes } from './api/fleet.ts';
import { OLDEST_FIRST, pages } from './api/paging.ts';
import type { Palette } from './api/palette.ts';
import { labelsOfTemplate, templateLabels } from './parts/labels.ts';
import { scopedMeta } from './parts/scoped-meta.ts';

const policyLabels = ['policy', 'policy_uid', 'project'] as const;

const metrics = {
  info: gauge('palette_cluster_template_info', 'A cluster template, which several clusters share.', {
    labels: [...templateLabels, 'cloud_type'],
    per: 'cluster template',
    from: [endpoints.clusterTemplatesSearch],
  }),
  state: gauge('palette_cluster_template_state', 'The state of a cluster template, 1 for the current one.', {
    labels: [...templateLabels, 'state'],
    per: 'cluster template',
    from: [endpoints.clusterTemplatesSearch],
  }),
  policyInfo: gauge(
    'palette_cluster_policy_info',
    'A policy of cluster templates, such as their maintenance windows.',
    { labels: [...policyLabels, 'kind'], per: 'policy', from: [endpoints.policiesSearch] },
  ),
  policyTemplates: gauge('palette_cluster_policy_templates', 'Cluster templates that use a policy.', {
    labels: policyLabels,
    per: 'policy',
    from: [endpoints.policiesSearch],
  }),
};

/** `v1ClusterTemplateSummary` */
const templateSummary = object({
  metadata: scopedMeta,
  spec: part({ cloudType: text }),
  status: part({ state: member('Pending', 'Applied', 'Failed', 'PartiallyApplied') }),
}).transform(({ metadata, spec, status }) => ({ ...metadata, ...spec, ...status }));

/** `v1SpcPolicySummary` */
const policySummary = object({
  metadata: scopedMeta,
  spec: part({ kind: text }),
  status: part({ inUseClusterTemplates: list(z.unknown()) }),
}).transform(({ metadata, spec, status }) => ({
  ...metadata,
  kind: spec.kind,
  templates: lengthOf(status.inUseClusterTemplates),
}));

/** Cluster templates and their policies; releases before autumn 2025 know neither. */
export const clusterTemplates = defineCollector<Palette<Reads<'projects'> & Writes<'cluster_templates'>>>({
  name: 'cluster_templates',
  describes: 'Cluster templates and policies.',
  every: '5m',
  isShared: true,
  metrics,
  reads: [endpoints.clusterTemplatesSearch, endpoints.policiesSearch],
  requests: ({ fleet }) => pages(fleet.clusterTemplates.length) + 1,
  async collect(palette, emit) {
    const oldestFirst = { body: OLDEST_FIRST };
    const refs: TemplateRef[] = [];
    for await (const template of palette.rows(
      endpoints.clusterTemplatesSearch,
      templateSummary,
      oldestFirst,
    )) {
      const { uid, name, projectUid, modified, state } = template;
      const project = projectName(palette.fleet, projectUid);
      refs.push({
        key: uid,
        version: [modified, state, name, project].join(' '),
        uid,
        name,
        project,
        projectUid,
      });
      const of = emit.with(labelsOfTemplate({ uid, name, project }));
      of(metrics.info, 1, { cloud_type: template.cloudType });
      if (state) of(metrics.state, 1, { state });
    }
    palette.fleet.clusterTemplates = refs;
    for await (const policy of palette.rows(endpoints.policiesSearch, policySummary, oldestFirst)) {
      const project = projectName(palette.fleet, policy.projectUid);
      const of = emit.with({ policy: policy.name, policy_uid: policy.uid, project });
      of(metrics.policyInfo, 1, { kind: policy.kind });
      of(metrics.policyTemplates, policy.templates);
    }
  },
});
