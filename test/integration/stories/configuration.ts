import { alerts } from '../../../alerts/index.ts';
import { recordingGroups } from '../../../alerts/kit/recordings.ts';
import { catalogue } from '../../../exporter/catalogue/catalogue.ts';
import type { ConfigInput } from '../../../exporter/config/config.ts';
import { readSettings } from '../../../generator/settings.ts';
import { parseQuery } from '../../kit/parse-query.ts';
import type { ObservatoryOptions } from '../time-lapse/observatory.ts';
import type { Story } from './story.ts';

/** Only the collectors that the alerts need run, once in each of our seconds. */
export function configOf({
  fires,
  quiet = [],
  pace,
  setup,
}: Story): NonNullable<ObservatoryOptions['config']> {
  const wanted = collectorsOf([...fires, ...quiet]);
  return (simulator) => {
    const own = typeof setup?.config === 'function' ? setup.config(simulator) : setup?.config;
    const collectors = catalogue.flatMap(({ collector }) => collector ?? []);
    const settings: ConfigInput['collectors'] = Object.fromEntries(
      collectors.map(({ name, optional }) => [
        name,
        {
          enabled: !optional && (wanted === undefined || wanted.has(name) || LISTS.has(name)),
          every: pace,
          ...own?.collectors?.[name],
        },
      ]),
    );
    return { ...own, collectors: settings };
  };
}

/** The lists of clusters and hosts tell the other collectors what there is. */
const LISTS = new Set([
  'agent_target',
  'api',
  'api_keys',
  'cluster_templates',
  'clusters',
  'edge_hosts',
  'localui_host',
  'localui_membership',
  'projects',
  'repaves',
  'system_api',
  'tenants',
  'workspaces',
]);

/** The collectors that fill the metrics of these alerts; undefined: all. */
function collectorsOf(names: readonly string[]): ReadonlySet<string> | undefined {
  const settings = readSettings();
  const recorded = recordingGroups.flatMap(({ recordings }) => recordings);
  const metricsOf = (text: string): string[] =>
    parseQuery(text).selectors.flatMap(({ metric }) =>
      metric.includes(':')
        ? recorded
            .filter(({ record: name }) => name === 'palette_slo:errors:ratio')
            .flatMap(({ expr }) => metricsOf(expr(settings)))
        : [metric],
    );
  const metrics = new Set(
    alerts.filter(({ name }) => names.includes(name)).flatMap((alert) => metricsOf(alert.expr(settings))),
  );
  if ([...metrics].some((metric) => metric.startsWith('palette_exporter_'))) return undefined;
  return new Set(
    catalogue.filter(({ name }) => metrics.has(name)).flatMap(({ collector }) => collector?.name ?? []),
  );
}
