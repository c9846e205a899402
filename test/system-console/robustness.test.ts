import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import type { Collector } from '../../exporter/collection/collector.ts';
import { SourceError } from '../../exporter/sources/failures.ts';
import type { SystemConsole, SystemFacts } from '../../exporter/system-console/api/system-console.ts';
import { systemCollectors } from '../../exporter/system-console/index.ts';
import { problemsOf } from '../kit/exposition-problems.ts';
import { publishedBodies } from '../kit/random-bodies.ts';
import { testConsole } from '../kit/test-console.ts';

const bodies = publishedBodies();

describe.each(systemCollectors.map((collector) => ({ name: collector.name, collector })))(
  'the collector $name',
  ({ collector }) => {
    it('takes whatever fits the published description', async ({ skip }) => {
      if (typeof bodies === 'string') return skip(bodies);
      let succeeded = 0;
      await fc.assert(
        fc.asyncProperty(fc.gen(), async (draw) => {
          const text = await exposition(collector, (endpoint) => onOnePage(bodies(endpoint, draw)));
          if (text !== undefined) succeeded += 1;
          expect(problemsOf(text ?? '', collector)).toEqual([]);
        }),
        { numRuns: 60 },
      );
      expect(succeeded).toBeGreaterThan(0);
    });

    it('fails in an orderly way, if at all, on any other JSON', async () => {
      await fc.assert(
        fc.asyncProperty(fc.jsonValue({ maxDepth: 4 }), async (body) => {
          const text = await exposition(collector, () => onOnePage(body));
          expect(problemsOf(text ?? '', collector)).toEqual([]);
        }),
        { numRuns: 60 },
      );
    });
  },
);

function onOnePage(body: unknown): unknown {
  if (typeof body !== 'object' || body === null || Array.isArray(body)) return body;
  return { ...body, listmeta: { continue: '' } };
}

/** Undefined when the collector gives up, which it says with a `SourceError`. */
async function exposition(
  collector: Collector<SystemConsole<SystemFacts>>,
  answer: Parameters<typeof testConsole>[0],
): Promise<string | undefined> {
  const system = testConsole(answer);
  system.facts.tenants = [{ key: 't1', version: '', uid: 't1', name: 'acme' }];
  try {
    return (await system.run(collector)).text;
  } catch (error) {
    if (error instanceof SourceError) return undefined;
    throw error;
  }
}
