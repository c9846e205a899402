/** A family of a custom resource, as kube-state-metrics wants it. */
type Family = {
  readonly name: string;
  readonly help: string;
  readonly each: object;
  readonly commonLabels?: object;
};

interface Resource {
  readonly groupVersionKind: { readonly group: string; readonly version: string; readonly kind: string };
  /** For the access rights. */
  readonly plural: string;
  readonly metricNamePrefix: string;
  readonly labelsFromPath: Readonly<Record<string, readonly string[]>>;
  readonly metrics: readonly Family[];
}

const NAME = { name: ['metadata', 'name'], namespace: ['metadata', 'namespace'] };

/** Stork keeps the items of a schedule by type of policy. */
const POLICY_TYPES = ['Interval', 'Daily', 'Weekly', 'Monthly'];

/** What is read of each custom resource; the names and labels are those of the catalogue of external metrics. */
export const customResources: readonly Resource[] = [
  {
    groupVersionKind: {
      group: 'stork.libopenstorage.org',
      version: 'v1alpha1',
      kind: 'VolumeSnapshotSchedule',
    },
    plural: 'volumesnapshotschedules',
    metricNamePrefix: 'portworx_snapshot_schedule',
    labelsFromPath: { ...NAME, policy: ['spec', 'schedulePolicyName'] },
    metrics: [
      gauge('suspended', 'Whether the schedule is suspended.', { path: ['spec', 'suspend'] }),
      ...POLICY_TYPES.map((type) => ({
        ...gauge(
          'item_finish_timestamp_seconds',
          'When a scheduled snapshot was finished; 0 while it is taken.',
          {
            path: ['status', 'items', type],
            labelsFromPath: { snapshot: ['name'], status: ['status'] },
            valueFrom: ['finishTimestamp'],
          },
        ),
        commonLabels: { policy_type: type },
      })),
    ],
  },
  {
    groupVersionKind: { group: 'stork.libopenstorage.org', version: 'v1alpha1', kind: 'ApplicationBackup' },
    plural: 'applicationbackups',
    metricNamePrefix: 'portworx_application_backup',
    labelsFromPath: NAME,
    metrics: [
      stateSet('status', 'Status of the backup.', ['status', 'status'], {
        labelName: 'status',
        list: ['Pending', 'InProgress', 'Failed', 'PartialSuccess', 'Successful'],
      }),
      gauge('finish_timestamp_seconds', 'When the backup ended.', { path: ['status', 'finishTimestamp'] }),
    ],
  },
  {
    groupVersionKind: { group: 'snapshot.storage.k8s.io', version: 'v1', kind: 'VolumeSnapshot' },
    plural: 'volumesnapshots',
    metricNamePrefix: 'kube_volumesnapshot',
    labelsFromPath: {
      volumesnapshot: ['metadata', 'name'],
      namespace: ['metadata', 'namespace'],
      persistentvolumeclaim: ['spec', 'source', 'persistentVolumeClaimName'],
    },
    metrics: [
      gauge('created', 'When the snapshot was asked for.', { path: ['metadata', 'creationTimestamp'] }),
      gauge('status_ready_to_use', 'Whether the snapshot can be used.', { path: ['status', 'readyToUse'] }),
      gauge('status_restore_size_bytes', 'Size of a volume made from it.', {
        path: ['status', 'restoreSize'],
      }),
    ],
  },
  {
    groupVersionKind: { group: 'upgrade.cattle.io', version: 'v1', kind: 'Plan' },
    plural: 'plans',
    metricNamePrefix: 'kube_upgrade_plan',
    labelsFromPath: { plan: ['metadata', 'name'], namespace: ['metadata', 'namespace'] },
    metrics: [
      info('info', 'What the plan upgrades to.', {
        labelsFromPath: {
          latest_version: ['status', 'latestVersion'],
          latest_hash: ['status', 'latestHash'],
        },
      }),
      info('applying_node', 'A node that is being upgraded.', {
        path: ['status', 'applying'],
        labelsFromPath: { node: [] },
      }),
      gauge('condition', 'Condition of the plan.', {
        path: ['status', 'conditions'],
        labelsFromPath: { type: ['type'] },
        valueFrom: ['status'],
      }),
    ],
  },
  {
    groupVersionKind: { group: 'core.libopenstorage.org', version: 'v1', kind: 'StorageNode' },
    plural: 'storagenodes',
    metricNamePrefix: 'portworx_storagenode',
    labelsFromPath: { node: ['metadata', 'name'], namespace: ['metadata', 'namespace'] },
    metrics: [
      stateSet('phase', 'Phase of the storage node.', ['status', 'phase'], {
        labelName: 'phase',
        list: [
          'Online',
          'Initializing',
          'Updating',
          'NotInQuorum',
          'Maintenance',
          'Decommissioned',
          'Degraded',
          'Offline',
          'Failed',
          'Unknown',
        ],
      }),
    ],
  },
];

/** Values of the chart of kube-state-metrics, which kube-prometheus-stack passes on under that key. */
export function customResourceStateValues(): object {
  return {
    'kube-state-metrics': {
      customResourceState: {
        enabled: true,
        config: {
          kind: 'CustomResourceStateMetrics',
          spec: { resources: customResources.map(({ plural: _, ...resource }) => resource) },
        },
      },
      rbac: {
        extraRules: [
          {
            apiGroups: ['apiextensions.k8s.io'],
            resources: ['customresourcedefinitions'],
            verbs: ['list', 'watch'],
          },
          ...customResources.map(({ groupVersionKind: { group }, plural }) => ({
            apiGroups: [group],
            resources: [plural],
            verbs: ['list', 'watch'],
          })),
        ],
      },
    },
  };
}

function gauge(name: string, help: string, from: object): Family {
  return { name, help, each: { type: 'Gauge', gauge: { ...from, nilIsZero: true } } };
}

function info(name: string, help: string, from: object): Family {
  return { name, help, each: { type: 'Info', info: from } };
}

function stateSet(name: string, help: string, path: readonly string[], states: object): Family {
  return { name, help, each: { type: 'StateSet', stateSet: { path, ...states } } };
}
