import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { clusterCollectors, hostCollectors } from '../../exporter/local-ui/index.ts';
import { SourceError } from '../../exporter/sources/failures.ts';
import { problemsOf } from '../kit/exposition-problems.ts';
import { publishedBodies } from '../kit/random-bodies.ts';
import { type Answer, runCollector } from '../kit/test-local-ui.ts';

const bodies = publishedBodies('LOCAL_UI_SPEC', 'local-ui-api/emc-api.json');
const collectors = [...hostCollectors, ...clusterCollectors];

describe.each(collectors.map((collector) => ({ name: collector.name, collector })))(
  'the collector $name',
  ({ name, collector }) => {
    it('takes whatever fits the published description', async ({ skip }) => {
      if (typeof bodies === 'string') return skip(bodies);
      await fc.assert(
        fc.asyncProperty(fc.gen(), async (draw) => {
          const text = await exposition(name, (endpoint) => bodies(endpoint, draw));
          expect(text).toBeDefined();
          expect(problemsOf(text ?? '', collector, 'edge_host')).toEqual([]);
        }),
        { numRuns: 60 },
      );
    });

    it('fails in an orderly way, if at all, on any other JSON', async () => {
      await fc.assert(
        fc.asyncProperty(fc.jsonValue({ maxDepth: 4, noUnicodeString: false }), async (body) => {
          const text = await exposition(name, () => body);
          expect(problemsOf(text ?? '', collector, 'edge_host')).toEqual([]);
        }),
        { numRuns: 60 },
      );
    });
  },
);

/** Undefined when the collector gave up with a reason. */
async function exposition(name: string, answer: Answer): Promise<string | undefined> {
  try {
    return (await runCollector(name, answer)).text;
  } catch (error) {
    if (error instanceof SourceError) return undefined;
    throw error;
  }
}
