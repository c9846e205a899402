import { z } from 'zod';
import { NEVER, OWN } from '../../outputs/grafana/contact-points.ts';
import { HEARTBEAT } from '../../route-tree.ts';
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
  readonly routes?: readonly PresentPolicy[] | null | undefined;
}

export const presentPolicies: z.ZodType<PresentPolicy> = z.looseObject({
  receiver: z.string().optional(),
  object_matchers: z.array(z.array(z.string())).nullish(),
  mute_time_intervals: z.array(z.string()).nullish(),
  get routes() {
    return z.array(presentPolicies).nullish();
  },
});

/** The policies that are not of this command, whatever their receivers are called. */
export function policiesOfOthers(present: PresentPolicy, points: PresentPoints): readonly PresentPolicy[] {
  const heartbeats = points.filter(({ name }) => name === HEARTBEAT);
  const ownHeartbeat = heartbeats.length > 0 && heartbeats.every(({ uid }) => OURS.test(uid));
  const isOurs = ({ receiver, object_matchers, mute_time_intervals }: PresentPolicy) => {
    const marked = (object_matchers ?? []).some(
      ([label, , value]) => label === OWN.label && value === OWN.value,
    );
    // As --replace leaves them.
    const replaced = (mute_time_intervals ?? []).includes(NEVER) || (ownHeartbeat && receiver === HEARTBEAT);
    return marked || replaced;
  };
  return (present.routes ?? []).filter((policy) => !isOurs(policy));
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
