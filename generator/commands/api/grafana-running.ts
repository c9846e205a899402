import { z } from 'zod';
import type { RunningGrafana } from '../../verification/grafana-checks.ts';
import { grafanaConfiguration } from '../../verification/grafana-configuration.ts';
import type { GrafanaApi } from './grafana-api.ts';

const PROVISIONING = '/api/v1/provisioning';
const STATES = '/api/prometheus/grafana/api/v1/rules';

/**
 * What runs in a Grafana.
 *
 * @param name how messages call it
 * @throws Problem where it is not reached, refuses, or has something that is not understood
 */
export async function readGrafana(api: GrafanaApi, name: string): Promise<RunningGrafana> {
  const root = await api.get(`${PROVISIONING}/policies`, z.record(z.string(), z.unknown()));
  const points = await api.get(`${PROVISIONING}/contact-points`, contactPoints);
  const timings = await api.get(`${PROVISIONING}/mute-timings`, muteTimings);
  const rules = await api.get(`${PROVISIONING}/alert-rules`, alertRules);
  const states = (await api.exists(STATES)) ? await api.get(STATES, ruleStates) : undefined;
  const groups = states?.data.groups ?? [];
  return {
    configuration: grafanaConfiguration(name, { root, points, timings }),
    points,
    rules,
    errors: new Map(
      groups.flatMap((group) =>
        group.rules.flatMap((rule) => (rule.health === 'error' ? [[rule.name, rule.lastError ?? '']] : [])),
      ),
    ),
  };
}

const texts = z
  .record(z.string(), z.string())
  .nullish()
  .transform((found) => found ?? {});

const contactPoints = z.array(
  z.object({
    uid: z.string(),
    name: z.string(),
    type: z.string(),
    settings: z.record(z.string(), z.unknown()),
    disableResolveMessage: z.boolean().default(false),
  }),
);

const muteTimings = z.array(z.object({ name: z.string(), time_intervals: z.unknown() }));

const alertRules = z.array(
  z.object({
    uid: z.string(),
    title: z.string(),
    for: z.string().default('0s'),
    isPaused: z.boolean().default(false),
    labels: texts,
    data: z.array(
      z.object({
        refId: z.string(),
        datasourceUid: z.string(),
        model: z.object({ expr: z.string().optional() }),
      }),
    ),
    notification_settings: z.object({ receiver: z.string().optional() }).nullish(),
  }),
);

const ruleStates = z.object({
  data: z.object({
    groups: z.array(
      z.object({
        rules: z.array(
          z.object({ name: z.string(), health: z.string().optional(), lastError: z.string().optional() }),
        ),
      }),
    ),
  }),
});
