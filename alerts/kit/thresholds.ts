import { z } from 'zod';
import { positiveDuration } from './duration-setting.ts';

/** At what value an alert begins. Alerts name the ones that they depend on, and the list of alerts shows them. */
export const thresholds = z.strictObject({
  apiErrorRatio: ratio(0.1, 'Share of requests that Palette answers with a server error.'),
  clockOffset: time('5m', 'How far the clock of Palette may be from the one of the exporter.'),
  sloTarget: ratio(0.999, 'Availability promised over 30 days: Palette API, clusters, edge hosts.'),
  tenantLimitRatio: ratio(0.9, 'Share of a limit of the tenant that is in use.'),
  freePlanRatio: ratio(0.9, 'Share of the free plan that is used.'),
  clusterProvisioning: time('2h', 'How long a cluster may be created or imported.'),
  clusterCpuRatio: ratio(0.9, 'Share of the CPU of a cluster that is used.'),
  clusterMemoryRatio: ratio(0.9, 'Share of the memory of a cluster that is used.'),
  repaveWaiting: time('4h', 'How long a repave may wait for its approval.'),
  rolloutNode: time('45m', 'How long a rollout may take for one node.'),
  clusterHeartbeat: time('30m', 'Age of the last report of a cluster that Palette has not given up.'),
  nodeHeartbeat: time('15m', 'Age of the last report of a node.'),
  partitionFreeRatio: ratio(0.15, 'Free share of a partition of an edge host below which it is filling up.'),
  partitionFullRatio: ratio(0.05, 'Free share of a partition of an edge host below which it is full.'),
  addressPoolRatio: ratio(0.85, 'Used share of an address pool of MetalLB.'),
  imagePartitionFreeBytes: count(
    5_000_000_000,
    'Room on the partition of the A and B images that an upgrade needs, in bytes.',
  ),
  persistentFreeRatio: ratio(0.15, 'Free share of the persistent partition; the kubelet evicts pods below.'),
  localPartitionUsedRatio: ratio(0.9, 'Used share of a partition that Local UI shows.'),
  passiveBoot: time('15m', 'How long after a boot the passive image may still be running.'),
  hostFilesAge: time('1h', 'Age of the files with the boot state of a host.'),
  reboots: count(3, 'Reboots of a host within six hours.'),
  upgradeLock: time('1h', 'Age of the lock of a Kubernetes upgrade.'),
  upgradeJob: time('2h', 'How long the upgrade of one node may take.'),
  controlPlaneSize: count(3, 'Members that a control plane has at least before its quorum is looked at.'),
  poolFillingRatio: ratio(0.8, 'Used share of a Portworx pool that is filling up.'),
  poolFullRatio: ratio(0.9, 'Used share of a Portworx pool that is nearly full.'),
  poolProvisionedRatio: count(2, 'Provisioned size of a Portworx pool as a multiple of its real size.'),
  snapshotAge: time(
    '26h',
    'Age of the last good scheduled snapshot; weekly ones may be 6 days older, monthly ones 30.',
  ),
  volumeSnapshotReady: time('1h', 'How long a volume snapshot may take.'),
  virtualMachineSnapshotAge: time(
    '8d',
    'Age of the last good snapshot of a virtual machine that has snapshots.',
  ),
  virtualMachineStartFailures: count(3, 'How often in a row a virtual machine may fail to start.'),
  etcdBackupAge: time('26h', 'Age of the last etcd backup; also the window without any.'),
  etcdProposals: count(
    200_000,
    'Entries after which etcd must have saved a raft snapshot: twice snapshot-count.',
  ),
  etcdPending: count(20, 'Proposals of etcd that wait.'),
  etcdSlowApplies: count(10, 'Entries within 15 minutes that etcd applied slowly.'),
  backupDelay: time(
    '1d',
    'How much later than its schedule says a backup of a cluster or workspace may succeed.',
  ),
  backupAge: time(
    '8d',
    'Age of the last good backup where the schedule cannot be read; also the time until the first one.',
  ),
  databaseBackupAge: time('26h', 'Age of the last backup of the management database.'),
  backupExpiry: time('2d', 'Remaining life of the newest good backup.'),
  certificateExpiry: time(
    '20d',
    'Remaining life of Kubernetes certificates; they are renewed 30 days before.',
  ),
  certificateUrgent: time('3d', 'Remaining life of a certificate that cannot wait for the working day.'),
  caExpiry: time('90d', 'Remaining life of a certificate authority.'),
  tlsExpiry: time('21d', 'Remaining life of the certificates that Palette and Local UI present.'),
  tenantCertificateExpiry: time('30d', 'Remaining life of certificates that the tenant trusts.'),
  registrySyncAge: time('2d', 'Age of the last good synchronisation of a registry.'),
  localRegistryFillingRatio: ratio(0.85, 'Used share of the disk of a local registry that is filling up.'),
  localRegistryFullRatio: ratio(0.95, 'Used share of the disk of a local registry that is full.'),
  localSyncAge: time('2h', 'How long an item may wait for its copy into a local registry.'),
  keyExpiry: time('14d', 'Remaining life of API keys and registration tokens.'),
  keyUrgent: time('2d', "Remaining life of the exporter's own key that cannot wait."),
  deletions: count(3, 'Clusters, hosts, profiles or projects deleted by people within 15 minutes.'),
  portworxLicence: count(30, 'Days that are left of a Portworx licence.'),
  licenceExpiry: time('30d', 'Remaining life of the activation and the plans of Palette.'),
  administratorPassword: time('365d', 'Age of the password of a system administrator.'),
  applianceUpgrade: time(
    '3h',
    'How long an upgrade of the appliance may take; then it mutes nothing any more.',
  ),
  dataStaleIntervals: z
    .number()
    .min(2)
    .default(5)
    .describe('Missed intervals after which the data of a collector is stale; never before five minutes.'),
});

function ratio(value: number, what: string) {
  return z.number().gt(0).lt(1).default(value).describe(what);
}

function count(value: number, what: string) {
  return z.number().positive().default(value).describe(what);
}

function time(value: string, what: string) {
  return positiveDuration.default(value).describe(what);
}
