import { z } from 'zod';
import { object, text, time } from '../../sources/wire.ts';

/**
 * `v1ObjectMeta` of an object that tells its project in its annotations: `projectUid` is undefined for what belongs to
 * the tenant or the system.
 */
export const scopedMeta = object({
  uid: z.string(),
  name: text,
  lastModifiedTimestamp: time,
  annotations: object({ scope: text, projectUid: text })
    .nullish()
    .transform((annotations) => annotations ?? { scope: '', projectUid: '' }),
}).transform(({ uid, name, lastModifiedTimestamp, annotations: { scope, projectUid } }) => ({
  uid,
  name,
  modified: lastModifiedTimestamp,
  scope,
  projectUid: (scope === 'project' && projectUid) || undefined,
}));
