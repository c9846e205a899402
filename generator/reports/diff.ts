import { channelText } from '../channels/any-channel.ts';
import type { Person } from '../contacts/contact.ts';
import { decidingRules } from '../contacts/deciding-rules.ts';
import { list } from '../contacts/plan-text.ts';
import type { Site } from '../site.ts';
import { routingLabels, type SiteAlert } from '../site-alerts.ts';

/** What one person gets of one alert: when, where. */
interface Share {
  readonly alert: string;
  readonly when: string;
}

/** What changes for whom between two sites, one sentence a line; empty when nothing does. */
export function siteDiff(before: Site, after: Site): readonly string[] {
  const names = [...new Set([...people(before), ...people(after)].map(({ id }) => id))].sort();
  const [old, fresh] = [sharesOf(before), sharesOf(after)];
  return names.flatMap((name) => [
    ...shareLines(name, old.get(name) ?? [], fresh.get(name) ?? []),
    ...personLines(name, find(before, name), find(after, name)),
  ]);
}

function shareLines(name: string, old: readonly Share[], fresh: readonly Share[]): readonly string[] {
  const gone = old.filter((share) => !fresh.some((other) => same(other, share)));
  const come = fresh.filter((share) => !old.some((other) => same(other, share)));
  const alerts = (shares: readonly Share[]) => new Set(shares.map(({ alert }) => alert));
  const [lost, won] = [alerts(gone), alerts(come)];
  const moved = new Set([...lost].filter((alert) => won.has(alert)));
  return [
    ...grouped(gone.filter(({ alert }) => !moved.has(alert))).map(
      (text) => `${name} no longer gets ${text}.`,
    ),
    ...grouped(come.filter(({ alert }) => !moved.has(alert))).map((text) => `${name} now gets ${text}.`),
    ...moves([...moved], gone, come).map((text) => `${name} gets ${text}.`),
  ];
}

// Alerts with the same moment in one sentence: `A, B (at once)`.
function grouped(shares: readonly Share[]): readonly string[] {
  const groups = new Map<string, string[]>();
  for (const { alert, when } of shares) groups.set(when, [...(groups.get(when) ?? []), alert]);
  return [...groups].map(([when, alerts]) => `${list([...new Set(alerts)])} (${when})`);
}

function moves(alerts: readonly string[], gone: readonly Share[], come: readonly Share[]): readonly string[] {
  const moments = (shares: readonly Share[], alert: string) =>
    list(shares.filter((share) => share.alert === alert).map(({ when }) => when));
  const groups = new Map<string, string[]>();
  for (const alert of alerts) {
    const change = `${moments(come, alert)} instead of ${moments(gone, alert)}`;
    groups.set(change, [...(groups.get(change) ?? []), alert]);
  }
  return [...groups].map(([change, group]) => `${list(group)} ${change}`);
}

function personLines(name: string, before: Person | undefined, after: Person | undefined): readonly string[] {
  if (before === undefined) return [`${name} is new in the table.`];
  if (after === undefined) return [`${name} is no longer in the table.`];
  const reach = ({ channels }: Person) => list(channels.map(channelText)) || 'nothing';
  const hours = ({ duty }: Person) => duty?.text ?? 'at any hour';
  return [
    ...(reach(before) === reach(after)
      ? []
      : [`${name} is told by ${reach(after)} instead of ${reach(before)}.`]),
    ...(hours(before) === hours(after)
      ? []
      : [`${name} is on duty ${hours(after)} instead of ${hours(before)}.`]),
  ];
}

function sharesOf(site: Site): ReadonlyMap<string, readonly Share[]> {
  const shares = new Map<string, Share[]>();
  for (const alert of site.alerts) {
    for (const share of alertShares(site, alert)) {
      const known = shares.get(share.person) ?? [];
      if (!known.some((other) => same(other, share))) known.push(share);
      shares.set(share.person, known);
    }
  }
  return shares;
}

function alertShares({ plan }: Site, alert: SiteAlert): readonly (Share & { readonly person: string })[] {
  return decidingRules(plan, routingLabels(alert)).flatMap(({ rule, where }) =>
    rule.steps.flatMap(({ after, tell }) =>
      tell.map(({ person, whileOff }) => {
        const moment = after === '0s' ? 'at once' : `after ${after}`;
        const only = whileOff.length === 0 ? '' : ` while ${list(whileOff.map(({ id }) => id))} are off duty`;
        return {
          person: person.id,
          alert: alert.name,
          when: `${alert.severity}, ${moment}${only}${where === '' ? '' : `, ${where}`}`,
        };
      }),
    ),
  );
}

function same(a: Share, b: Share): boolean {
  return a.alert === b.alert && a.when === b.when;
}

function people({ plan }: Site): readonly Person[] {
  return plan.contacts.people;
}

function find(site: Site, name: string): Person | undefined {
  return people(site).find(({ id }) => id === name);
}
