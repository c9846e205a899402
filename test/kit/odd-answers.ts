import { ZERO_TIME } from '../../exporter/simulator/go-json.ts';

const NEW_MEMBER = 'Hibernating';

/**
 * For each collector an answer with everything that has been seen in Go's answers or must be expected: null arrays,
 * zero times, missing parts, members that no enum lists, and a bad row among good ones.
 */
export const oddAnswers: Readonly<Record<string, unknown>> = {
  localui_host: {
    metadata: null,
    spec: {
      managementMode: NEW_MEMBER,
      nodeRole: 'unknown',
      hardwareSpec: {
        memory: { sizeInMB: 2 ** 36 },
        disks: [
          null,
          'not a disk',
          {
            size: 480,
            vendor: 'ATA',
            partitions: [
              { mountPoint: '/', totalSpace: 10, freeSpace: 1 },
              { mountPoint: '/oem', totalSpace: 0 },
              { mountPoint: '/usr/local', fileSystemType: 'ext4', totalSpace: 200, usedSpace: 50 },
              { mountPoint: '/wrong', totalSpace: 5, usedSpace: 50 },
              { mountPoint: 7 },
            ],
          },
          { size: 0, partitions: null },
        ],
        gpus: [
          { vendor: 'NVIDIA', model: 'L4' },
          { vendor: 'NVIDIA', model: 'L4' },
          { vendor: 'NVIDIA', model: 'A2', gpuCount: 2 },
        ],
      },
    },
    status: { hostName: 'h1', configurationStatus: NEW_MEMBER, ntp: { ntpServers: null } },
  },
  localui_membership: { metadata: { name: 'plant' } },
  localui_link: {
    status: NEW_MEMBER,
    peers: [
      { id: 'a', role: 'member', contentSyncStatus: 'synced', health: { status: 'HEALTHY' } },
      { id: 'b', contentSyncStatus: NEW_MEMBER, health: { status: 'Unhealthy', reason: 'secret' } },
      { id: 'c', health: null, config: null },
      { id: '' },
      { role: 'nameless' },
      { id: 'a' },
    ],
  },
  localui_configuration: { state: NEW_MEMBER, errorMessage: 'password=hunter2' },
  localui_features: { featureFlags: { new: true, old: false, odd: 'yes' } },
  localui_uploaded_content: { fileName: 'bundle', uploadDateTime: ZERO_TIME },
  localui_network: {
    interfaces: [
      { name: 'eno1', status: 'UP', mtu: 9000, isClusterNIC: true },
      { name: 'eno2', status: 'applying' },
      { name: 'eno3' },
      { status: 'up' },
    ],
    items: [{ name: 'x0', status: NEW_MEMBER, members: null }],
    selected: '',
  },
  localui_files: {
    files: [
      { fileName: 'core.1', lastModifiedTimestamp: '2026-11-01T00:00:00.000Z' },
      { fileName: 'core.2', lastModifiedTimestamp: ZERO_TIME },
      { lastModifiedTimestamp: 12 },
    ],
  },
  localui_error_log: {
    items: [
      {
        severity: 'Error',
        message: 'token=x',
        metadata: { lastModifiedTimestamp: '2026-11-02T00:00:00.000Z' },
      },
      { metadata: { creationTimestamp: '2026-11-03T00:00:00.000Z', lastModifiedTimestamp: ZERO_TIME } },
      { metadata: null },
      null,
    ],
  },
  localui_host_lifecycle: {
    clusterEvents: null,
    edgeHostEvents: [
      { type: 'Registered', status: 'True', lastTransitionTime: '2026-01-01T00:00:00.000Z' },
      { type: 'Configured', status: NEW_MEMBER, lastTransitionTime: ZERO_TIME },
      { status: 'True' },
    ],
    expectedOrder: [
      { category: 'Host', conditionsOrder: [{ type: 'Registered' }] },
      { conditionsOrder: null },
    ],
  },
  localui_cluster: {
    metadata: { creationTimestamp: ZERO_TIME },
    spec: { ntpServers: ['ntp.example.com'] },
    status: {
      clusterState: NEW_MEMBER,
      kubeconfig: 'secret',
      clusterConditions: [
        { type: 'Ready', status: 'Unknown', lastTransitionTime: ZERO_TIME },
        { status: 'True' },
      ],
      nodePools: [
        {
          pool: { name: 'cp', isControlPlane: true },
          nodes: [{ nodeName: 'n1', nodeState: NEW_MEMBER }, {}],
        },
        { pool: { name: 'empty' }, nodes: null },
        null,
      ],
    },
  },
  localui_nodes: {
    nodes: [
      {
        nodeName: 'n1',
        nodeStatus: { conditionType: 'Ready', status: 'False' },
        nodeHealth: [
          { conditionType: 'Ready', status: 'False' },
          { conditionType: 'Odd', status: NEW_MEMBER },
        ],
      },
      { nodeName: 'n2', nodeStatus: null, nodeHealth: null },
      { nodeName: null },
    ],
  },
  localui_packs: {
    clusterProfileTemplates: [
      {
        name: 'infra',
        packs: [
          {
            name: 'cni',
            status: NEW_MEMBER,
            startTime: 'Dec 30, 2025 23:36 UTC',
            endTime: 'Invalid date',
            conditions: null,
            contents: [
              { contentType: 'image', syncStatus: 'completed' },
              { contentType: 'image', syncStatus: 'completed' },
              { contentType: 'tape', syncStatus: NEW_MEMBER },
              5,
            ],
          },
          { name: 'csi', startTime: '', endTime: ZERO_TIME },
          { version: 'nameless' },
        ],
      },
      { name: 'empty', packs: null },
    ],
  },
  localui_registry: {
    State: NEW_MEMBER,
    DiskCapacity: '100GB',
    DiskUsed: '1.5e3 parsecs',
    DiskAvailable: '52428800',
    UsagePercentage: '47.5',
  },
  localui_registry_sync: {
    pendingItems: [
      { contentType: 'image', status: 'pending', creationTimestamp: '2026-11-02T00:00:00.000Z' },
      { contentType: 'image', status: 'pending', creationTimestamp: '2026-11-01T00:00:00.000Z' },
      { contentType: 'tape', status: NEW_MEMBER, creationTimestamp: ZERO_TIME },
      { contentType: 'pack', status: 'failed', msg: 'password=hunter2' },
      'not an item',
    ],
    errors: { 'registry.example.com': 'unauthorized: hunter2' },
  },
  localui_lifecycle: {
    clusterEvents: [{ type: 'Ready', status: NEW_MEMBER, lastTransitionTime: '2026-01-01T00:00:00.000Z' }, 3],
    expectedOrder: null,
  },
  localui_machine_pools: {
    items: [
      { name: 'cp', isControlPlane: true, size: 3, hosts: [{}, {}], updateStrategy: { type: NEW_MEMBER } },
      { name: 'worker', hosts: [{}, {}], skipK8sUpgrade: 'enabled' },
      { name: 'empty', hosts: null },
      { size: 1 },
    ],
  },
  localui_certificates: {
    certificates: [
      {
        name: 'ca',
        issueDate: '2024-01-01T00:00:00Z',
        expirationDate: '2034-01-01 00:00:00 +0000 UTC',
        childCerts: [
          { name: 'apiserver', nodeName: 'n1', expirationDate: 'Jan 05, 2027 10:00 UTC' },
          { name: 'odd', nodeName: 'n1', expirationDate: 'in 3 days' },
          7,
        ],
      },
      { name: 'empty', childCerts: null },
    ],
    needsRenewal: true,
    earliestAutoRenewalTime: ZERO_TIME,
  },
  localui_registry_content: {
    status: [
      { contentType: 'image', size: '1 GiB' },
      { contentType: 'image', size: '24MB' },
      { contentType: 'pack', size: 'huge' },
      { contentType: 'tape' },
      null,
    ],
  },
  localui_staged_update: {
    clusterProfileDetails: [
      {
        profileName: 'infra',
        profileVersion: '2',
        packs: [{ name: 'cni', values: 'secret' }, { version: '1' }],
      },
      { profileName: 'empty', packs: null },
    ],
  },
  localui_cluster_events: {
    items: [
      { severity: 'Warning', metadata: { lastModifiedTimestamp: '2026-11-02T00:00:00.000Z' } },
      { severity: 'Warning', metadata: { lastModifiedTimestamp: '2026-11-01T00:00:00.000Z' } },
      { severity: NEW_MEMBER, metadata: { lastModifiedTimestamp: ZERO_TIME } },
      { severity: 3 },
    ],
  },
  localui_pairing: { status: NEW_MEMBER, registrationToken: 'secret' },
};
