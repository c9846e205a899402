import type { Bundle } from '../../kit/bundle-folder.ts';
import { toYaml } from '../../kit/serialise.ts';
import type { Site } from '../../site.ts';
import { BOOT_STATE_SCRIPT, bootStateScript } from './boot-state.ts';
import { bootStateManifests, bootStateStages } from './boot-state-manifests.ts';

const WHAT = `Tells node_exporter which image a Kairos host has booted (kairos_boot_state), which no API of Palette does.
node_exporter reads it with --collector.textfile.directory.`;

/**
 * What makes the boot slot of the hosts visible, in the three ways to run it: a DaemonSet, a boot stage of the host's user
 * data, or the bare script.
 */
export function bootStateFiles({ settings: { kubernetes } }: Site): Bundle {
  const { namespace, bootState } = kubernetes;
  const items = bootStateManifests({ namespace, ...bootState });
  return new Map([
    ['kubernetes/kairos-boot-state.yaml', toYaml({ apiVersion: 'v1', kind: 'List', items }, WHAT)],
    ['hosts/kairos-boot-state-stages.yaml', toYaml(bootStateStages(bootState), WHAT)],
    [`hosts/${BOOT_STATE_SCRIPT}`, bootStateScript()],
  ]);
}
