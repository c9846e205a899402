import { z } from 'zod';
import { CRON, IMAGE } from './written-forms.ts';

/** Goes into commands of a shell and of systemd, where other characters have a meaning of their own. */
export const folder = z
  .string()
  .regex(
    /^(?:\/[\w.@+-]+)+\/?$/,
    'must be an absolute path of letters, digits, dots, dashes and underscores',
  );
const image = z
  .string()
  .regex(IMAGE, 'must be the name of an image, such as registry.example.com/etcd:3.5.21-0');
const line = z.string().regex(/^[^\p{Cc}]*\S[^\p{Cc}]*$/u, 'must be one line');

const textfiles = folder
  .default('/var/lib/node_exporter/textfile')
  .describe('Folder on the hosts that node_exporter reads with --collector.textfile.directory.');

/** What makes visible what nothing else tells; each part is generated when it is asked for. */
export const optionalParts = z.strictObject({
  customResourceState: z
    .strictObject({})
    .optional()
    .describe('Configuration of kube-state-metrics for snapshots, upgrade plans and storage nodes.'),
  etcdSnapshot: z
    .strictObject({
      schedule: z
        .string()
        .regex(CRON, 'must be five fields of cron, such as 17 1 * * *')
        .default('17 1 * * *')
        .describe('When it runs, as a CronJob says it.'),
      keep: z.number().int().min(1).default(14).describe('Snapshots that are kept.'),
      directory: folder
        .default('/usr/local/etcd-snapshots')
        .describe('Folder on the control plane hosts; mount a share there so that copies leave the host.'),
      etcdImage: image
        .default('etcd:3.5.21-0')
        .describe(
          'Image with etcdctl, as the registry calls it that the nodes reach; the control plane runs one.',
        ),
      shellImage: image.default('busybox:1.37').describe('Image with sh.'),
      textfiles,
    })
    .optional()
    .describe('CronJob that takes snapshots of the etcd of PXK-E.'),
  applianceBackup: z
    .strictObject({
      command: line.describe('The backup script of the appliance with its arguments.'),
      onCalendar: line.default('*-*-* 02:30:00').describe('When it runs, as systemd says it.'),
      textfiles,
    })
    .optional()
    .describe('Hook that runs the backup script of the appliance and tells how it went.'),
});

export type OptionalParts = z.output<typeof optionalParts>;
