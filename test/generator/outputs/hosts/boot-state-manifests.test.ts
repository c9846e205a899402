import { execFileSync } from 'node:child_process';
import { describe, expect, it } from 'vitest';
import { bootStateScript } from '../../../../generator/outputs/hosts/boot-state.ts';
import {
  bootStateManifests,
  bootStateStages,
} from '../../../../generator/outputs/hosts/boot-state-manifests.ts';

interface Manifest {
  readonly kind: string;
  readonly metadata: { readonly namespace: string };
  readonly data: Record<string, string>;
  readonly spec: { readonly template: { readonly spec: PodSpec } };
}

interface PodSpec {
  readonly containers: readonly {
    readonly image: string;
    readonly command: readonly string[];
    readonly volumeMounts: readonly { readonly name: string; readonly readOnly?: boolean }[];
    readonly securityContext: object;
  }[];
  readonly volumes: readonly { readonly name: string; readonly hostPath?: { readonly path: string } }[];
  readonly tolerations: readonly object[];
}

const options = {
  namespace: 'monitoring',
  image: 'registry.example.com/busybox:1.37',
  directory: '/var/lib/node-exporter/textfile',
};

describe('the DaemonSet', () => {
  const [configMap, daemonSet] = bootStateManifests(options) as [Manifest, Manifest];
  const pod = daemonSet.spec.template.spec;
  const [container] = pod.containers;

  it('brings the script along and runs it on all nodes', () => {
    expect([configMap.kind, daemonSet.kind]).toEqual(['ConfigMap', 'DaemonSet']);
    expect(configMap.metadata.namespace).toBe('monitoring');
    expect(configMap.data).toEqual({ 'kairos-boot-state.sh': bootStateScript() });
    expect(container?.image).toBe(options.image);
    expect(pod.tolerations).toEqual([{ operator: 'Exists' }]);
  });

  it('writes only to the folder of the textfiles', () => {
    const writable = container?.volumeMounts.filter(({ readOnly }) => !readOnly).map(({ name }) => name);

    expect(writable).toEqual(['textfile']);
    expect(pod.volumes.find(({ name }) => name === 'textfile')?.hostPath?.path).toBe(options.directory);
    expect(container?.securityContext).toMatchObject({
      allowPrivilegeEscalation: false,
      readOnlyRootFilesystem: true,
      capabilities: { drop: ['ALL'] },
    });
  });

  it('has a command that the shell can read', () => {
    const [, , loop = ''] = container?.command ?? [];

    expect(() => execFileSync('sh', ['-n', '-c', loop])).not.toThrow();
  });
});

it('the boot stage runs the script at each boot', () => {
  expect(bootStateStages(options)).toMatchObject({
    stages: {
      boot: [
        {
          files: [{ path: '/run/kairos-boot-state.sh', content: bootStateScript() }],
          commands: [
            `mkdir -p ${options.directory}`,
            `sh /run/kairos-boot-state.sh ${options.directory}/kairos-boot-state.prom`,
          ],
        },
      ],
    },
  });
});
