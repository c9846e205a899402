import { packageFile } from '../../exporter/package.ts';
import type { Sources } from '../../generator/site.ts';

/** A contact table with somebody for each case: first line, backup, another role, no address. */
export const TABLE = `
| Role | Contact | Availability |
|---|---|---|
| Ops | Ada Example (ada@example.com) | first line |
| Ops | Bea Example (bea@example.com) | Backup |
| Night | Cleo Example (cleo@example.com) | |
| Field | Dan Example | |
`.trimStart();
/** A routing for that table. */
export const ROUTING = `
fallback: Ops
routes:
  - { name: Hosts, components: [edge-host], tell: Field }
  - { name: North, projects: [north], tell: Night }
  - { name: Rest, tell: Ops, escalate: [{ after: 30m, to: backup }] }
`;

/** What is said of that table without the routing. */
export const MISMATCH =
  '--routing: the routing that ships with palette-bundle names roles that contacts.md lacks: "Spectro Cloud SE", ' +
  '"Portworx CNA", "Toyota Ubuntu", "Toyota L1/L2"; copy ' +
  `${packageFile('alerts', 'routing.yaml')}, write the roles of your table into it and give it with --routing`;

/** The options by which a command takes a site. */
export function options(sources: Sources): readonly string[] {
  return Object.entries(sources).flatMap(([name, path]) => [`--${name}`, String(path)]);
}
