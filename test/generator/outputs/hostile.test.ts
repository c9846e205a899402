import { tmpdir } from 'node:os';
import { join } from 'node:path';
import fc from 'fast-check';
import { describe, expect, test } from 'vitest';
import { parse } from 'yaml';
import { z } from 'zod';
import type { Plan } from '../../../generator/contacts/escalation-plan.ts';
import { readContacts } from '../../../generator/contacts/read-contacts.ts';
import { ruleFor } from '../../../generator/contacts/rule-matching.ts';
import { toYaml } from '../../../generator/kit/serialise.ts';
import {
  alertmanagerConfig,
  alertmanagerFiles,
} from '../../../generator/outputs/alertmanager/alertmanager-yaml.ts';
import { contactsPage } from '../../../generator/outputs/docs/contacts-page.ts';
import { grafanaContacts } from '../../../generator/outputs/grafana/contact-points.ts';
import { grafanaRoutingFiles } from '../../../generator/outputs/grafana/grafana-alerting.ts';
import { loadSite, type Site } from '../../../generator/site.ts';
import { binaries, FLAVOURS } from '../../kit/binaries.ts';
import { type Route, takers } from '../../kit/policy-tree.ts';
import { inputFolder, output, written } from '../../kit/run-bundle.ts';

const NASTY = [
  '"}}: *',
  "'; drop: [",
  '{{ .Labels }}',
  '{{ template "x" . }}',
  '$HOME',
  '$__file{/etc/passwd}',
  'yes',
  'null',
  '012',
  '12:30',
  '- a: b',
  'a: b\n  email_configs:\n    - to: mallory@example.com',
  '&x',
  '*x',
  '!!js/function',
  '| x',
  '> y',
  '# z',
  '%',
  '`',
  '\u202e',
  '👩‍🔧',
  'Ünï çødé',
  'nobody',
  'heartbeat',
  'A (critical)',
  '\\',
  '\u0085',
  '\u2028',
  '\u2029',
  '\u007f',
  '\u0090',
  '\ufeff',
  '\uffff',
  '\u0000',
  '\u001b[31m',
  '<script>alert(1)</script>',
];
const words = fc.oneof(
  fc.constantFrom(...NASTY),
  fc.string({ unit: 'binary', maxLength: 12 }),
  fc.string({ maxLength: 12 }),
);
const texts = fc
  .array(words, { minLength: 1, maxLength: 3 })
  .map((parts) => parts.join(' '))
  .filter((text) => text.replace(/\s+/g, ' ').trim() !== '');

const duties = fc.option(
  fc.record({
    hours: fc.constantFrom('08:00-17:00', 'Mon-Fri 22:00-06:00', 'Sat,Sun 00:00-24:00', '00:00-24:00'),
    timeZone: fc.constantFrom('UTC', 'Europe/Berlin', 'Asia/Kolkata'),
    holidays: fc.constantFrom([], ['12-25'], ['2026-12-31', '02-29']),
  }),
  { nil: {} },
);
const people = fc
  .uniqueArray(fc.tuple(texts, fc.boolean(), duties, fc.nat(2)), {
    minLength: 1,
    maxLength: 6,
    selector: ([name]) => name.replace(/\s+/g, ' ').trim().toLowerCase(),
  })
  .map((list) =>
    list.map(([name, reachable, duty, role], index) => ({
      name,
      roles: [`role ${role}`, 'everyone'],
      ...(reachable && { email: `p${index}@example.com` }),
      ...duty,
    })),
  );
const routings = fc.record({
  fallback: fc.constant('everyone'),
  routes: fc.array(
    fc.record(
      {
        name: texts,
        projects: fc.array(texts, { minLength: 1, maxLength: 2 }),
        clusters: fc.array(texts, { minLength: 1, maxLength: 2 }),
        tell: fc.constant('everyone'),
        escalate: fc.constantFrom([], [{ after: '30m', to: 'backup' }], [{ after: '10m', to: 'everyone' }]),
      },
      { requiredKeys: ['tell'] },
    ),
    { minLength: 1, maxLength: 3 },
  ),
});

