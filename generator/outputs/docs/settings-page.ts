import { z } from 'zod';
import { renderMarkdown, verbatim } from '../../kit/markdown.ts';
import { settingsSchema } from '../../site-settings.ts';

/** A schema as JSON Schema describes it; the parts that the page needs. */
interface Described {
  readonly description?: string;
  readonly default?: unknown;
  readonly type?: string;
  readonly properties?: Readonly<Record<string, Described>>;
}

const SECTIONS = {
  thresholds: 'When an alert begins',
  alerts: 'Single alerts',
  selectors: 'Which series belong to whom',
  labels: 'Labels of the other exporters',
  keepLabels: 'Labels that alerts keep',
  appliances: 'Appliances',
  links: 'Links in alerts',
  consoles: 'Links to the consoles',
  prometheus: 'Prometheus',
  alertmanager: 'Alertmanager',
  grafana: 'Grafana',
  dashboards: 'Dashboards',
  kubernetes: 'Kubernetes',
  optional: 'Optional parts',
} as const satisfies Record<keyof z.input<typeof settingsSchema>, string>;

/** The settings of the generator, each with its default and meaning. */
export function settingsPage(): string {
  const { properties = {} } = z.toJSONSchema(settingsSchema, {
    io: 'input',
    unrepresentable: 'any',
  }) as Described;
  return renderMarkdown('settings', {
    sections: Object.entries(SECTIONS).map(([key, title]) => ({
      title,
      rows: rows(key, properties[key] ?? {}),
    })),
  });
}

interface Row {
  readonly key: string;
  readonly standard: string;
  readonly meaning: string;
}

function rows(
  key: string,
  { properties, description, default: standard }: Described,
  outer?: unknown,
): readonly Row[] {
  if (properties === undefined) {
    const value = standard ?? outer;
    const isNone = value === undefined || value === '' || isEmpty(value);
    return [{ key, standard: isNone ? '' : `\`${textOf(value)}\``, meaning: verbatim(description ?? '') }];
  }
  const inner = Object.entries(properties).flatMap(([name, property]) =>
    rows(`${key}.${name}`, property, valueIn(standard ?? outer, name)),
  );
  const own = description === undefined ? [] : [{ key, standard: '', meaning: verbatim(description) }];
  return [...own, ...inner];
}

function valueIn(object: unknown, name: string): unknown {
  return typeof object === 'object' && object !== null
    ? Object.entries(object).find(([key]) => key === name)?.[1]
    : undefined;
}

function isEmpty(value: unknown): boolean {
  return typeof value === 'object' && value !== null && Object.keys(value).length === 0;
}

function textOf(value: unknown): string {
  return typeof value === 'object' ? JSON.stringify(value) : String(value);
}
