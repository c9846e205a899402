import type { AlertSettings, Severity, Threshold } from './alert-settings.ts';
import type { Component } from './components.ts';
import type { MetricSource } from './metric-source.ts';
import { usualDashboard } from './usual-dashboard.ts';

/** A page of one of the consoles, named like its URL template in the settings. */
export type ConsolePage = keyof AlertSettings['consoles'];

/** Markdown for the person who sees the alert for the first time, at night. */
export interface Runbook {
  readonly meaning: string;
  readonly impact: string;
  readonly diagnosis: string;
  readonly mitigation: string;
}

/** Time series of a promtool test: series selector to values, as in `{ 'palette_up{palette="pma"}': '1x5 0x20' }`. */
export type Series = Readonly<Record<string, string>>;

/** What is fed to the rule, and the time at which it is looked at. */
export interface TestCase {
  readonly series: Series;
  readonly at: string;
}

/** An alert that fires in a test. */
export interface Fired {
  /** Its labels besides severity and component. */
  readonly labels: Readonly<Record<string, string>>;
  /** What the expression yields then, where the description shows it. */
  readonly value?: number;
  /** What the description reads then, where it is more than labels and the value filled in. */
  readonly description?: string;
}

/**
 * Proof that the rule does what its summary says, played by promtool with the default settings. One sample a minute
 * unless `interval` says otherwise.
 */
export interface AlertTests {
  readonly interval?: string;
  /** Fires at that time. */
  readonly firing: TestCase & Fired;
  /** Fires in these cases as well, for all of these. */
  readonly also?: readonly (TestCase & { readonly alerts: readonly Fired[] })[];
  /** Just below the threshold, or before `for` has passed: silent. */
  readonly quiet: readonly TestCase[];
  /** With `keepFiringFor`: fires on, with its condition ended. */
  readonly lasting?: TestCase;
  /** Fired before, silent again. */
  readonly resolved: TestCase;
}

/**
 * An alert, described once. The rules for Prometheus, the operator and Grafana, their tests, the runbook page and the
 * row in the list of alerts are generated from it.
 */
export interface Alert {
  /** CamelCase, at most 40 characters, unique whatever the severity. */
  readonly name: string;
  readonly component: Component;
  readonly severity: Severity;
  readonly source: MetricSource;
  /** The thresholds of the settings that `expr` depends on. */
  readonly thresholds: readonly Threshold[];
  /** PromQL condition. It keeps the labels of `identity`. */
  expr(settings: AlertSettings): string;
  /** How long the condition must hold. */
  readonly for: string;
  /**
   * How long the alert goes on after its condition has ended; absent: not at all. For those that mute others: what they
   * mute must end first, and it is read later, or takes its time to recover. Two minutes longer than that of any alert
   * that it mutes.
   */
  readonly keepFiringFor?: string;
  /** Static sentence, the same for all alerts of that name, so that they can be grouped. */
  readonly summary: string;
  /** The case at hand, with `{{ $labels.… }}` and `{{ $value }}`. */
  readonly description: string;
  readonly runbook: Runbook;
  /** Uid of the dashboard to look at; the link sets what the dashboard lets choose and the alert has a label for. */
  readonly dashboard: string;
  /** Console page of the object. */
  readonly console?: ConsolePage;
  /** Labels that tell one incident from another. */
  readonly identity: readonly string[];
  readonly tests: AlertTests;
}

type Defaults = 'source' | 'thresholds' | 'dashboard' | 'identity';

/** What the file of a component says about one of its alerts; the name and the component stand once, outside. */
export type AlertDefinition = Omit<Alert, 'name' | 'component' | Defaults> & Partial<Pick<Alert, Defaults>>;

/**
 * Alerts of a component by name, in the order of the catalogue. Unless it says otherwise an alert is read from the
 * Palette API, has no threshold, links to the dashboard of its component and is identified by the labels with which its
 * test fires.
 */
export function defineAlerts(
  component: Component,
  definitions: Readonly<Record<string, AlertDefinition>>,
): readonly Alert[] {
  return Object.entries(definitions).map(([name, definition]) => ({
    name,
    component,
    source: 'palette',
    thresholds: [],
    dashboard: usualDashboard(component, definition.source ?? 'palette'),
    identity: Object.keys(definition.tests.firing.labels),
    ...definition,
  }));
}
