import type { Component } from './components.ts';

/**
 * Alerts of kube-prometheus-stack that this catalogue relies on instead of repeating them. They carry no component
 * label, so the routing knows them by name and sends them to the people of the component.
 */
export const reliedOn: Readonly<Partial<Record<Component, readonly string[]>>> = {
  node: [
    'KubeNodeNotReady',
    'KubeNodeUnreachable',
    'KubeNodeReadinessFlapping',
    'KubeletDown',
    'KubeNodePressure',
  ],
  backup: ['KubeJobFailed', 'KubeJobNotCompleted'],
  cluster: ['KubeAPIDown', 'KubeAPIErrorBudgetBurn', 'KubeControllerManagerDown', 'KubeSchedulerDown'],
  certificate: [
    'KubeClientCertificateExpiration',
    'KubeletClientCertificateExpiration',
    'KubeletServerCertificateExpiration',
  ],
  etcd: [
    'etcdMembersDown',
    'etcdInsufficientMembers',
    'etcdNoLeader',
    'etcdHighNumberOfLeaderChanges',
    'etcdHighNumberOfFailedGRPCRequests',
    'etcdGRPCRequestsSlow',
    'etcdMemberCommunicationSlow',
    'etcdHighNumberOfFailedProposals',
    'etcdHighFsyncDurations',
    'etcdHighCommitDurations',
    'etcdDatabaseQuotaLowSpace',
    'etcdExcessiveDatabaseGrowth',
    'etcdDatabaseHighFragmentationRatio',
  ],
  storage: [
    'KubePersistentVolumeFillingUp',
    'KubePersistentVolumeInodesFillingUp',
    'KubePersistentVolumeErrors',
  ],
  'edge-host': [
    'NodeRAIDDegraded',
    'NodeRAIDDiskFailure',
    'NodeNetworkReceiveErrs',
    'NodeNetworkTransmitErrs',
    'NodeNetworkInterfaceFlapping',
    'NodeBondingDegraded',
  ],
  os: [
    'NodeFilesystemSpaceFillingUp',
    'NodeFilesystemAlmostOutOfSpace',
    'NodeFilesystemFilesFillingUp',
    'NodeFilesystemAlmostOutOfFiles',
    'NodeClockSkewDetected',
    'NodeClockNotSynchronising',
    'NodeSystemdServiceFailed',
    'NodeSystemdServiceCrashlooping',
  ],
  exporter: [
    'TargetDown',
    'PrometheusNotConnectedToAlertmanagers',
    'PrometheusRuleFailures',
    'AlertmanagerFailedToSendAlerts',
    'AlertmanagerClusterFailedToSendAlerts',
    'AlertmanagerFailedReload',
  ],
};