describe('hostile names and values', () => {
  test('come out as text everywhere, and reach nobody else', () => {
    fc.assert(
      fc.property(people, routings, (contacts, routing) => {
        const site = siteOf(contacts, routing);
        const config = alertmanagerConfig(site);
        const { root } = grafanaContacts(site);

        expect(parse(toYaml(config), { version: '1.1' })).toEqual(JSON.parse(JSON.stringify(config)));
        for (const [path, text] of grafanaRoutingFiles(site)) {
          expect(parse(text, { version: '1.1' }), path).toBeTypeOf('object');
        }
        expect(addresses(config)).toEqual(expectedAddresses(site.plan));
        expect(templates(config)).toEqual([]);
        expect(contactsPage(site)).not.toMatch(/^\|.*[^\\]<script/m);
        for (const labels of probes(site.plan)) {
          const told = ruleFor(site.plan, labels)?.steps[0].tell.length ?? 0;
          const routes = takers((config as { route: Route }).route, labels).filter(
            ({ receiver }) => receiver !== 'nobody',
          );
          expect(
            routes.filter(({ group_wait }) => group_wait === undefined).length,
            JSON.stringify(labels),
          ).toBe(told);
          expect(takers(root, labels).length).toBeGreaterThan(0);
        }
      }),
      { numRuns: 100 },
    );
  });

  test('are accepted by amtool', () => {
    // Many sites at once: most of what amtool does for one is to start. Making one of many smaller would take hours.
    const sites = fc.array(fc.tuple(people, routings), { minLength: 30, maxLength: 30 });
    fc.assert(
      fc.property(sites, (list) => {
        const files = list.map(([contacts, routing]) => {
          const folder = written(siteOf(contacts, routing), alertmanagerFiles);
          return join(folder, 'alertmanager/alertmanager.yaml');
        });

        for (const flavour of FLAVOURS) {
          const said = output(binaries(flavour).amtool, ['check-config', ...files], tmpdir());
          // It throws where one is refused; this says that each was looked at.
          expect(said.match(/^Checking .* SUCCESS$/gm)).toHaveLength(files.length);
        }
      }),
      { numRuns: 1, endOnFailure: true },
    );
  });

  test('of a Markdown table lose nobody', () => {
    // What Markdown itself hides (a comment, an escaped bar) is hidden from people too.
    const names = texts.map((text) =>
      text
        // What is read as the sign of an address, in any width, is no name, and is refused by its place.
        .replace(/[\\@\uff20\ufe6b]/g, '')
        .replaceAll('|', '\\|')
        .replaceAll('<!--', '')
        .replace(/[\n\r]/g, ' '),
    );
    fc.assert(
      fc.property(fc.array(names, { minLength: 1, maxLength: 5 }), (list) => {
        const rows = list.map((name, index) => `| Role ${index} | ${name} (p${index}@example.com) | |`);
        const text = ['| Role | Contact | Availability |', '|---|---|---|', ...rows, ''].join('\n');

        const { members } = readContacts({ name: 'contacts.md', text });

        for (const index of list.keys()) {
          const of = members
            .filter(({ role }) => role === `Role ${index}`)
            .flatMap(({ person }) => person.channels);
          expect(of, text).toContainEqual({ type: 'email', to: `p${index}@example.com` });
        }
      }),
      { numRuns: 500 },
    );
  });
});

function siteOf(contacts: readonly object[], routing: object): Site {
  const sources = inputFolder({ contacts: JSON.stringify({ contacts }), routing: JSON.stringify(routing) });
  return loadSite(sources);
}

const configSchema = z.object({
  receivers: z.array(z.object({ email_configs: z.array(z.object({ to: z.string() })).optional() })),
});

function addresses(config: object): ReadonlySet<string> {
  const { receivers } = configSchema.parse(config);
  return new Set(
    receivers.flatMap(({ email_configs = [] }) => email_configs.flatMap(({ to }) => to.split(', '))),
  );
}

function expectedAddresses({ rules }: Plan): ReadonlySet<string> {
  const channels = rules.flatMap(({ steps }) =>
    steps.flatMap(({ tell }) => tell.flatMap((told) => told.channels)),
  );
  return new Set(channels.flatMap((channel) => (channel.type === 'email' ? [channel.to] : [])));
}

// Alertmanager runs the texts of receivers as templates: none of ours may hold what somebody else wrote.
function templates(config: object): readonly string[] {
  const texts: string[] = [];
  const visit = (value: unknown, key: string) => {
    if (typeof value === 'string' && key !== 'name' && value.includes('{{')) texts.push(value);
    if (typeof value === 'object' && value !== null)
      for (const [name, inner] of Object.entries(value)) visit(inner, name);
  };
  visit(configSchema.parse(config), '');
  for (const receiver of z.object({ receivers: z.array(z.unknown()) }).parse(config).receivers)
    visit(receiver, '');
  return texts.filter((text) => !/^\{\{ template "palette\.[a-z.]+" \. \}\}$/.test(text));
}

function probes({ rules }: Plan): readonly Record<string, string>[] {
  return rules.map(({ conditions }) =>
    Object.fromEntries(
      conditions.map(({ label, values }) => [label, (values[0] ?? '').replaceAll('*', 'x')]),
    ),
  );
}
