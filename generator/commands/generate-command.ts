import type { Output } from '../cli.ts';
import { writeBundle } from '../kit/bundle-folder.ts';
import { bundleOf } from '../outputs/bundle.ts';
import { packCopies } from '../outputs/palette-pack/pack-files.ts';
import { coverageOf } from '../reports/coverage.ts';
import type { Sources } from '../site.ts';
import { loadMatchedSite } from './kit/matched-site.ts';

/** Writes the bundle, unless an alert would reach nobody. */
export function generate(
  { out, allowGaps, ...sources }: Sources & { readonly out: string; readonly allowGaps?: true },
  output: Output,
): number {
  const site = loadMatchedSite(sources);
  if (!allowGaps && !coverageOf(site, output.now()).complete) {
    const remedy =
      '"palette-bundle coverage" says which and when; close the gaps, or accept them with --allow-gaps';
    output.err(`palette-bundle: ${site.plan.contacts.file}: some alerts would reach nobody; ${remedy}\n`);
    return 1;
  }
  const { written, unchanged, removed } = writeBundle(out, bundleOf(site), packCopies());
  for (const { text } of site.plan.notices) output.err(`palette-bundle: note: ${text}\n`);
  output.out(`${out}: ${written.length} written, ${unchanged.length} unchanged, ${removed.length} removed\n`);
  return 0;
}
