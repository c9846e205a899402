import type { OptionalParts } from '../../../alerts/kit/optional-parts.ts';
import { packageText } from '../../../exporter/package.ts';
import type { Bundle } from '../../kit/bundle-folder.ts';
import { renderMarkdown } from '../../kit/markdown.ts';
import { toYaml } from '../../kit/serialise.ts';
import type { Site } from '../../site.ts';
import { customResourceStateValues } from './custom-resource-state.ts';
import { etcdSnapshotManifest } from './etcd-snapshot.ts';

const SCRIPT = 'palette-appliance-backup.sh';

/** `optional/`: the parts that the settings ask for, each with a page that says what it does and what it needs. */
export function optionalFiles({ settings: { optional } }: Pick<Site, 'settings'>): Bundle {
  const { customResourceState, etcdSnapshot, applianceBackup } = optional;
  return new Map([
    ...(customResourceState === undefined
      ? []
      : part('custom-resource-state', { 'values.yaml': toYaml(customResourceStateValues()) }, {})),
    ...(etcdSnapshot === undefined
      ? []
      : part('etcd-snapshot', { 'cronjob.yaml': toYaml(etcdSnapshotManifest(etcdSnapshot)) }, etcdSnapshot)),
    ...(applianceBackup === undefined
      ? []
      : part('appliance-backup', applianceBackupFiles(applianceBackup), applianceBackup)),
  ]);
}

function part(name: string, files: Readonly<Record<string, string>>, options: object): [string, string][] {
  return [
    ...Object.entries(files).map(([file, text]): [string, string] => [`optional/${name}/${file}`, text]),
    [`docs/optional/${name}.md`, renderMarkdown(`optional-${name}`, options)],
  ];
}

function applianceBackupFiles({
  command,
  onCalendar,
  textfiles,
}: NonNullable<OptionalParts['applianceBackup']>): Record<string, string> {
  const service = {
    Unit: { Description: 'Backup of the Palette appliance' },
    Service: { Type: 'oneshot', ExecStart: `/usr/local/bin/${SCRIPT} ${textfiles} ${command}` },
  };
  const timer = {
    Unit: { Description: 'Backup of the Palette appliance' },
    Timer: { OnCalendar: onCalendar, Persistent: 'true' },
    Install: { WantedBy: 'timers.target' },
  };
  return {
    [SCRIPT]: packageText('generator', 'templates', SCRIPT),
    'palette-appliance-backup.service': unit(service),
    'palette-appliance-backup.timer': unit(timer),
  };
}

/** A unit of systemd. A line break in a value would begin another setting. */
function unit(sections: Readonly<Record<string, Readonly<Record<string, string>>>>): string {
  return Object.entries(sections)
    .map(([section, settings]) => {
      const lines = Object.entries(settings).map(
        ([key, value]) => `${key}=${value.replace(/\s*\n\s*/g, ' ')}\n`,
      );
      return `[${section}]\n${lines.join('')}`;
    })
    .join('\n');
}
