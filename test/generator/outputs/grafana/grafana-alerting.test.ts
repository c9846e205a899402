import { describe, expect, test } from 'vitest';
import { parse } from 'yaml';
import { z } from 'zod';
import { grafanaAlertingFiles } from '../../../../generator/outputs/grafana/grafana-alerting.ts';
import { SITES, siteOf } from '../../../kit/proved-sites.ts';

const DURATION = /^(?:\d+(?:ms|[smhdwy]))+$/;
const uid = z.string().regex(/^[a-zA-Z0-9_-]{1,40}$/);
const duration = z.string().regex(DURATION);

const clock = z.string().regex(/^(?:[01]\d|2[0-3]):[0-5]\d$|^24:00$/);
const contactPoints = z.strictObject({
  apiVersion: z.literal(1),
  contactPoints: z.array(
    z.strictObject({
      orgId: z.literal(1),
      name: z.string().min(1),
      receivers: z
        .array(
          z.strictObject({
            uid,
            type: z.enum(['email', 'webhook', 'slack', 'pagerduty', 'opsgenie', 'teams', 'telegram']),
            settings: z.record(z.string(), z.union([z.string().min(1), z.boolean()])),
            disableResolveMessage: z.boolean(),
          }),
        )
        .min(1),
    }),
  ),
});
const policyShape = {
  receiver: z.string().min(1),
  object_matchers: z
    .array(z.tuple([z.string().min(1), z.enum(['=', '=~', '!=', '!~']), z.string()]))
    .optional(),
  group_by: z.array(z.string()).optional(),
  group_wait: duration.optional(),
  group_interval: duration.optional(),
  repeat_interval: duration.optional(),
  mute_time_intervals: z.array(z.string()).optional(),
  continue: z.literal(true).optional(),
};
// The root takes everything, at any time.
const { object_matchers: _, mute_time_intervals: __, continue: ___, ...rootShape } = policyShape;

interface PolicyFile {
  readonly receiver: string;
  readonly mute_time_intervals?: readonly string[] | undefined;
  readonly routes?: readonly PolicyFile[] | undefined;
}
const policy: z.ZodType<PolicyFile> = z.strictObject({
  ...policyShape,
  get routes() {
    return z.array(policy).optional();
  },
});
const policies = z.strictObject({
  apiVersion: z.literal(1),
  policies: z.tuple([
    z.strictObject({
      orgId: z.literal(1),
      ...rootShape,
      routes: z.array(policy),
    }),
  ]),
});
const muteTimings = z.strictObject({
  apiVersion: z.literal(1),
  muteTimes: z.array(
    z.strictObject({
      orgId: z.literal(1),
      name: z.string().min(1),
      time_intervals: z
        .array(
          z.strictObject({
            times: z.array(z.strictObject({ start_time: clock, end_time: clock })).optional(),
            weekdays: z.array(z.string().regex(/^[a-z]+day(?::[a-z]+day)?$/)).optional(),
            days_of_month: z.array(z.string().regex(/^\d+(?::\d+)?$/)).optional(),
            months: z.array(z.string().regex(/^\d+(?::\d+)?$/)).optional(),
            years: z.array(z.string().regex(/^\d{4}(?::\d{4})?$/)).optional(),
            location: z.string().min(1),
          }),
        )
        .min(1),
    }),
  ),
});
const query = z.strictObject({
  refId: z.string(),
  relativeTimeRange: z.strictObject({ from: z.number(), to: z.number() }),
  datasourceUid: z.string().min(1),
  model: z.record(z.string(), z.unknown()),
});
const rules = z.strictObject({
  apiVersion: z.literal(1),
  groups: z.array(
    z.strictObject({
      orgId: z.literal(1),
      name: z.string().min(1),
      folder: z.string().min(1),
      interval: duration,
      rules: z.array(
        z.strictObject({
          uid,
          title: z.string().min(1).max(190),
          condition: z.string(),
          data: z.array(query).min(1),
          noDataState: z.enum(['NoData', 'Alerting', 'OK', 'KeepLast']),
          execErrState: z.enum(['OK', 'Alerting', 'Error', 'KeepLast']),
          for: duration,
          keepFiringFor: duration.optional(),
          labels: z.record(z.string(), z.string()),
          annotations: z.record(z.string(), z.string()),
          isPaused: z.boolean(),
        }),
      ),
    }),
  ),
});

describe.each(Object.keys(SITES))("Grafana's alerting of the %s site", (name) => {
  const site = siteOf(name);
  const files = grafanaAlertingFiles(site);
  const file = (path: string): unknown => parse(files.get(`grafana/provisioning/alerting/${path}`) ?? '');

  test('names only contact points and mute timings that exist', () => {
    const points = contactPoints.parse(file('contact-points.yaml')).contactPoints;
    const timings = muteTimings.parse(file('mute-timings.yaml')).muteTimes.map((each) => each.name);
    const [root] = policies.parse(file('policies.yaml')).policies;

    for (const { receiver, mute_time_intervals = [] } of all(root)) {
      expect(points.map((point) => point.name)).toContain(receiver);
      for (const timing of mute_time_intervals) expect(timings).toContain(timing);
    }
  });

  test('gives everything an identifier of its own', () => {
    const points = contactPoints.parse(file('contact-points.yaml')).contactPoints;
    const uids = [
      ...points.flatMap(({ receivers }) => receivers.map((receiver) => receiver.uid)),
      ...rules.parse(file('rules.yaml')).groups.flatMap((group) => group.rules.map((rule) => rule.uid)),
    ];

    expect(new Set(uids).size).toBe(uids.length);
    expect(new Set(points.map((point) => point.name)).size).toBe(points.length);
  });

  test('has every alert once, with a condition that its queries answer', () => {
    const found = rules.parse(file('rules.yaml')).groups.flatMap((group) => group.rules);

    expect(found.map(({ title }) => title).sort()).toEqual(site.alerts.map((alert) => alert.name).sort());
    for (const { condition, data, annotations } of found) {
      expect(data.map(({ refId }) => refId)).toContain(condition);
      expect(Object.values(annotations).join()).not.toMatch(/\$value\b/);
    }
  });

  test('warns of what it replaces', () => {
    expect(files.get('grafana/provisioning/alerting/policies.yaml')).toMatch(
      /^# WARNING: .*replaces all of it/m,
    );
  });
});

function all(policy: PolicyFile): readonly PolicyFile[] {
  return [policy, ...(policy.routes ?? []).flatMap(all)];
}
