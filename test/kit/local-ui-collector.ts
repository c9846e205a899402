import { describe, expect, it } from 'vitest';
import { parseSamples } from './parse-samples.ts';
import { runCollector } from './test-local-ui.ts';

/** A member that no enum lists. */
export const NEW_MEMBER = 'Hibernating';

/** Labels of the cluster that the collectors are run on. */
export const OF_CLUSTER = 'cluster_uid="c1",cluster_name="plant"';

interface Expected {
  /**
   * An answer with everything that has been seen in Go's answers or must be expected: null arrays, zero times, missing
   * parts, members that no enum lists, and a bad row among good ones. What comes of it is in `golden/odd/`.
   */
  readonly odd: unknown;
  /** Samples that are made of an empty answer: Go leaves out zeros, so that nothing at all says something. */
  readonly ofNothing?: readonly string[];
  /** Samples, or the reason of the failure, where the host answers 404; what every host has is needed. */
  readonly without?: readonly string[] | 'not_found';
}

/** What holds for each collector of Local UI. */
export function testCollector(
  { name }: { readonly name: string },
  { odd, ofNothing = [], without = [] }: Expected,
): void {
  describe(name, () => {
    it('takes an answer as Go writes it, and drops a bad row alone', async () => {
      const { text, dropped } = await runCollector(name, () => odd);

      const golden = `golden/odd/${name.replaceAll('_', '-')}.prom`;
      await expect(`${text}# left out: ${dropped}\n`).toMatchFileSnapshot(golden);
      expect(parseSamples(text).length).toBeGreaterThan(0);
    });

    it('tells nothing that is not there', async () => {
      const { samples, dropped } = await runCollector(name, () => ({}));

      expect(samples).toEqual(ofNothing);
      expect(dropped).toBe(0);
    });

    it.each(['text', '[]', '7', 'null'])('refuses %s, which is no answer', async (body) => {
      const outcome = runCollector(name, () => (body === 'text' ? body : JSON.parse(body)));

      await expect(outcome).rejects.toMatchObject({ reason: 'parse' });
    });

    it('does not break where the host answers 404', async () => {
      const outcome = await runCollector(name, () => undefined).then(
        ({ samples }) => samples,
        ({ reason }) => reason,
      );

      expect(outcome).toEqual(without);
    });
  });
}
