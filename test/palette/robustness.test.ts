import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import type { Collector } from '../../exporter/collection/collector.ts';
import type { Endpoint } from '../../exporter/metric/endpoint.ts';
import { AGENT } from '../../exporter/palette/api/endpoints.ts';
import type { Fleet } from '../../exporter/palette/api/fleet.ts';
import type { Palette } from '../../exporter/palette/api/palette.ts';
import { paletteCollectors } from '../../exporter/palette/index.ts';
import { SourceError } from '../../exporter/sources/failures.ts';
import { problemsOf } from '../kit/exposition-problems.ts';
import { publishedBodies } from '../kit/random-bodies.ts';
import { clusterRef, type TestPalette, testPalette } from '../kit/test-palette.ts';

const bodies = publishedBodies();
/** Pages of one list, so that a list that never ends does not keep the test from ending. */
const MAX_PAGES = 4;

describe.each(paletteCollectors.map((collector) => ({ name: collector.name, collector })))(
  'the collector $name',
  ({ collector }) => {
    it('takes whatever fits the published description', async ({ skip }) => {
      if (typeof bodies === 'string') return skip(bodies);
      let succeeded = 0;
      await fc.assert(
        fc.asyncProperty(fc.gen(), async (draw) => {
          const palette = inhabited((endpoint) => bodies(endpoint, draw));
          const text = await exposition(palette, collector);
          if (text !== undefined) succeeded += 1;
          expect(problemsOf(text ?? '', collector)).toEqual([]);
        }),
        { numRuns: 60 },
      );
      expect(succeeded).toBeGreaterThan(0);
    });

    it('fails in an orderly way, if at all, on any other JSON', async () => {
      await fc.assert(
        fc.asyncProperty(fc.gen(), async (draw) => {
          const palette = inhabited(() => draw(anyBody));
          const text = await exposition(palette, collector);
          expect(problemsOf(text ?? '', collector)).toEqual([]);
        }),
        { numRuns: 60 },
      );
    });
  },
);

/** Half of it at least looks like a list. */
function anyBody(): fc.Arbitrary<unknown> {
  const json = fc.jsonValue({ maxDepth: 3, noUnicodeString: false });
  return fc.oneof(json, fc.record({ items: fc.array(json, { maxLength: 3 }), listmeta: json }));
}

/** A Palette of which the collectors that visit objects one by one know some. */
function inhabited(bodyOf: (endpoint: Endpoint) => unknown): TestPalette {
  const pages = new Map<Endpoint, number>();
  const palette = testPalette(
    (endpoint) => {
      const page = (pages.get(endpoint) ?? 0) + 1;
      pages.set(endpoint, page);
      const body = bodyOf(endpoint);
      return page < MAX_PAGES ? body : onLastPage(body);
    },
    { clusterTags: ['Ready', '__proto__'], detailed: new Set(paletteCollectors.map(({ name }) => name)) },
  );
  const known = { key: 'u1', version: '', uid: 'u1', name: 'first', project: 'Default', projectUid: 'p1' };
  const pack = { name: 'Ready', version: '1', layer: 'k8s', isInvalid: true };
  Object.assign(palette.fleet, {
    clusters: [
      clusterRef('u1', {
        updateAvailable: true,
        repave: 'Approved',
        profiles: [{ uid: 'u1', name: 'infra', type: 'infra', scope: 'project', packs: [pack] }],
      }),
    ],
    edgeHosts: [
      { ...known, isExceptional: true },
      { ...known, key: 'u2', uid: 'u2', clusterUid: 'u1', isExceptional: true },
    ],
    workspaces: [known],
    projects: [{ ...known, uid: 'p1' }],
    clusterTemplates: [known],
    identity: { tenantUid: 'tenant', userUid: 'user' },
  });
  palette.fleet.targets.set(AGENT, '4.8.3');
  palette.fleet.repavesApproved.set('u1', 1);
  return palette;
}

function onLastPage(body: unknown): unknown {
  if (typeof body !== 'object' || body === null || Array.isArray(body)) return body;
  return { ...body, items: [], listmeta: { continue: '' } };
}

/** Undefined when the collector gives up, which it says with a `SourceError`. */
async function exposition(
  palette: TestPalette,
  collector: Collector<Palette<Fleet>>,
): Promise<string | undefined> {
  try {
    return (await palette.run(collector)).text;
  } catch (error) {
    if (error instanceof SourceError) return undefined;
    throw error;
  }
}
