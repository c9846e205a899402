import { z } from 'zod';
import { Problem } from '../kit/problem.ts';
import { OWN } from '../outputs/grafana/contact-points.ts';
import type { GrafanaApi } from './api/grafana-api.ts';
import {
  CONTACT_POINTS,
  OURS,
  PROVISIONING,
  type PresentPolicy,
  policiesOfOthers,
  presentPoints,
  presentPolicies,
  receiversIn,
  removeContactPoints,
} from './kit/grafana-present.ts';

const POLICIES = `${PROVISIONING}/policies`;
const ALERT_RULES = `${PROVISIONING}/alert-rules`;

/**
 * Takes rules, policies, contact points and mute timings of `palette-bundle grafana` out of a running Grafana, and says
 * what it did. What policies or rules of others name stays, and so does the folder, into which others may have put theirs.
 *
 * @throws Problem before anything is changed, where a policy of others rests on a contact point of ours
 */
export async function removeOurs(api: GrafanaApi): Promise<string> {
  const present = await api.get(POLICIES, presentPolicies);
  const points = await api.get(CONTACT_POINTS, presentPoints);
  const rules = await api.get(ALERT_RULES, presentRules);
  const others = policiesOfOthers(present, points);
  const own = (present.routes ?? []).filter((policy) => !others.includes(policy));
  const rootIsOurs = points.some(({ uid, name }) => OURS.test(uid) && name === present.receiver);
  if (rootIsOurs && others.length > 0) {
    throw new Problem(
      `--url ${api.url}`,
      `the default policy tells ${present.receiver}, a contact point of palette-bundle, and there are policies of others`,
      'choose another contact point for the default policy, then run this again',
    );
  }

  const isOurs = ({ labels }: PresentRule) => labels?.[OWN.label] === OWN.value;
  const ownRules = rules.filter(isOurs);
  const kept = [
    { ...present, routes: others },
    ...rules.filter((rule) => !isOurs(rule)).map((rule) => rule.notification_settings ?? {}),
  ];
  // Rules first: their alerts would go to the default policy. What nothing refers to any more goes last.
  for (const { uid } of ownRules) await api.send('DELETE', `${ALERT_RULES}/${uid}`);
  if (rootIsOurs) await api.send('DELETE', POLICIES);
  else if (own.length > 0) await api.send('PUT', POLICIES, { ...present, routes: others });
  const names = rootIsOurs ? new Set<string>() : receiversIn(kept);
  const removed = await removeContactPoints(api, { uids: new Set(), names });
  const used = timingsIn(kept);
  const timings = [...timingsIn(own)].filter((name) => !used.has(name));
  for (const name of timings) await removeMuteTiming(api, name);
  return (
    `${api.url}: ${ownRules.length} rules, ${own.length} policies, ${removed} contact points, ` +
    `${timings.length} mute timings removed; ${others.length} policies of others kept\n`
  );
}

type PresentRule = z.output<typeof presentRules>[number];

const presentRules = z.array(
  z.looseObject({
    uid: z.string(),
    labels: z.record(z.string(), z.string()).nullish(),
    notification_settings: z
      .looseObject({
        receiver: z.string().optional(),
        mute_time_intervals: z.array(z.string()).nullish(),
      })
      .nullish(),
  }),
);

function timingsIn(policies: readonly PresentPolicy[]): ReadonlySet<string> {
  return new Set(
    policies.flatMap(({ mute_time_intervals, routes }) => [
      ...(mute_time_intervals ?? []),
      ...timingsIn(routes ?? []),
    ]),
  );
}

async function removeMuteTiming(api: GrafanaApi, name: string): Promise<void> {
  const path = `${PROVISIONING}/mute-timings/${encodeURIComponent(name)}`;
  if (await api.exists(path)) await api.send('DELETE', path);
}
