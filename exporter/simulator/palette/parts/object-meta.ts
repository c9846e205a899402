import { type GoStruct, map, struct, time } from '../../go-json.ts';
import type { Project } from '../../world/model/project.ts';

interface Named {
  readonly uid: string;
  readonly name: string;
  readonly createdAt?: number | undefined;
  readonly modifiedAt?: number | undefined;
  readonly deletedAt?: number | undefined;
}

interface Notes {
  readonly labels?: Readonly<Record<string, string>>;
  readonly annotations?: Readonly<Record<string, string>>;
}

/** `v1ObjectMeta`: its three times are always there, as the zero time when unset. */
export function objectMeta(object: Named, { labels = {}, annotations = {} }: Notes = {}): GoStruct {
  return struct({
    uid: object.uid,
    name: object.name,
    labels: map(labels),
    annotations: map(annotations),
    creationTimestamp: time(object.createdAt),
    lastModifiedTimestamp: time(object.modifiedAt ?? object.createdAt),
    deletionTimestamp: time(object.deletedAt),
  });
}

/** `v1ProjectMeta`, `v1ObjectEntity` and others: a uid with its name. */
export function reference({ uid, name }: { readonly uid: string; readonly name: string }): GoStruct {
  return struct({ uid, name });
}

/** Annotations of an object that lives in a project. */
export function projectScope(project: Project): Record<string, string> {
  return { scope: 'project', projectUid: project.uid };
}
