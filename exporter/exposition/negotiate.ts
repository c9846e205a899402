import type { Request } from 'express';
import type { Format } from './text.ts';

export interface Negotiated {
  readonly format: Format;
  readonly gzip: boolean;
}

/**
 * What the client prefers, by `Accept` and `Accept-Encoding` with their q values.
 *
 * Parameters of the media type are ignored: newer Prometheus versions add some (`escaping=allow-utf-8`), and there is
 * one version of each format. A client that accepts neither gets the text format, as from other exporters.
 */
export function negotiate(request: Pick<Request, 'accepts' | 'acceptsEncodings'>): Negotiated {
  const format = request
    .accepts()
    .map((type) => formats[type.toLowerCase()])
    .find((known) => known !== undefined);
  return {
    format: format ?? 'text',
    gzip: request.acceptsEncodings(['gzip', 'identity']) === 'gzip',
  };
}

const formats: Readonly<Record<string, Format>> = {
  'application/openmetrics-text': 'openmetrics',
  'text/plain': 'text',
  'text/*': 'text',
  '*/*': 'text',
};
