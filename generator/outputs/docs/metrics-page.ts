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
  const { name, describes, every, optional = false, detail, brief, reads } = collector;
  return {
    name,
    describes: verbatim(describes),
    every,
    optional,
    detail: detail && verbatim(detail),
    brief: brief && verbatim(brief),
    cost: requestCost(name) ?? `${reads.length} a round`,
    reads: reads.map(({ method, path, operationId, permission }) => ({
      request: `${method} ${path}`,
      operationId: operationId ?? 'not published',
      permission: permission ?? '',
    })),
    metrics: catalogue.filter((entry) => entry.collector?.name === name).map(row),
  };
}

function row(entry: CatalogueEntry) {
  const { name, type, sourceLabels, labels, per, stability, help, from } = entry;
  return {
    name,
    type,
    unit: unitOf(name),
    labels: [...sourceLabels, ...labels].map((label) => `\`${label}\``).join(', '),
    per: verbatim(per),
    stability,
    help: verbatim(help),
    absence: verbatim(absenceOf(entry)),
    from: (from ?? []).map(({ operationId, path }: Endpoint) => `\`${operationId ?? path}\``).join(', '),
  };
}

/** What it means that an object has no series of a family; where the meaning says so itself, that holds. */
function absenceOf({ name, type, labels, help }: CatalogueEntry): string {
  if (/\bno(ne| series)\b/.test(help)) return 'As the meaning says, or it was not told.';
  if (type === 'counter') return 'It has not happened since the exporter started.';
  if (name.endsWith('_timestamp_seconds')) return 'It has not happened, or was not told.';
  if (name.endsWith('_info')) return 'There is no such object, or it was not read.';
  if (labels.some((label) => STATES.has(label)))
    return 'None is in it, or it was not told: not known, which is not good.';
  return 'It was not told: not known, which is neither 0 nor good.';
}

/** Labels that say what an object is in at the moment. */
const STATES = new Set([
  'state',
  'status',
  'health',
  'phase',
  'condition',
  'mode',
  'result',
  'severity',
  'reason',
]);

const UNITS = ['seconds', 'bytes', 'ratio', 'cores'];

/** The base unit that a name ends in; empty for numbers of things and for 0 or 1. */
function unitOf(name: string): string {
  if (name.endsWith('_timestamp_seconds')) return 'seconds since 1970';
  const words = name.replace(/_total$/, '').split('_');
  return UNITS.find((unit) => words.at(-1) === unit) ?? '';
}
