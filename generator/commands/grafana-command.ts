import type { Command } from 'commander';
import { parseDuration } from '../../exporter/time/duration.ts';
import { Problem } from '../kit/problem.ts';
import {
  type GrafanaContacts,
  grafanaContacts,
  ownPolicy,
  renamed,
} from '../outputs/grafana/contact-points.ts';
import { grafanaRuleGroups } from '../outputs/grafana/grafana-rules.ts';
import { coverageOf } from '../reports/coverage.ts';
import { HEARTBEAT } from '../route-tree.ts';
import type { Site, Sources } from '../site.ts';
import { type GrafanaApi, grafanaAt, secretOf } from './api/grafana-api.ts';
import { removeOurs } from './grafana-removal.ts';
import type { Output } from './kit/command.ts';
import {
  ALERT_RULES,
  CONTACT_POINTS,
  isOwnRule,
  OURS,
  PROVISIONING,
  type PresentRule,
  policiesOfOthers,
  presentPoints,
  presentPolicies,
  presentRules,
  receiversIn,
  removeContactPoints,
  removeMuteTimings,
  timingsIn,
} from './kit/grafana-present.ts';
import { loadMatchedSite } from './kit/matched-site.ts';
import { withSiteOptions } from './kit/site-options.ts';

const FOLDER = 'palette-monitoring';

/** `palette-bundle grafana` */
export function addGrafana(program: Command, output: Output, end: (code: number) => void): void {
  withSiteOptions(program.command('grafana').description('Bring rules and routing into a running Grafana.'))
    .requiredOption('--url <url>', 'Grafana')
    .requiredOption('--token-file <file>', 'file with the token of a service account')
    .option('--merge', 'keep the policies of others')
    .option('--replace', 'replace the whole policy tree')
    .option('--remove', 'take out what this command brought, and nothing else')
    .action(async (options: GrafanaOptions) => end(await grafana(options, output)));
}

interface GrafanaOptions extends Sources {
  readonly url: string;
  readonly tokenFile: string;
  readonly merge?: true;
  readonly replace?: true;
  readonly remove?: true;
}

async function grafana(options: GrafanaOptions, output: Output): Promise<number> {
  const { url, tokenFile, merge = false, replace = false, remove = false } = options;
  if ([merge, replace, remove].filter(Boolean).length !== 1) {
    const remedy =
      'give --merge to keep the policies of others, --replace to make ours the only ones, or --remove to take ours out';
    throw new Problem('grafana', 'there is one policy tree for all of an organisation', remedy);
  }
  if (remove) {
    output.out(await removeOurs(grafanaAt(url, tokenFile)));
    return 0;
  }
  const site = loadMatchedSite(options);
  if (!coverageOf(site, output.now()).complete) {
    output.err(
      'palette-bundle: some alerts would reach nobody; "palette-bundle coverage" says which and when\n',
    );
    return 1;
  }
  const api = grafanaAt(url, tokenFile);
  const { points, timings, removed, kept } = await bring(site, api, merge);
  output.out(`${api.url}: ${points} contact points, ${timings} mute timings, ${removed} removed; `);
  output.out(merge ? `${kept} policies of others kept\n` : 'all policies replaced\n');
  return 0;
}

/** Brings rules, contact points, mute timings and policies into a running Grafana, and counts them. */
async function bring(site: Site, api: GrafanaApi, merge: boolean) {
  const present = await api.get(`${PROVISIONING}/policies`, presentPolicies);
  const others = policiesOfOthers(present);
  const rules = await api.get(ALERT_RULES, presentRules);
  const { contactPoints, root, muteTimings } = await wantedContacts(site, api, merge);
  const points = contactPoints.flatMap(({ name, receivers }) =>
    receivers.map((receiver) => ({ name, ...receiver })),
  );
  // What policies refer to comes first, what nothing refers to any more goes last.
  for (const point of points) await putContactPoint(api, { ...point, settings: revealed(point.settings) });
  for (const [name, time_intervals] of muteTimings) await putMuteTiming(api, { name, time_intervals });
  const tree = merge ? { ...present, routes: [ownPolicy({ root }), ...others] } : root;
  await api.send('PUT', `${PROVISIONING}/policies`, tree);
  await putRules(api, site, rules);
  const kept = [
    ...(merge ? [{ ...present, routes: others }] : []),
    ...rules.filter((rule) => !isOwnRule(rule)).map((rule) => rule.notification_settings ?? {}),
  ];
  const inUse = receiversIn(kept);
  await removeMuteTimings(api, new Set([...muteTimings.keys(), ...timingsIn(kept)]));
  return {
    points: points.length,
    timings: muteTimings.size,
    removed: await removeContactPoints(api, { uids: new Set(points.map(({ uid }) => uid)), names: inUse }),
    kept: others.length,
  };
}

