import type { Endpoint } from './endpoint.ts';

/**
 * A metric family of the catalogue. The object is the only place where a metric is described: the exposition, the
 * metric reference, the checks of alert and dashboard expressions and the cardinality formula all read it.
 */
export interface Metric<Label extends string = string> {
  readonly name: string;
  /** HELP text: one sentence, ends with a full stop. */
  readonly help: string;
  readonly type: 'gauge' | 'counter';
  /** Label names, without those of the source (`palette`, `edge_host`). */
  readonly labels: readonly Label[];
  /** What one series stands for: `cluster`, `edge host`, `pack of a cluster`… Used by the cardinality formula. */
  readonly per: string;
  /** `alpha`: the source is undocumented or untested on a live Palette, so name or labels may change. */
  readonly stability: 'stable' | 'alpha';
  /** Endpoints the value is read from, where they are fewer than those of the collector. */
  readonly from?: readonly Endpoint[];
}

interface MetricOptions<Label extends string> {
  readonly labels?: readonly Label[];
  readonly per: string;
  readonly stability?: Metric['stability'];
  readonly from?: readonly Endpoint[];
}

/** Declares a gauge. Names follow Prometheus: base units, no `_total`, no `_count`. */
export function gauge<const Label extends string = never>(
  name: string,
  help: string,
  options: MetricOptions<Label>,
): Metric<Label> {
  return declare('gauge', name, help, options);
}

/** Declares a counter. The name ends in `_total`. */
export function counter<const Label extends string = never>(
  name: `${string}_total`,
  help: string,
  options: MetricOptions<Label>,
): Metric<Label> {
  return declare('counter', name, help, options);
}

function declare<Label extends string>(
  type: Metric['type'],
  name: string,
  help: string,
  { labels = [], per, stability = 'stable', from }: MetricOptions<Label>,
): Metric<Label> {
  return { name, help, type, labels, per, stability, ...(from && { from }) };
}
