import { describe, expect, it } from 'vitest';
import { oddAnswers } from '../kit/odd-answers.ts';
import { parseSamples } from '../kit/parse-samples.ts';
import { type Answer, collectorNames, runCollector } from '../kit/test-local-ui.ts';

describe.each(collectorNames)('%s', (name) => {
  it('takes an answer as Go writes it, and drops a bad row alone', async () => {
    const { text, dropped } = await runCollector(name, () => oddAnswers[name]);

    await expect(`${text}# left out: ${dropped}\n`).toMatchFileSnapshot(`golden/odd/${name}.prom`);
    expect(parseSamples(text).length).toBeGreaterThan(0);
  });

  it('tells nothing that is not there', async () => {
    const { samples, dropped } = await runCollector(name, () => ({}));

    expect(samples).toEqual(saidOfNothing[name] ?? []);
    expect(dropped).toBe(0);
  });

  it.each(['text', '[]', '7', 'null'])('refuses %s, which is no answer', async (body) => {
    const outcome = runCollector(name, () => (body === 'text' ? body : JSON.parse(body)));

    await expect(outcome).rejects.toMatchObject({ reason: 'parse' });
  });

  it('does not break where the host answers 404', async () => {
    const outcome = await runCollector(name, withoutPath).then(
      ({ samples }) => samples,
      ({ reason }) => reason,
    );

    // What every host has had from the beginning is needed; the network is what older hosts lack.
    const needed = ['localui_host', 'localui_membership', 'localui_configuration', 'localui_features'];
    const isNeeded = [...needed, 'localui_network'].includes(name);
    expect(outcome).toEqual(isNeeded ? 'not_found' : (saidWithout[name] ?? []));
  });
});

const withoutPath: Answer = () => undefined;

const CLUSTER = 'cluster_uid="c1",cluster_name="plant"';

/** Zero is left out by Go, so that nothing at all is a statement for some of the metrics. */
const saidOfNothing: Readonly<Record<string, readonly string[]>> = {
  localui_host: [
    'palette_localui_host_in_cluster_phase{edge_host="h1"} 0',
    'palette_localui_host_info{edge_host="h1"} 1',
    'palette_localui_host_ntp_servers{edge_host="h1"} 0',
    'palette_localui_host_secure_boot{edge_host="h1"} 0',
  ],
  localui_network: ['palette_localui_network_management_interface_selected{edge_host="h1"} 0'],
  localui_files: ['palette_localui_host_files{edge_host="h1"} 0'],
  localui_cluster: [
    `palette_localui_cluster_info{${CLUSTER}} 1`,
    `palette_localui_cluster_reboot_pending{${CLUSTER}} 0`,
  ],
  localui_registry_sync: [
    `palette_localui_registry_sync_errors{${CLUSTER}} 0`,
    ...['image', 'artifact', 'chart', 'pack'].flatMap((type) =>
      ['pending', 'failed'].map(
        (status) =>
          `palette_localui_registry_sync_items{${CLUSTER},content_type="${type}",status="${status}"} 0`,
      ),
    ),
  ],
  localui_certificates: [`palette_localui_certificates_need_renewal{${CLUSTER}} 0`],
  localui_staged_update: [`palette_localui_update_available{${CLUSTER}} 0`],
};

const saidWithout: Readonly<Record<string, readonly string[]>> = {
  localui_files: ['palette_localui_host_files{edge_host="h1"} 0'],
  localui_staged_update: [`palette_localui_update_available{${CLUSTER}} 0`],
};
