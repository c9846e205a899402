import { type Configuration, dataAsConfiguration } from '../alertmanager/read-configuration.ts';

/** Policies, contact points and mute timings as Grafana's provisioning API has them. */
export interface GrafanaRouting {
  readonly root: Readonly<Record<string, unknown>>;
  readonly points: readonly Readonly<{ name: string }>[];
  readonly timings: readonly Readonly<{ name: string; time_intervals: unknown }>[];
}

/**
 * The same as a configuration of Alertmanager, whose rules Grafana follows: policies are routes, and mute timings are
 * time intervals.
 *
 * @throws Problem that names a field which is not understood
 */
export function grafanaConfiguration(name: string, { root, points, timings }: GrafanaRouting): Configuration {
  const names = [...new Set(points.map((point) => point.name))];
  const receivers = names.map((receiver) => ({
    name: receiver,
    grafana_configs: points.filter((point) => point.name === receiver),
  }));
  const time_intervals = timings.map(({ name: timing, time_intervals: times }) => ({
    name: timing,
    time_intervals: times,
  }));
  return dataAsConfiguration(name, { route: route(root), receivers, time_intervals });
}

/** Where it comes from, and what the API repeats of a policy in another form, decides nothing. */
function route({ object_matchers, routes, provenance: _, ...rest }: GrafanaRouting['root']): object {
  const conditions = [...list(object_matchers), ...list(rest.matchers)];
  return {
    ...rest,
    matchers: conditions.map(matcherText),
    ...(routes !== undefined &&
      routes !== null && { routes: list(routes).map((node) => route(node as object as Fields)) }),
  };
}

type Fields = Readonly<Record<string, unknown>>;

function list(value: unknown): readonly unknown[] {
  return Array.isArray(value) ? value : [];
}

function matcherText(condition: unknown): string {
  if (!Array.isArray(condition)) return String(condition);
  const [label, operator, value] = condition.map(String);
  return `${JSON.stringify(label)}${operator}${JSON.stringify(value)}`;
}
