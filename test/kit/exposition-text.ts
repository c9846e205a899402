import type { Exposition } from '../../exporter/exposition/response.ts';
import { headerText } from '../../exporter/exposition/text.ts';
import type { Rows } from '../../exporter/metric/snapshot.ts';

/** The rows of a collector run in the text format, families sorted by name: for comparing with golden text. */
export function textOf({ families }: Rows): string {
  return [...families.values()]
    .sort((a, b) => (a.metric.name < b.metric.name ? -1 : 1))
    .map(({ metric, chunks }) => headerText(metric, 'text') + Buffer.concat(chunks).toString('utf8'))
    .join('');
}

export function bodyOf({ body }: Exposition): Buffer {
  return Buffer.concat(body);
}
