import { collectDefaultMetrics, type Registry } from 'prom-client';
import { type Format, headerText, labelsText, openMetricsName, valueText } from './text.ts';

/** The exporter's own metrics at this moment. */
export interface Live {
  readonly text: string;
  /** Names of the families, as in the text format. */
  readonly families: readonly string[];
}

/**
 * Renders a prom-client registry, families sorted by name, without the `# EOF` of OpenMetrics.
 *
 * Not by `registry.metrics()`: asked for OpenMetrics once, it renames the counters for good. Nor by default labels: prom-client
 * writes them into the samples, which keep the old ones when others are set.
 *
 * Trap: prom-client tells series apart by label values joined unescaped, so `{ a: 'x,b:y', b: 'z' }` and
 * `{ a: 'x', b: 'y,b:z' }` are one series to it. Give live metrics labels from closed sets or of configured names.
 *
 * @param shared labels that all series get
 */
export async function renderLive(
  registry: Registry,
  format: Format,
  shared: Readonly<Record<string, string>> = {},
): Promise<Live> {
  const families = (await registry.getMetricsAsJSON()) as unknown as LiveFamily[];
  families.sort((a, b) => (a.name < b.name ? -1 : 1));
  return {
    text: families.map((family) => familyText(family, format, shared)).join(''),
    families: families.map(({ name }) => name),
  };
}

/**
 * Registers prom-client's metrics of the process and of Node, without `nodejs_active_*_total`: those are gauges with
 * the name of a counter, which `promtool check metrics` faults.
 */
export function defaultMetrics(registry: Registry): void {
  collectDefaultMetrics({ register: registry });
  for (const what of ['handles', 'requests', 'resources']) {
    registry.removeSingleMetric(`nodejs_active_${what}_total`);
  }
}

/** What `getMetricsAsJSON` really gives; the published type knows neither `metricName` nor the type as text. */
interface LiveFamily {
  readonly name: string;
  readonly help: string;
  readonly type: string;
  readonly values: readonly {
    readonly value: number;
    readonly labels: Readonly<Record<string, string | number>>;
    /** Differs from the family's for the parts of histograms and summaries. */
    readonly metricName?: string;
  }[];
}

function familyText(family: LiveFamily, format: Format, shared: Readonly<Record<string, string>>): string {
  let text = headerText(family, format);
  for (const { value, labels, metricName = sampleName(family, format) } of family.values) {
    const inside = labelsText({ ...labels, ...shared });
    text += `${metricName}${inside && `{${inside}}`} ${valueText(value)}\n`;
  }
  return text;
}

function sampleName(family: LiveFamily, format: Format): string {
  if (format === 'text' || family.type !== 'counter') return family.name;
  return `${openMetricsName(family)}_total`;
}
