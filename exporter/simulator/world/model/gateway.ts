/** A private cloud gateway; even a pure edge installation has the one that belongs to the system. */
export interface Gateway {
  readonly uid: string;
  readonly name: string;
  readonly createdAt: number;
  readonly isSystem: boolean;
  readonly clusterUid: string;
  state: 'Pending' | 'Provisioning' | 'Running' | 'Error';
  isReady: boolean;
  healthy: boolean;
  silentSince?: number;
  agentVersion: string;
}

export interface CloudAccount {
  readonly uid: string;
  readonly name: string;
  readonly kind: string;
  readonly createdAt: number;
  state: string;
  tokenExpiresAt?: number;
}
