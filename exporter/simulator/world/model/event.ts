import type { Project } from './project.ts';

/** What happened to a cluster or an edge host. */
export interface Event {
  readonly uid: string;
  readonly at: number;
  readonly severity: 'Info' | 'Warning' | 'Error';
  readonly reason: string;
  readonly message: string;
  readonly component: string;
  readonly host: string;
  readonly object: {
    readonly kind: 'spectrocluster' | 'edgehost';
    readonly uid: string;
    readonly name: string;
  };
  readonly project: Project;
}

/** What somebody is asked to do, or was. */
export interface Notification {
  readonly uid: string;
  readonly createdAt: number;
  readonly type: 'NotificationPackUpdate' | 'NotificationPackRegistryUpdate' | 'NotificationNone';
  readonly action:
    | 'NotifyActionPacksUpdate'
    | 'NotifyActionClusterProfileUpdate'
    | 'NotifyActionPackRegistryUpdate'
    | 'NotifyActionClusterUpdate'
    | 'NotifyActionNone';
  readonly message: string;
  readonly object: {
    readonly kind: 'spectrocluster' | 'clusterprofile';
    readonly uid: string;
    readonly name: string;
  };
  readonly project?: Project;
  isDone: boolean;
}

/** Who did what. */
export interface Audit {
  readonly uid: string;
  readonly at: number;
  readonly action: 'create' | 'update' | 'delete' | 'publish' | 'deploy' | 'activity' | 'action';
  readonly actor: 'user' | 'system' | 'service';
  readonly userUid?: string;
  readonly email?: string;
  readonly resource: { readonly kind: string; readonly uid: string; readonly name: string };
  readonly project?: Project;
}
