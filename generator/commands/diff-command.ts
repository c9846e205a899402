import type { Command } from 'commander';
import { siteDiff } from '../reports/diff.ts';
import type { Sources } from '../site.ts';
import type { Output } from './kit/command.ts';
import { loadMatchedSite } from './kit/matched-site.ts';
import { sourcesOf } from './kit/site-folder.ts';
import { withSiteOptions } from './kit/site-options.ts';

/** `palette-bundle diff` */
export function addDiff(program: Command, output: Output): void {
  withSiteOptions(program.command('diff').description('Say what changes for whom.'))
    .argument(
      '<old>',
      'contact table, or folder with contacts.md, channels.yaml, routing.yaml, settings.yaml',
    )
    .argument('<new>', 'the same after the change')
    .action((before: string, after: string, options: Sources) => {
      const read = (argument: string) => loadMatchedSite(sourcesOf(argument, options));
      const lines = siteDiff(read(before), read(after));
      output.out(lines.length === 0 ? 'Nothing changes for anybody.\n' : `${lines.join('\n')}\n`);
    });
}
