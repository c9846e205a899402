import type { Command } from 'commander';
import { writeBundle } from '../kit/bundle-folder.ts';
import { bundleOf } from '../outputs/bundle.ts';
import { packBinaries } from '../outputs/palette-pack/pack-files.ts';
import { coverageOf } from '../reports/coverage.ts';
import type { Sources } from '../site.ts';
import type { Output } from './kit/command.ts';
import { loadMatchedSite } from './kit/matched-site.ts';
import { withSiteOptions } from './kit/site-options.ts';

/** `palette-bundle generate` */
export function addGenerate(program: Command, output: Output, end: (code: number) => void): void {
  withSiteOptions(program.command('generate').description('Write the bundle.'))
    .requiredOption('--out <dir>', 'folder to write to')
    .option('--allow-gaps', 'write it even if some alerts reach nobody')
    .action((options: GenerateOptions) => end(generate(options, output)));
}

interface GenerateOptions extends Sources {
  readonly out: string;
  readonly allowGaps?: true;
}

/** Writes the bundle, unless an alert would reach nobody. */
function generate({ out, allowGaps, ...sources }: GenerateOptions, output: Output): number {
  const site = loadMatchedSite(sources, output.now());
  if (!allowGaps && !coverageOf(site, output.now()).complete) {
    const remedy =
      '"palette-bundle coverage" says which and when; close the gaps, or accept them with --allow-gaps';
    output.err(`palette-bundle: ${site.plan.contacts.file}: some alerts would reach nobody; ${remedy}\n`);
    return 1;
  }
  const { written, unchanged, removed } = writeBundle(out, bundleOf(site), packBinaries(site));
  const notes = [...site.plan.notices.map(({ text }) => text), ...site.notes];
  for (const text of notes) output.err(`palette-bundle: note: ${text}\n`);
  output.out(`${out}: ${written.length} written, ${unchanged.length} unchanged, ${removed.length} removed\n`);
  return 0;
}
