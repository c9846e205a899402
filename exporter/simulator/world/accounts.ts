/** A user of the tenant. */
export interface User {
  readonly uid: string;
  readonly email: string;
  readonly password: string;
  readonly createdAt: number;
  isActive: boolean;
  lastSignIn?: number;
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
