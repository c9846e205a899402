/** An AlertmanagerConfig as its file has it, as far as the conversion looks at it. */
export interface ConfigObject {
  readonly metadata: {
    readonly name: string;
    readonly namespace: string;
    readonly labels?: Readonly<Record<string, string>>;
  };
  readonly spec: {
    readonly route: ObjectRoute;
    readonly receivers: readonly { readonly name: string }[];
    readonly muteTimeIntervals?: readonly {
      readonly name: string;
      readonly timeIntervals: readonly ObjectInterval[];
    }[];
    readonly inhibitRules?: readonly {
      readonly sourceMatch: readonly ObjectMatcher[];
      readonly targetMatch: readonly ObjectMatcher[];
      readonly equal: readonly string[];
    }[];
  };
}

interface ObjectMatcher {
  readonly name: string;
  readonly matchType: string;
  readonly value: string;
}

interface ObjectInterval {
  readonly times?: readonly { readonly startTime: string; readonly endTime: string }[];
  readonly daysOfMonth?: readonly { readonly start: number; readonly end: number }[];
}

interface ObjectRoute {
  readonly receiver: string;
  readonly matchers?: readonly ObjectMatcher[];
  readonly groupBy?: readonly string[];
  readonly groupWait?: string;
  readonly groupInterval?: string;
  readonly repeatInterval?: string;
  readonly continue?: boolean;
  readonly muteTimeIntervals?: readonly string[];
  readonly routes?: readonly ObjectRoute[];
}

export interface ConversionOptions {
  /** What `alertmanagerConfigMatcherStrategy` of the Alertmanager object says. */
  readonly strategy: 'OnNamespace' | 'None';
  /** Content of a receiver in the words of Alertmanager, by its name in the object. */
  readonly receiver?: (name: string) => object;
}

/**
 * The configuration that the operator makes of an AlertmanagerConfig beside the one of kube-prometheus-stack: names get
 * the prefix `namespace/name/`, the top route goes on to the next object, and with OnNamespace routes and inhibitions
 * look at the namespace.
 */
export function converted(
  { metadata: { name, namespace }, spec }: ConfigObject,
  { strategy, receiver = () => ({}) }: ConversionOptions,
): object {
  const prefix = `${namespace}/${name}/`;
  const own = strategy === 'None' ? [] : [`namespace="${namespace}"`];
  return {
    route: {
      receiver: 'null',
      group_by: ['namespace'],
      routes: [
        { ...route(spec.route, prefix, own), continue: true },
        { receiver: 'null', matchers: ['alertname="Watchdog"'] },
      ],
    },
    inhibit_rules: (spec.inhibitRules ?? []).map(({ sourceMatch, targetMatch, equal }) => ({
      source_matchers: [...sourceMatch.map(text), ...own],
      target_matchers: [...targetMatch.map(text), ...own],
      equal,
    })),
    ...(spec.muteTimeIntervals && {
      mute_time_intervals: spec.muteTimeIntervals.map(({ name: interval, timeIntervals }) => ({
        name: prefix + interval,
        time_intervals: timeIntervals.map(hours),
      })),
    }),
    receivers: [
      { name: 'null' },
      ...spec.receivers.map((one) => ({ name: prefix + one.name, ...receiver(one.name) })),
    ],
  };
}

function route(node: ObjectRoute, prefix: string, own: readonly string[] = []): object {
  return {
    receiver: prefix + node.receiver,
    matchers: [...own, ...(node.matchers ?? []).map(text)],
    ...(node.groupBy && { group_by: node.groupBy }),
    ...(node.groupWait && { group_wait: node.groupWait }),
    ...(node.groupInterval && { group_interval: node.groupInterval }),
    ...(node.repeatInterval && { repeat_interval: node.repeatInterval }),
    ...(node.muteTimeIntervals && {
      mute_time_intervals: node.muteTimeIntervals.map((name) => prefix + name),
    }),
    ...(node.continue && { continue: true }),
    ...(node.routes && { routes: node.routes.map((child) => route(child, prefix)) }),
  };
}

function hours({ times, daysOfMonth, ...rest }: ObjectInterval): object {
  return {
    ...rest,
    ...(times && {
      times: times.map(({ startTime, endTime }) => ({ start_time: startTime, end_time: endTime })),
    }),
    ...(daysOfMonth && { days_of_month: daysOfMonth.map(({ start, end }) => `${start}:${end}`) }),
  };
}

function text({ name, matchType, value }: ObjectMatcher): string {
  return `${name}${matchType}${JSON.stringify(value)}`;
}
