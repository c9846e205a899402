import { expect, test } from 'vitest';
import { COMPONENTS } from '../../../../alerts/kit/components.ts';
import { toYaml } from '../../../../generator/kit/serialise.ts';
import { alertmanagerConfigObject } from '../../../../generator/outputs/kubernetes/operator-routing.ts';
import { loadSite, type Site } from '../../../../generator/site.ts';
import { binaries, FLAVOURS } from '../../../kit/binaries.ts';
import { eventually } from '../../../kit/eventually.ts';
import { startMailSink } from '../../../kit/mail-sink.ts';
import { type ConfigObject, converted } from '../../../kit/operator-conversion.ts';
import { inputFolder, output } from '../../../kit/run-bundle.ts';
import { startAlertmanager } from '../../../kit/start-alertmanager.ts';
import { temporaryFolder } from '../../../kit/temporary.ts';

/** What fits into the annotations of an object, and with it into the one that `kubectl apply` writes. */
const ANNOTATIONS = 262_144;

test('an AlertmanagerConfig of 120 contacts is one that kubectl can apply', () => {
  const roles = Object.keys(COMPONENTS);
  const contacts = Array.from({ length: 120 }, (_, index) => ({
    name: `Somebody Number ${index}`,
    roles: [roles[index % roles.length]],
    ...(index % 5 === 0 && { rank: 'backup' }),
    email: `somebody.number.${index}@example.com`,
  }));
  const routes = roles.map((role) => ({
    components: [role],
    tell: role,
    escalate: [{ after: '30m', to: 'backup' }],
  }));

  const object = alertmanagerConfigObject(siteWith(contacts, { fallback: roles[0], routes }));

  expect(object).toMatchObject({ spec: { receivers: { length: 121 } } });
  expect(Buffer.byteLength(JSON.stringify(object))).toBeLessThan(ANNOTATIONS);
});

test.each(FLAVOURS)('its mail says what, where, since when and what to do (%s)', async (flavour) => {
  const mailbox = await startMailSink();
  const site = siteWith(
    [{ name: 'Ada', roles: ['Ops'], email: 'ada@example.com' }],
    { fallback: 'Ops', routes: [{ tell: 'Ops' }] },
    { smtp: { smarthost: mailbox.address, requireTls: false }, groupWait: '0s', groupInterval: '1s' },
  );
  const alertmanager = await startAlertmanager({ flavour, config: asRunning(site) });
  const alert = {
    labels: {
      alertname: 'PaletteClusterUnhealthy',
      cluster_name: 'edge "1"',
      component: 'cluster',
      namespace: 'palette-monitoring',
      severity: 'warning',
    },
    annotations: {
      summary: 'A cluster is <unhealthy>.',
      description: 'Cluster edge-1 is unhealthy.',
      runbook: 'What it means\nIt is.\n\nFirst steps\n1. `kubectl get nodes` of <edge>\n\nWhat helps\nTime.',
      runbook_url: 'https://wiki.example.com/PaletteClusterUnhealthy.md',
      dashboard_url: 'https://grafana.example.com/d/palette-clusters',
      console_url: 'https://palette.example.com/clusters',
    },
  };

  await alertmanager.post(alert);
  await eventually('the mail', () => mailbox.mails.length === 1);
  await alertmanager.post({ ...alert, endsAt: new Date().toISOString() });
  await eventually('the end', () => mailbox.mails.length === 2);

  const [fired, ended] = mailbox.mails;
  const links = [...(fired?.html ?? '').matchAll(/href='([^']+)'/g)].map(([, link = '']) => link);
  expect(fired?.subject).toBe('[FIRING warning] A cluster is <unhealthy>. edge "1"');
  expect(fired?.html).toContain('A cluster is &lt;unhealthy&gt;.');
  expect(fired?.html).toContain('Cluster edge-1 is unhealthy.');
  expect(fired?.html).toMatch(/Since \d{4}-\d\d-\d\d \d\d:\d\d UTC/);
  expect(fired?.text).toContain('Cluster edge-1 is unhealthy.');
  expect(links.slice(0, 3)).toEqual(Object.values(alert.annotations).slice(3));
  expect(decodeURIComponent(links[3]?.replaceAll('&amp;', '&') ?? '')).toMatch(
    /filter=\{alertname="PaletteClusterUnhealthy",cluster_name="edge \\"1\\"",component="cluster",.*severity="warning"\}$/,
  );
  expect(fired?.html).toContain("name='color-scheme' content='light dark'");
  expect(fired?.html).toContain('First steps\n1. `kubectl get nodes` of &lt;edge&gt;');
  expect(ended?.html).not.toContain('First steps');
  expect(ended?.subject).toBe('[RESOLVED] A cluster is <unhealthy>. edge "1"');
  expect(ended?.html).toContain('Resolved: ');
  for (const each of [alertmanager, mailbox]) await each.close();
});

test.each(FLAVOURS)('the texts of chats are such that Alertmanager can fill them in (%s)', (flavour) => {
  const channels = [
    { type: 'slack', channel: '#ops', urlFile: '/slack' },
    { type: 'telegram', chatId: 1, botTokenFile: '/telegram' },
  ];
  const site = siteWith([{ name: 'Ada', roles: ['Ops'], channels }], {
    fallback: 'Ops',
    routes: [{ tell: 'Ops' }],
  });
  const { slackConfigs, telegramConfigs } = receiversOf(site)[1] as Record<string, Record<string, string>[]>;

  for (const text of [slackConfigs?.[0]?.title, slackConfigs?.[0]?.text, telegramConfigs?.[0]?.message]) {
    const args = ['template', 'render', '--template.glob=*.none', `--template.text=${text}`];
    expect(output(binaries(flavour).amtool, args, temporaryFolder()).trim()).not.toBe('');
  }
});

function siteWith(
  contacts: readonly object[],
  routing: object,
  alertmanager: object = { version: '0.28' },
): Site {
  return loadSite(
    inputFolder({
      contacts: toYaml({ contacts }),
      routing: toYaml(routing),
      settings: toYaml({ alertmanager }),
    }),
  );
}

function receiversOf(site: Site): readonly object[] {
  return (alertmanagerConfigObject(site) as { spec: { receivers: readonly object[] } }).spec.receivers;
}

/** The configuration that the operator makes of it, mails included. */
function asRunning(site: Site): object {
  const object = alertmanagerConfigObject(site) as ConfigObject;
  return converted(object, { strategy: 'OnNamespace', receiver: mails });
  function mails(name: string): object {
    const receiver = object.spec.receivers.find((one) => one.name === name) as {
      emailConfigs?: readonly Mail[];
    };
    return {
      email_configs: (receiver.emailConfigs ?? []).map(({ sendResolved, requireTLS, headers, ...rest }) => ({
        ...rest,
        send_resolved: sendResolved,
        require_tls: requireTLS,
        headers: Object.fromEntries(headers.map(({ key, value }) => [key, value])),
      })),
    };
  }
}

interface Mail {
  readonly sendResolved: boolean;
  readonly requireTLS: boolean;
  readonly headers: readonly { readonly key: string; readonly value: string }[];
}
