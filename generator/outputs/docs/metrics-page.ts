import {
  type CatalogueEntry,
  type CollectorInfo,
  catalogue,
  collectors,
} from '../../../exporter/catalogue/catalogue.ts';
import { requestCost } from '../../../exporter/catalogue/request-cost.ts';
import type { Endpoint } from '../../../exporter/metric/endpoint.ts';
import { renderMarkdown, verbatim } from '../../kit/markdown.ts';

const SOURCES = {
  palette: 'Palette, tenant console',
  systemConsole: 'Palette, system console',
  localUiHost: 'Local UI of each host',
  localUiCluster: 'Locally managed clusters, read through the Local UI of one of their hosts',
} as const satisfies Record<keyof typeof collectors, string>;

/** The metric reference: every metric of the exporter, by source and by the collector that fills it. */
export function metricsPage(): string {
  const kinds = Object.keys(SOURCES) as (keyof typeof SOURCES)[];
  return renderMarkdown('metrics', {
    sources: kinds.map((kind) => ({
      title: SOURCES[kind],
      collectors: [...collectors[kind]]
        .sort((a, b) => (a.name < b.name ? -1 : 1))
        .map((collector) => describe(collector)),
    })),
    own: catalogue.filter(({ collector }) => collector === undefined).map(row),
  });
}

function describe(collector: CollectorInfo) {
  const { name, describes, every, optional = false, detail, reads } = collector;
  return {
    name,
    describes: verbatim(describes),
    every,
    optional,
    detail: detail && verbatim(detail),
    cost: requestCost(name) ?? `${reads.length} a round`,
    reads: reads.map(({ method, path, operationId, permission }) => ({
      request: `${method} ${path}`,
      operationId: operationId ?? 'not published',
      permission: permission ?? '',
    })),
    metrics: catalogue.filter((entry) => entry.collector?.name === name).map(row),
  };
}

function row({ name, type, sourceLabels, labels, per, stability, help, from }: CatalogueEntry) {
  return {
    name,
    type,
    unit: unitOf(name),
    labels: [...sourceLabels, ...labels].map((label) => `\`${label}\``).join(', '),
    per: verbatim(per),
    stability,
    help: verbatim(help),
    from: (from ?? []).map(({ operationId, path }: Endpoint) => `\`${operationId ?? path}\``).join(', '),
  };
}

const UNITS = ['seconds', 'bytes', 'ratio', 'cores'];

/** The base unit that a name ends in; empty for numbers of things and for 0 or 1. */
function unitOf(name: string): string {
  if (name.endsWith('_timestamp_seconds')) return 'seconds since 1970';
  const words = name.replace(/_total$/, '').split('_');
  return UNITS.find((unit) => words.at(-1) === unit) ?? '';
}
