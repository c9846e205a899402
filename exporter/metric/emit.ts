import type { Metric } from './metric.ts';

/** A label value; `undefined` becomes the empty string, which Prometheus treats as an absent label. */
export type LabelValue = string | number | boolean | undefined;

/** A sample value; `undefined` and NaN mean "not known" and give no sample, booleans become 0 and 1. */
export type SampleValue = number | boolean | undefined;

/**
 * Takes the samples of a collector run. `with` fixes the labels that all series of an object share, so that their text
 * is rendered once per object and not once per series:
 *
 * ```ts
 * const of = emit.with({ cluster_uid: cluster.uid, cluster_name: cluster.name });
 * of(metrics.created, cluster.created);
 * of(metrics.state, 1, { state: cluster.state });
 * ```
 *
 * Labels that the metric does not declare, or lacks, are compile errors. A series that was emitted before in the same
 * run is dropped and counted, never written twice.
 */
export interface Emit<Bound extends string = never> {
  <Label extends string>(
    metric: Metric<Label> & ([Bound] extends [Label] ? unknown : never),
    value: SampleValue,
    ...labels: [Exclude<Label, Bound>] extends [never] ? [] : [Record<Exclude<Label, Bound>, LabelValue>]
  ): void;
  with<More extends string>(labels: Record<More, LabelValue>): Emit<Bound | More>;
}
