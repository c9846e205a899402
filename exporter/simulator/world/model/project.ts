/** A project of the tenant; clusters and edge hosts belong to one. */
export interface Project {
  readonly uid: string;
  readonly name: string;
  readonly createdAt: number;
  modifiedAt: number;
  disabled: boolean;
  isAgentUpgradePaused: boolean;
  alertChannels: AlertChannel[];
}

/** Where Palette itself sends the alerts of a component. */
export interface AlertChannel {
  readonly uid: string;
  readonly component: string;
  readonly type: 'email' | 'app' | 'http';
  isActive: boolean;
  alertAllUsers: boolean;
  /** E-mail addresses. */
  readonly recipients: readonly string[];
  readonly webhook?: { readonly url: string; readonly authorization: string };
  lastDelivery?: { at: number; succeeded: boolean; message: string };
}
