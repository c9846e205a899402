import { expect, it } from 'vitest';
import { type ScenarioName, scenarios } from '../../exporter/simulator/scenarios/index.ts';
import { MINUTE } from '../../exporter/simulator/world/model/time-units.ts';
import { startAppliance } from '../kit/test-appliance.ts';

const NOW = Date.parse('2026-11-22T09:00:00Z') / 1000;
const of = (name: string, labels: string) => `palette_localui_${name}{${labels}}`;
const host = (name: string, labels = '') => of(name, `edge_host="pma-3"${labels && `,${labels}`}`);
/** UIDs are drawn; they are left out of what is compared. */
const cluster = (name: string, labels = '') =>
  of(name, `cluster_name="palette-management"${labels && `,${labels}`}`);
const plane = 'profile="palette-mgmt",pack="palette-mgmt-plane"';

/** Series that each scenario brings forth or changes. */
const told: Partial<Record<ScenarioName, Readonly<Record<string, number>>>> = {
  'appliance-host-down': {
    [host('up')]: 0,
    [cluster('cluster_healthy')]: 0,
    [cluster('cluster_node_healthy', 'machine_pool="control-plane-pool",node="pma-3"')]: 0,
    [cluster('cluster_node_condition', 'node="pma-3",type="Ready",status="Unknown"')]: 1,
    [cluster('cluster_last_event_timestamp_seconds', 'severity="Warning"')]: NOW,
  },
  'appliance-sync-failed': {
    [cluster('registry_sync_items', 'content_type="image",status="failed"')]: 3,
    [cluster('registry_sync_errors')]: 1,
    [cluster('registry_sync_oldest_pending_timestamp_seconds')]: NOW,
  },
  'appliance-certificate-expiring': {
    [cluster('certificates_need_renewal')]: 1,
    [cluster('certificates_auto_renewal_timestamp_seconds')]: NOW - 18 * 86_400,
    [cluster(
      'certificate_not_after_timestamp_seconds',
      'ca="etcd-ca",certificate="etcd-server",node="pma-3"',
    )]: NOW + 12 * 86_400,
  },
  'appliance-disk-full': {
    [host('host_files')]: 1,
    [host('host_files_last_modified_timestamp_seconds')]: NOW,
    [host('host_last_error_timestamp_seconds')]: NOW,
    [host('host_partition_used_ratio', 'disk="0",mountpoint="/usr/local",fstype="ext4"')]: 427 / 440,
    [cluster('registry_state', 'state="Unhealthy"')]: 1,
    [cluster('registry_disk_used_ratio')]: 95.2 / 100,
  },
  'appliance-network-degraded': {
    [host('network_interface_up', 'interface="eno2",kind="nic",cluster_nic="false"')]: 0,
    [host('network_interface_up', 'interface="bond0",kind="bond",cluster_nic="false"')]: 1,
  },
  'appliance-pack-failed': {
    [cluster('cluster_state', 'state="Error"')]: 1,
    [cluster('pack_status', `${plane},status="Error"`)]: 1,
    [cluster('pack_condition', `${plane},type="Ready",status="False"`)]: 1,
  },
};

it.each(Object.entries(told))('%s: the metrics tell', async (scenario, expected) => {
  const appliance = await startAppliance({
    simulator: { scenario: scenario as ScenarioName },
  });
  await appliance.advance(MINUTE);

  const series = new Map(
    appliance
      .metrics()
      .replaceAll(/cluster_uid="[^"]*",/g, '')
      .split('\n')
      .map((line) => [line.slice(0, line.lastIndexOf(' ')), Number(line.slice(line.lastIndexOf(' ') + 1))]),
  );
  await appliance.close();

  expect(Object.fromEntries(Object.keys(expected).map((name) => [name, series.get(name)]))).toEqual(expected);
});

it('each scenario of the appliance is told', () => {
  const names = Object.keys(scenarios).filter((name) => name.startsWith('appliance-'));

  expect(Object.keys(told)).toEqual(names);
});
