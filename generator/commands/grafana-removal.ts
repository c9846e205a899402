import { Problem } from '../kit/problem.ts';
import type { GrafanaApi } from './api/grafana-api.ts';
import {
  ALERT_RULES,
  CONTACT_POINTS,
  isOwnRule,
  OURS,
  PROVISIONING,
  policiesOfOthers,
  presentPoints,
  presentPolicies,
  presentRules,
  receiversIn,
  removeContactPoints,
  removeMuteTimings,
  timingsIn,
} from './kit/grafana-present.ts';

const POLICIES = `${PROVISIONING}/policies`;

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
  const others = policiesOfOthers(present);
  const own = (present.routes ?? []).filter((policy) => !others.includes(policy));
  const rootIsOurs = points.some(({ uid, name }) => OURS.test(uid) && name === present.receiver);
  if (rootIsOurs && others.length > 0) {
    throw new Problem(
      `--url ${api.url}`,
      `the default policy tells ${present.receiver}, a contact point of palette-bundle, and there are policies of others`,
      'choose another contact point for the default policy, then run this again',
    );
  }

  const ownRules = rules.filter(isOwnRule);
  const kept = [
    { ...present, routes: others },
    ...rules.filter((rule) => !isOwnRule(rule)).map((rule) => rule.notification_settings ?? {}),
  ];
  // Rules first: their alerts would go to the default policy. What nothing refers to any more goes last.
  for (const { uid } of ownRules) await api.send('DELETE', `${ALERT_RULES}/${uid}`);
  if (rootIsOurs) await api.send('DELETE', POLICIES);
  else if (own.length > 0) await api.send('PUT', POLICIES, { ...present, routes: others });
  const names = rootIsOurs ? new Set<string>() : receiversIn(kept);
  const removed = await removeContactPoints(api, { uids: new Set(), names });
  const timings = await removeMuteTimings(api, timingsIn(kept));
  return (
    `${api.url}: ${ownRules.length} rules, ${own.length} policies, ${removed} contact points, ` +
    `${timings} mute timings removed; ${others.length} policies of others kept\n`
  );
}
