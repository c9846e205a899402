import type { Project } from './project.ts';

/** A user of the tenant. */
export interface User {
  readonly uid: string;
  readonly email: string;
  readonly password: string;
  readonly createdAt: number;
  isActive: boolean;
  lastSignIn?: number;
  /** Sent to a user who has not signed in yet. */
  activationLink?: string;
}

export interface ApiKey {
  readonly uid: string;
  readonly name: string;
  readonly key: string;
  readonly user: User;
  readonly createdAt: number;
  expiresAt: number;
  isActive: boolean;
  /** Projects the owner may see; absent: the whole tenant. */
  readonly projectUids?: readonly string[];
}

/** With it new edge hosts register themselves. */
export interface EdgeToken {
  readonly uid: string;
  readonly name: string;
  readonly token: string;
  readonly project: Project;
  readonly createdAt: number;
  expiresAt: number;
  isActive: boolean;
}

/** A certificate that the tenant trusts, or presents. */
export interface TenantCertificate {
  readonly uid: string;
  readonly name: string;
  readonly createdAt: number;
  readonly pem: string;
  readonly key: string;
}

/** An administrator of the system console. */
export interface SystemAdministrator {
  readonly uid: string;
  readonly username: string;
  readonly password: string;
  readonly type: 'AccountAdmin' | 'OperationAdmin';
  readonly createdAt: number;
  passwordChangedAt: number;
  mfa: boolean;
  isActive: boolean;
}
