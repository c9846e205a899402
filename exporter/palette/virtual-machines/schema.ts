import { z } from 'zod';
import { flag, list, member, number, object, part, said, text, time } from '../../sources/wire.ts';
import { word } from '../parts/label-words.ts';
import { quantity } from '../parts/quantity.ts';

/** Amounts of Kubernetes come as text or as numbers. */
const amount = z.unknown().optional().transform(quantity);

/** What KubeVirt prints (`VirtualMachinePrintableStatus`). */
const STATES = [
  ...[
    'Stopped',
    'Provisioning',
    'Starting',
    'Running',
    'Paused',
    'Stopping',
    'Terminating',
    'Migrating',
    'Unknown',
  ],
  ...['CrashLoopBackOff', 'ErrImagePull', 'ImagePullBackOff', 'ErrorUnschedulable', 'ErrorPvcNotFound'],
  ...['DataVolumeError', 'WaitingForVolumeBinding', 'WaitingForReceiver'],
];

const condition = object({ type: text, status: text, reason: text, lastTransitionTime: time });

/** `v1ClusterVirtualMachine`, which is KubeVirt's VirtualMachine. */
export const virtualMachine = object({
  metadata: object({ name: z.string(), namespace: text, creationTimestamp: time }),
  spec: part({
    running: z.unknown().optional(),
    runStrategy: text,
    instancetype: part({ name: text }),
    template: part({
      spec: part({
        evictionStrategy: text,
        nodeSelector: part({ 'kubernetes.io/hostname': text }),
        domain: part({
          cpu: part({ cores: number, sockets: number, threads: number }),
          memory: part({ guest: amount }),
          resources: part({ requests: part({ cpu: amount, memory: amount }) }),
        }),
      }),
    }),
  }),
  status: part({
    said,
    printableStatus: member(...STATES),
    ready: flag,
    conditions: list(condition),
    startFailure: part({ consecutiveFailCount: number }),
    volumeSnapshotStatuses: list(object({ enabled: flag })),
  }),
}).transform(({ metadata, spec, status }) => {
  const { evictionStrategy, nodeSelector, domain } = spec.template.spec;
  const strategy = spec.runStrategy || { true: 'Always', false: 'Halted' }[String(spec.running)] || '';
  return {
    name: metadata.name,
    namespace: metadata.namespace,
    created: metadata.creationTimestamp,
    runStrategy: word(strategy),
    wanted: WANTED.get(strategy),
    evictionStrategy: word(evictionStrategy),
    instanceType: spec.instancetype.name,
    /** The only node that it may run on; Palette does not tell on which one it does. */
    node: nodeSelector['kubernetes.io/hostname'],
    cores: coresOf(domain),
    memory: domain.memory.guest ?? domain.resources.requests.memory,
    state: word(status.printableStatus),
    ready: status.ready,
    conditions: status.conditions.filter(({ type }) => CONDITIONS.has(type)),
    /** KubeVirt leaves the counter out where nothing failed. */
    startFailures: status.said ? status.startFailure.consecutiveFailCount || 0 : undefined,
    volumesWithoutSnapshot: status.said
      ? status.volumeSnapshotStatuses.filter(({ enabled }) => enabled === false).length
      : undefined,
  };
});

export type VirtualMachine = z.output<typeof virtualMachine>;

/** KubeVirt's run strategies that say by themselves whether it should run. */
const WANTED: ReadonlyMap<string, boolean> = new Map([
  ['Always', true],
  ['RerunOnFailure', true],
  ['Halted', false],
]);

/** The set is open; these tell something that an operator acts on. */
const CONDITIONS = new Set([
  'Ready',
  'Paused',
  'LiveMigratable',
  'AgentConnected',
  'RestartRequired',
  'Failure',
]);

interface Domain {
  readonly cpu: { readonly cores: number; readonly sockets: number; readonly threads: number };
  readonly resources: { readonly requests: { readonly cpu: number | undefined } };
}

/** A topology that is not written counts once, as KubeVirt does; without any of it the request decides. */
function coresOf({ cpu: { cores, sockets, threads }, resources }: Domain): number | undefined {
  if (!(cores || sockets || threads)) return resources.requests.cpu;
  return (cores || 1) * (sockets || 1) * (threads || 1);
}
