import { describe, expect, test } from 'vitest';
import { endpoints as localUi } from '../exporter/local-ui/api/endpoints.ts';
import type { Endpoint } from '../exporter/metric/endpoint.ts';
import { endpoints as palette } from '../exporter/palette/api/endpoints.ts';
import { endpoints as systemConsole } from '../exporter/system-console/api/endpoints.ts';
import { readPublished } from './kit/published-api.ts';

interface Description {
  readonly paths: Readonly<Record<string, Readonly<Record<string, { readonly operationId: string }>>>>;
}

const sources = [
  { name: 'Palette', endpoints: palette, variable: 'PALETTE_SPEC', file: 'palette-api/palette.json' },
  {
    name: 'the system console',
    endpoints: systemConsole,
    variable: 'PALETTE_SPEC',
    file: 'palette-api/palette.json',
  },
  { name: 'Local UI', endpoints: localUi, variable: 'LOCAL_UI_SPEC', file: 'local-ui-api/emc-api.json' },
];

describe.each(sources)('the requests to $name', ({ endpoints, variable, file }) => {
  const all: readonly Endpoint[] = Object.values(endpoints);

  test('only read: each is a GET, or a POST that searches', () => {
    const others = all.filter(({ method, path }) => method !== 'GET' && !/dashboard\/|\/summary$/.test(path));

    expect(others).toEqual([]);
  });

  test('are in the published description under their operationId', ({ skip }) => {
    const description = readPublished(variable, file) as Description | string;
    if (typeof description === 'string') return skip(description);

    const unknown = all.filter(({ method, path, operationId }) => {
      const published = description.paths[path.split('?')[0] ?? path]?.[method.toLowerCase()];
      return published === undefined || published.operationId !== operationId;
    });

    expect(unknown).toEqual([]);
  });
});
