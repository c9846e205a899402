import type { LabelMatcher } from './parse-matchers.ts';
import type { Configuration, Inhibition, Route } from './read-configuration.ts';
import { holds } from './time-intervals.ts';

/** The labels of an alert. */
export type AlertLabels = Readonly<Record<string, string>>;

/**
 * The routes that take an alert, in their order: the first child that takes it ends the search unless it continues, and a
 * node whose children do not take it takes it itself.
 */
export function routesFor(route: Route, labels: AlertLabels): readonly Route[] {
  if (!allFit(route.matchers, labels)) return [];
  const found: Route[] = [];
  for (const child of route.routes) {
    const below = routesFor(child, labels);
    found.push(...below);
    if (below.length > 0 && !child.continue) break;
  }
  return found.length > 0 ? found : [route];
}

/** Whether a route tells anybody at a moment: outside the hours that mute it, and within its hours if it has any. */
export function isOpen(
  { intervals }: Pick<Configuration, 'intervals'>,
  { muteTimes, activeTimes }: Pick<Route, 'muteTimes' | 'activeTimes'>,
  at: Date,
): boolean {
  const within = (name: string) => holds(intervals.get(name) ?? [], at);
  return !muteTimes.some(within) && (activeTimes.length === 0 || activeTimes.some(within));
}

/** The names of the receivers that are told about an alert at a moment, without those that lead nowhere. */
export function receiversTold(
  configuration: Configuration,
  labels: AlertLabels,
  at: Date,
): ReadonlySet<string> {
  const open = routesFor(configuration.route, labels).filter((route) => isOpen(configuration, route, at));
  return new Set(
    open
      .map(({ receiver }) => receiver)
      .filter((name) => (configuration.receivers.get(name)?.integrations.size ?? 0) > 0),
  );
}

/** Whether an alert mutes another one as long as both fire. */
export function isInhibited(
  inhibitions: readonly Inhibition[],
  target: AlertLabels,
  firing: readonly AlertLabels[],
): boolean {
  return inhibitions.some(
    (inhibition) =>
      allFit(inhibition.target, target) &&
      inhibition.sources.every(({ matchers, equal }) =>
        firing.some(
          (source) =>
            allFit(matchers, source) &&
            equal.every((label) => (source[label] ?? '') === (target[label] ?? '')) &&
            // What is source and target at once does not mute its like.
            !(allFit(inhibition.target, source) && allFit(matchers, target)),
        ),
      ),
  );
}

/** True when all conditions hold for the labels. */
export function allFit(matchers: readonly LabelMatcher[], labels: AlertLabels): boolean {
  return matchers.every(({ label, fits }) => fits(labels[label] ?? ''));
}
