import { z } from 'zod';
import { isOwnPolicy, OWN, OWN_TIMING } from '../../outputs/grafana/contact-points.ts';
import type { GrafanaApi } from '../api/grafana-api.ts';

export const PROVISIONING = '/api/v1/provisioning';
export const CONTACT_POINTS = `${PROVISIONING}/contact-points`;
/** The uid of a contact point of ours. */
export const OURS = /^palette-[0-9a-f]{16}$/;

export type PresentPoints = z.output<typeof presentPoints>;

export const presentPoints = z.array(z.looseObject({ uid: z.string(), name: z.string() }));

/** A policy as Grafana has it, ours or not. */
export interface PresentPolicy {
  readonly receiver?: string | undefined;
  readonly object_matchers?: readonly (readonly string[])[] | null | undefined;
  readonly mute_time_intervals?: readonly string[] | null | undefined;
  readonly active_time_intervals?: readonly string[] | null | undefined;
  readonly routes?: readonly PresentPolicy[] | null | undefined;
}

export const presentPolicies: z.ZodType<PresentPolicy> = z.looseObject({
  receiver: z.string().optional(),
  object_matchers: z.array(z.array(z.string())).nullish(),
  mute_time_intervals: z.array(z.string()).nullish(),
  active_time_intervals: z.array(z.string()).nullish(),
  get routes() {
    return z.array(presentPolicies).nullish();
  },
});

/** The policies that are not of this command, whatever their receivers and mute timings are called. */
export function policiesOfOthers(present: PresentPolicy): readonly PresentPolicy[] {
  return (present.routes ?? []).filter(({ object_matchers }) => !isOwnPolicy(object_matchers ?? []));
}

const MUTE_TIMINGS = `${PROVISIONING}/mute-timings`;

const presentTimings = z.array(z.looseObject({ name: z.string() }));

/** Removes mute timings of ours that are neither wanted nor named by a policy or rule of others. */
export async function removeMuteTimings(api: GrafanaApi, wanted: ReadonlySet<string>): Promise<number> {
  const present = await api.get(MUTE_TIMINGS, presentTimings);
  const gone = present.filter(({ name }) => name.startsWith(OWN_TIMING) && !wanted.has(name));
  for (const { name } of gone) await api.send('DELETE', `${MUTE_TIMINGS}/${encodeURIComponent(name)}`);
  return gone.length;
}

/** The mute timings that policies and those below them name. */
export function timingsIn(policies: readonly PresentPolicy[]): ReadonlySet<string> {
  return new Set(
    policies.flatMap(({ mute_time_intervals, active_time_intervals, routes }) => [
      ...(mute_time_intervals ?? []),
      ...(active_time_intervals ?? []),
      ...timingsIn(routes ?? []),
    ]),
  );
}

export const ALERT_RULES = `${PROVISIONING}/alert-rules`;

export type PresentRule = z.output<typeof presentRules>[number];

/** Rules as Grafana has them, ours or not. */
export const presentRules = z.array(
  z.looseObject({
    uid: z.string(),
    title: z.string().optional(),
    folderUID: z.string().optional(),
    ruleGroup: z.string().optional(),
    labels: z.record(z.string(), z.string()).nullish(),
    notification_settings: z
      .looseObject({
        receiver: z.string().optional(),
        mute_time_intervals: z.array(z.string()).nullish(),
        active_time_intervals: z.array(z.string()).nullish(),
      })
      .nullish(),
  }),
);

/** Whether a rule is of this command. */
export function isOwnRule({ labels }: PresentRule): boolean {
  return labels?.[OWN.label] === OWN.value;
}

/** The contact points that policies and those below them name. */
export function receiversIn(policies: readonly PresentPolicy[]): ReadonlySet<string> {
  return new Set(
    policies.flatMap(({ receiver, routes }) => [
      ...(receiver === undefined ? [] : [receiver]),
      ...receiversIn(routes ?? []),
    ]),
  );
}

/** Removes contact points of ours that are neither wanted nor named by a policy of others. */
export async function removeContactPoints(
  api: GrafanaApi,
  wanted: { readonly uids: ReadonlySet<string>; readonly names: ReadonlySet<string> },
): Promise<number> {
  const present = await api.get(CONTACT_POINTS, presentPoints);
  const gone = present.filter(
    ({ uid, name }) => OURS.test(uid) && !wanted.uids.has(uid) && !wanted.names.has(name),
  );
  for (const { uid } of gone) await api.send('DELETE', `${CONTACT_POINTS}/${uid}`);
  return gone.length;
}
