import { slice, struct } from '../../go-json.ts';

/** Documented defaults of a tenant. */
const LIMITS = {
  user: 300,
  project: 50,
  apiKey: 20,
  clusterprofile: 200,
  registry: 50,
  location: 100,
  spectrocluster: 10_000,
  edgehost: 200,
  edgetoken: 200,
  clustertemplate: 100,
};

/** `v1TenantResourceLimits`, and `v1SystemResourceLimits` without the labels. */
export function resourceLimits(hasLabels: boolean) {
  return struct({
    resources: slice(Object.entries(LIMITS), ([kind, limit]) =>
      struct({ label: hasLabels ? kind : '' }, { kind, limit, maxLimit: limit * 2 }),
    ),
  });
}