/** Ours beside what is there: nothing is added to a contact point of others that is called the same. */
async function wantedContacts(site: Site, api: GrafanaApi, merge: boolean): Promise<GrafanaContacts> {
  const contacts = grafanaContacts(site);
  const foreign = (await api.get(CONTACT_POINTS, presentPoints)).filter(({ uid }) => !OURS.test(uid));
  const contactPoints = contacts.contactPoints.filter(({ name }) => !merge || name !== HEARTBEAT);
  return renamed({ ...contacts, contactPoints }, new Set(foreign.map(({ name }) => name)));
}

async function putContactPoint(
  api: GrafanaApi,
  point: { readonly uid: string; readonly settings: object },
): Promise<void> {
  const present = await api.get(CONTACT_POINTS, presentPoints);
  const known = present.some(({ uid }) => uid === point.uid);
  if (known) await api.send('PUT', `${CONTACT_POINTS}/${point.uid}`, point);
  else await api.send('POST', CONTACT_POINTS, point);
}

async function putMuteTiming(
  api: GrafanaApi,
  timing: { readonly name: string; readonly time_intervals: unknown },
): Promise<void> {
  const path = `${PROVISIONING}/mute-timings/${encodeURIComponent(timing.name)}`;
  if (await api.exists(path)) await api.send('PUT', path, timing);
  else await api.send('POST', `${PROVISIONING}/mute-timings`, timing);
}

/** A group is replaced as a whole, so what others put into one of ours goes with it. */
async function putRules(api: GrafanaApi, site: Site, present: readonly PresentRule[]): Promise<void> {
  if (!(await api.exists(`/api/folders/${FOLDER}`))) {
    await api.send('POST', '/api/folders', { uid: FOLDER, title: site.settings.grafana.folder });
  }
  const groups = grafanaRuleGroups(site);
  const wanted = new Set(groups.flatMap(({ rules }) => rules.map(({ uid }) => uid)));
  const theirsIn = (group: string) =>
    present.filter(
      (rule) =>
        rule.folderUID === FOLDER && rule.ruleGroup === group && !isOwnRule(rule) && !wanted.has(rule.uid),
    );
  for (const { uid } of present.filter((rule) => isOwnRule(rule) && !wanted.has(rule.uid)))
    await api.send('DELETE', `${ALERT_RULES}/${uid}`);
  for (const { name, interval, rules } of groups) {
    await api.send('PUT', `${PROVISIONING}/folder/${FOLDER}/rule-groups/${encodeURIComponent(name)}`, {
      title: name,
      folderUid: FOLDER,
      interval: parseDuration(interval) / 1000,
      rules: [
        ...rules.map(({ keepFiringFor, ...rule }) => ({
          ...rule,
          ...(keepFiringFor !== undefined && { keep_firing_for: keepFiringFor }),
          orgID: 1,
          folderUID: FOLDER,
          ruleGroup: name,
        })),
        ...theirsIn(name),
      ],
    });
  }
}

/** The API, other than a provisioning file, does not read secrets from files: they are read here. */
function revealed(settings: Readonly<Record<string, string | boolean>>): Record<string, string | boolean> {
  return Object.fromEntries(
    Object.entries(settings).map(([key, value]) => {
      const file = typeof value === 'string' ? /^\$__file\{(.+)\}$/.exec(value)?.[1] : undefined;
      return [key, file === undefined ? value : secretOf(file)];
    }),
  );
}
