import { expect, test } from 'vitest';
import { toYaml } from '../../../../generator/kit/serialise.ts';
import { alertmanagerConfig } from '../../../../generator/outputs/alertmanager/alertmanager-yaml.ts';
import { loadSite } from '../../../../generator/site.ts';
import { FLAVOURS } from '../../../kit/binaries.ts';
import { eventually } from '../../../kit/eventually.ts';
import { inputFolder } from '../../../kit/run-bundle.ts';
import { startAlertmanager } from '../../../kit/start-alertmanager.ts';
import { startWebhookSink } from '../../../kit/webhook-sink.ts';

test.each(FLAVOURS)('each team of Opsgenie in a role gets an incident of its own (%s)', async (flavour) => {
  const sink = await startWebhookSink();
  const alertmanager = await startAlertmanager({ flavour, config: configFor(sink.url) });

  await alertmanager.post({
    labels: { alertname: 'PaletteClusterUnhealthy', component: 'cluster', severity: 'critical' },
  });
  await eventually('all three teams to be told', () => sink.calls.length >= 3);

  const created = sink.calls.map(({ headers, body }) => ({
    key: headers.authorization,
    alias: (body as unknown as { alias: string }).alias,
  }));
  expect(new Set(created.map(({ key }) => key))).toEqual(
    new Set(['GenieKey storage', 'GenieKey network', 'GenieKey hardware']),
  );
  expect(new Set(created.map(({ alias }) => alias)).size).toBe(3);
  for (const each of [alertmanager, sink]) await each.close();
});

/** Two teams that are contacts of their own, and a contact with two. The keys stand in for the files that hold them. */
function configFor(url: string): object {
  const team = (name: string) => ({ type: 'opsgenie', apiKeyFile: `/keys/${name}` });
  const contacts = [
    { name: 'Storage', roles: ['Ops'], channels: [team('storage')] },
    { name: 'Sites', roles: ['Ops'], channels: [team('network'), team('hardware')] },
  ];
  const site = loadSite(
    inputFolder({
      contacts: toYaml({ contacts }),
      routing: toYaml({ fallback: 'Ops', routes: [{ tell: 'Ops' }] }),
      settings: toYaml({ alertmanager: { groupWait: '0s' } }),
    }),
  );
  const config = JSON.parse(
    JSON.stringify(alertmanagerConfig(site, [])).replaceAll(
      /"api_key_file":"\/keys\/(\w+)"/g,
      '"api_key":"$1"',
    ),
  );
  const texts = { message: 'unhealthy', description: 'unhealthy' };
  const receivers = config.receivers.map((receiver: { opsgenie_configs?: readonly object[] }) => ({
    ...receiver,
    ...(receiver.opsgenie_configs && {
      opsgenie_configs: receiver.opsgenie_configs.map((one) => ({ ...one, ...texts })),
    }),
  }));
  return { ...config, receivers, global: { ...config.global, opsgenie_api_url: `${url}/` } };
}
