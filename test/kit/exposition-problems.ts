import type { Collector } from '../../exporter/collection/collector.ts';
import { parseSamples } from './parse-samples.ts';

/**
 * What is wrong with the exposition of a collector, as strictly as the format and our own rules can be read: families
 * declared once and described before their samples, label names as the collector declares them, values that are
 * numbers, no series twice.
 */
export function problemsOf(
  text: string,
  { metrics }: Pick<Collector<never>, 'metrics'>,
  sourceLabel = 'palette',
): string[] {
  const problems: string[] = [];
  const declared = new Map(Object.values(metrics).map((metric) => [metric.name, metric]));
  const seen = new Set<string>();
  const described = new Set<string>();
  let current: string | undefined;
  for (const line of text.split('\n')) {
    const [, keyword, name = ''] = /^# (HELP|TYPE) (\S+)/.exec(line) ?? [];
    if (keyword === 'HELP') {
      if (described.has(name)) problems.push(`${name} is described twice`);
      described.add(name);
      current = name;
    } else if (keyword === 'TYPE') {
      if (name !== current) problems.push(`the TYPE of ${name} does not follow its HELP`);
      if (!line.endsWith(` ${declared.get(name)?.type}`)) problems.push(`not as declared: ${line}`);
    }
  }
  for (const { name, labels, value } of parseSamples(text)) {
    const series = `${name}${JSON.stringify(Object.entries(labels).sort())}`;
    if (seen.has(series)) problems.push(`twice: ${series}`);
    seen.add(series);
    if (!described.has(name)) problems.push(`${name} is not described`);
    if (!/^(-?\d+(\.\d+)?(e[+-]?\d+)?|[+-]Inf)$/.test(value)) problems.push(`${series} is ${value}`);
    const known: readonly string[] = declared.get(name)?.labels ?? [];
    const strange = Object.keys(labels).filter((label) => label !== sourceLabel && !known.includes(label));
    if (strange.length > 0) problems.push(`${name} has labels that are not declared: ${strange.join(', ')}`);
  }
  return problems;
}
