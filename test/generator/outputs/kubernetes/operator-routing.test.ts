import { describe, expect, test } from 'vitest';
import { parse } from 'yaml';
import { toYaml } from '../../../../generator/kit/serialise.ts';
import { alertmanagerConfig } from '../../../../generator/outputs/alertmanager/alertmanager-yaml.ts';
import {
  alertmanagerConfigObject,
  alertmanagerSecret,
} from '../../../../generator/outputs/kubernetes/operator-routing.ts';
import { loadSite, type Sources, siteFrom } from '../../../../generator/site.ts';
import { readSettings } from '../../../../generator/site-settings.ts';
import { FLAVOURS } from '../../../kit/binaries.ts';
import { eventually } from '../../../kit/eventually.ts';
import { temporaryFolder } from '../../../kit/folder.ts';
import { startMailSink } from '../../../kit/mail-sink.ts';
import { faultsOf, NO_DEFINITIONS } from '../../../kit/operator-definitions.ts';
import { type Route, takers } from '../../../kit/policy-tree.ts';
import { everyAlert, SITES, sharedBundleOf, siteOf } from '../../../kit/proved-sites.ts';
import { bundle, inputFolder } from '../../../kit/run-bundle.ts';
import { startAlertmanager } from '../../../kit/start-alertmanager.ts';
import { temporaryFolder as scratch } from '../../../kit/temporary.ts';

describe.each(Object.keys(SITES))('the AlertmanagerConfig of the %s site', (name) => {
  const site = siteOf(name);
  const object = parse(toYaml(alertmanagerConfigObject(site)));

  test('is what the operator accepts', ({ skip }) => {
    const faults = faultsOf(object, 'alertmanagerconfigs');
    if (faults === undefined) return skip(NO_DEFINITIONS);

    expect(faults).toEqual([]);
  });

  test('tells the same receivers as alertmanager.yaml', () => {
    const whole = parse(toYaml(alertmanagerConfig(site)));
    const tree = asAlertmanager(object.spec.route);

    for (const labels of everyAlert(site)) {
      const receivers = (root: Route) => takers(root, labels).map(({ receiver }) => receiver);
      expect(receivers(tree), JSON.stringify(labels)).toEqual(receivers(whole.route));
    }
  });
});

describe('hours in a time zone, which an AlertmanagerConfig cannot express,', () => {
  const site = siteOf('full');
  const files = sharedBundleOf(site);
  const SAID = /time zones.* Ada Example.*alertmanager-secret\.yaml.*configSecret: alertmanager-palette/;

  test('come with the whole configuration as part of the installation', () => {
    const { resources } = parse(files.get('kubernetes/kustomization.yaml') ?? '');

    expect(resources).toContain('alertmanager-secret.yaml');
    expect(files.has('kubernetes/alertmanager-config.yaml')).toBe(false);
  });

  test('are said when the bundle is written, by coverage, and on the page about contacts', async () => {
    const sources = Object.entries(SITES.full ?? {}).flatMap(([name, path]) => [`--${name}`, path]);
    const generated = await bundle(['generate', ...sources, '--out', scratch(), '--allow-gaps']);
    const covered = await bundle(['coverage', ...sources, '--json']);

    expect(generated.err).toMatch(SAID);
    expect(JSON.parse(covered.out).notes.join('\n')).toMatch(SAID);
    expect(files.get('docs/contacts.md')).toMatch(SAID);
  });
});

test('without them the AlertmanagerConfig is installed, and not the whole configuration', () => {
  const { resources } = parse(sharedBundleOf(siteOf('default')).get('kubernetes/kustomization.yaml') ?? '');

  expect(resources).toContain('alertmanager-config.yaml');
  expect(resources).not.toContain('alertmanager-secret.yaml');
});

describe('the Secret with the whole configuration', () => {
  test('lies where the Alertmanager object lies', () => {
    const { plan } = siteOf('default');
    const text = 'kubernetes: { alertmanager: { namespace: observability } }';
    const site = siteFrom(plan, readSettings({ name: 'settings.yaml', text }));

    expect(alertmanagerSecret(siteOf('default'))).toMatchObject({ metadata: { namespace: 'monitoring' } });
    expect(alertmanagerSecret(site)).toMatchObject({ metadata: { namespace: 'observability' } });
  });

  test.each(FLAVOURS)(
    'sends a mail that is not empty, laid out as the operator does (%s)',
    async (flavour) => {
      const mailbox = await startMailSink();
      const site = loadSite(mailSite(mailbox.address));
      const { stringData } = alertmanagerSecret(site) as { stringData: Record<string, string> };
      const { 'alertmanager.yaml': config = '', ...keys } = stringData;
      // The operator mounts the keys into config/ and writes the configuration into config_out/.
      const mounted = await temporaryFolder(
        Object.fromEntries(Object.entries(keys).map(([name, text]) => [`config/${name}`, text])),
      );
      const alertmanager = await startAlertmanager({
        flavour,
        config: config.replaceAll('/etc/alertmanager/', `${mounted.path}/`),
      });

      await alertmanager.post({
        labels: { alertname: 'PaletteClusterUnhealthy', component: 'cluster', severity: 'warning' },
        annotations: { summary: 'A cluster is unhealthy.', description: 'Cluster edge-1 is unhealthy.' },
      });
      await eventually('the mail', () => mailbox.mails.length > 0);

      const [mail] = mailbox.mails;
      expect(mail?.subject).toBe('[FIRING warning] A cluster is unhealthy.');
      expect(mail?.html).toContain('Cluster edge-1 is unhealthy.');
      expect(mail?.text).toContain('Cluster edge-1 is unhealthy.');
      for (const each of [alertmanager, mailbox]) await each.close();
      await mounted.remove();
    },
  );
});

function mailSite(smarthost: string): Sources {
  return inputFolder({
    contacts: toYaml({ contacts: [{ name: 'Ada', roles: ['Ops'], email: 'ada@example.com' }] }),
    routing: toYaml({ fallback: 'Ops', routes: [{ tell: 'Ops' }] }),
    settings: toYaml({ alertmanager: { smtp: { smarthost, requireTls: false }, groupWait: '0s' } }),
  });
}

interface ObjectRoute extends Omit<Route, 'matchers' | 'routes'> {
  readonly matchers?: readonly {
    readonly name: string;
    readonly matchType: string;
    readonly value: string;
  }[];
  readonly routes?: readonly ObjectRoute[];
}

function asAlertmanager({ matchers, routes, ...rest }: ObjectRoute): Route {
  return {
    ...rest,
    ...(matchers && {
      object_matchers: matchers.map(({ name, matchType, value }) => [name, matchType, value] as const),
    }),
    ...(routes && { routes: routes.map(asAlertmanager) }),
  };
}
