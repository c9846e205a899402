import type { Configuration } from '../alertmanager/read-configuration.ts';
import type { RelabelStep } from './relabel.ts';

/** An alerting rule as Prometheus has it loaded. */
export interface LoadedRule {
  readonly name: string;
  /** As Prometheus prints it. */
  readonly query: string;
  /** Seconds. */
  readonly duration: number;
  /** Seconds. */
  readonly keepFiringFor: number;
  readonly labels: Readonly<Record<string, string>>;
  readonly health: string;
  readonly lastError: string;
}

/** What was read from a Prometheus and the Alertmanager behind it. */
export interface Running {
  readonly alertmanager: {
    /** As it was given. */
    readonly url: string;
    readonly configuration: Configuration;
    /** Labels of the alerts that it holds. */
    readonly alerts: readonly Readonly<Record<string, string>>[];
  };
  readonly prometheus: {
    readonly rules: readonly LoadedRule[];
    /** Expressions of ours as this Prometheus prints them, by the text in the bundle, where that is not printed alike. */
    readonly printed: ReadonlyMap<string, string>;
    /** URLs that alerts are sent to. */
    readonly alertmanagers: readonly string[];
    readonly externalLabels: Readonly<Record<string, string>>;
    readonly relabelling: readonly RelabelStep[];
    /** Labels of the alerts that fire. */
    readonly firing: readonly Readonly<Record<string, string>>[];
    /** Names of the metrics that alerts need, as far as there are series now. */
    readonly metrics: ReadonlySet<string>;
    /** Names of metrics that a target has told about, even if there is no such series. */
    readonly described: ReadonlySet<string>;
    /** Whether relabelling takes series away after a scrape. */
    readonly drops: boolean;
  };
}
