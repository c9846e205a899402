import { reliedOn } from '../../../alerts/kit/relied-on.ts';
import type { Insertion } from '../../alertmanager/splice-yaml.ts';
import { HEARTBEAT, type RouteNode, TEST_ALERT } from '../../route-tree.ts';
import type { Site } from '../../site.ts';
import { alertmanagerConfig } from './alertmanager-yaml.ts';

/** In front of the names of receivers and intervals that lie in a configuration of somebody else. */
export const MERGED_PREFIX = 'palette-bundle/';

export interface MergeWishes {
  /** Where Alertmanager finds our texts. */
  readonly templates: string;
  /** Also the alerts of kube-prometheus-stack that are relied on. */
  readonly reliedOn: boolean;
}

/** The parts of a configuration that lie in front of those of others: they depend on nothing of theirs. */
export function mergedParts(site: Site, wishes: MergeWishes): readonly Insertion[] {
  const names = [
    ...site.alerts.map(({ name }) => name),
    TEST_ALERT,
    ...(wishes.reliedOn ? Object.values(reliedOn).flat() : []),
  ];
  const own = { ...site, routes: { ...site.routes, root: subtree(site.routes.root, names) } };
  const config = alertmanagerConfig(own, [wishes.templates]) as Config;
  const heartbeat = site.routes.root.routes?.find(({ receiver }) => receiver === HEARTBEAT);
  return [
    {
      path: ['route', 'routes'],
      items: [
        ...(heartbeat === undefined ? [] : [heartbeatOf(site, heartbeat)]),
        prefixedRoute(config.route),
      ],
    },
    { path: ['receivers'], items: config.receivers.map((receiver) => independent(receiver, site)) },
    { path: ['inhibit_rules'], items: config.inhibit_rules },
    {
      path: ['time_intervals'],
      items: (config.time_intervals ?? []).map((named) => ({ ...named, name: MERGED_PREFIX + named.name })),
    },
    { path: ['templates'], items: config.templates },
  ];
}

interface ConfigRoute {
  readonly receiver: string;
  readonly mute_time_intervals?: readonly string[];
  readonly routes?: readonly ConfigRoute[];
}

interface ConfigReceiver {
  readonly name: string;
  readonly email_configs?: readonly object[];
}

interface Config {
  readonly route: ConfigRoute;
  readonly receivers: readonly ConfigReceiver[];
  readonly inhibit_rules: readonly object[];
  readonly time_intervals?: readonly { readonly name: string }[];
  readonly templates: readonly string[];
}

/** The tree for these alerts only, without the heartbeat: alerts of others pass it by. */
function subtree(root: RouteNode, names: readonly string[]): RouteNode {
  return {
    ...root,
    matchers: [{ label: 'alertname', operator: '=~', value: names.join('|') }],
    routes: (root.routes ?? []).slice(1),
  };
}

/** Ours hears the Watchdog alert, and so does whoever else waits for it. */
function heartbeatOf(site: Site, heartbeat: RouteNode): object {
  const root: RouteNode = { ...heartbeat, continue: true };
  const { route } = alertmanagerConfig({ ...site, routes: { ...site.routes, root } }) as Config;
  return prefixedRoute(route);
}

function prefixedRoute({ receiver, mute_time_intervals, routes, ...rest }: ConfigRoute): ConfigRoute {
  return {
    ...rest,
    receiver: MERGED_PREFIX + receiver,
    ...(mute_time_intervals && {
      mute_time_intervals: mute_time_intervals.map((name) => MERGED_PREFIX + name),
    }),
    ...(routes && { routes: routes.map(prefixedRoute) }),
  };
}

/** With the mail server of our settings in it, whatever theirs is. */
function independent(receiver: ConfigReceiver, { settings }: Site): ConfigReceiver {
  const { smarthost, from, requireTls, authUsername, authPasswordFile } = settings.alertmanager.smtp;
  const server = {
    smarthost,
    from,
    require_tls: requireTls,
    ...(authUsername !== undefined && { auth_username: authUsername }),
    ...(authPasswordFile !== undefined && { auth_password_file: authPasswordFile }),
  };
  return {
    ...receiver,
    name: MERGED_PREFIX + receiver.name,
    ...(receiver.email_configs && {
      email_configs: receiver.email_configs.map((email) => ({ ...server, ...email })),
    }),
  };
}
