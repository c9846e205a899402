import { packageFile } from '../../../exporter/package.ts';
import type { Plan } from '../../contacts/escalation-plan.ts';
import { Problem, quote } from '../../kit/problem.ts';
import { loadSite, type Site, type Sources } from '../../site.ts';
import type { Output } from './command.ts';

/** A site whose routing names no role that its table lacks, as anything needs that leaves this program. */
export function loadMatchedSite(sources: Sources, now?: Date): Site {
  const site = loadSite(sources, now);
  const mismatch = mismatchOf(site.plan);
  if (mismatch !== undefined) throw mismatch;
  return site;
}

/** What is wrong when the table needs a routing of its own. */
function mismatchOf({ missingRoles, contacts }: Plan): Problem | undefined {
  if (missingRoles.length === 0) return undefined;
  return new Problem(
    '--routing',
    `the routing that ships with palette-bundle names roles that ${contacts.file} lacks: ${missingRoles.map(quote).join(', ')}`,
    `copy ${packageFile('alerts', 'routing.yaml')}, write the roles of your table into it and give it with --routing`,
  );
}

/** Says what is wrong when the table needs a routing of its own, of a site that is only looked at. */
export function tellMismatch({ plan }: Site, output: Output): void {
  const mismatch = mismatchOf(plan);
  if (mismatch !== undefined) output.err(`palette-bundle: ${mismatch.message}\n`);
}
