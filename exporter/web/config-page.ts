import type { RequestHandler } from 'express';
import { stringify } from 'yaml';
import { collectors } from '../catalogue/catalogue.ts';
import { settingsOf } from '../config/collector-settings.ts';
import type { Config } from '../config/config.ts';
import type { Exporter } from '../exporter.ts';
import { formatDuration } from '../time/duration.ts';

/** `/config`: the configuration in use, defaults included and secrets masked. */
export function configPage(exporter: Pick<Exporter, 'config'>): RequestHandler {
  return (_request, response) => {
    response.type('text/yaml').send(stringify(visibleConfig(exporter.config)));
  };
}

/** As it would be written in YAML, without the secrets. */
function visibleConfig(config: Config): unknown {
  const { host = '', port } = config.web.listen;
  return visible({
    ...config,
    collectors: Object.fromEntries(
      Object.values(collectors)
        .flat()
        .map((collector) => {
          const settings = settingsOf(config, collector);
          if (settings === undefined) return [collector.name, { enabled: false }];
          const { interval, maxAge } = settings;
          const detail = config.collectors[collector.name]?.detail;
          return [
            collector.name,
            { every: formatDuration(interval), maxAge: formatDuration(maxAge), detail },
          ];
        }),
    ),
    web: { ...config.web, listen: `${host.includes(':') ? `[${host}]` : host}:${port}` },
  });
}

const MASK = '<secret>';

function visible(value: unknown): unknown {
  if (value instanceof URL) return value.href;
  if (Array.isArray(value)) return value.map(visible);
  if (typeof value !== 'object' || value === null) return value;
  const entries = Object.entries(value).filter(([, one]) => one !== undefined);
  return Object.fromEntries(entries.map(([key, one]) => visibleEntry(key, one)));
}

function visibleEntry(key: string, value: unknown): [string, unknown] {
  if (isObject(value) && Object.keys(value).length === 1) {
    if ('value' in value) return [key, MASK];
    if ('file' in value) return [`${key}File`, value.file];
  }
  return [key, visible(value)];
}

function isObject(value: unknown): value is object {
  return typeof value === 'object' && value !== null;
}
