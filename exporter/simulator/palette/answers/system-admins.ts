import { failure } from '../../error-answer.ts';
import { slice, struct, time } from '../../go-json.ts';
import { SECRET_MARK } from '../../world/build/marked-secret.ts';
import type { SystemAdministrator } from '../../world/model/accounts.ts';
import { get, type Route, recent } from '../palette-route.ts';
import { objectMeta } from '../parts/object-meta.ts';

/** Administrators of the system console (API reference, section 3.17). */
export const administratorRoutes: readonly Route[] = [
  get('/v1/system/admins', 'system', ({ world }) =>
    struct({ items: slice(world.administrators, administrator) }),
  ),
  get('/v1/system/users/me', 'system', ({ world, identity }) => {
    const found = world.administrators.find(
      ({ username }) => identity?.kind === 'system' && identity.username === username,
    );
    if (found === undefined) throw failure(401, 'InvalidCredentials', 'the administrator is gone');
    return me(found);
  }),
].map(recent);

/** `v1SystemAdmin` */
function administrator(admin: SystemAdministrator) {
  return struct({
    metadata: meta(admin),
    spec: struct(
      { mfa: struct({ devices: null, state: admin.mfa ? 'Enabled' : 'Disabled' }) },
      { adminType: admin.type, emailId: email(admin), firstName: 'System', lastName: 'Administrator' },
    ),
    status: struct({
      state: admin.isActive ? 'Active' : 'Inactive',
      createdBy: 'installer',
      lastPasswordUpdate: time(admin.passwordChangedAt),
      lastSignIn: time(admin.passwordChangedAt),
      activation: struct({
        expiry: time(undefined),
        link: `https://palette.example.com/system/activate/${SECRET_MARK}${admin.uid}`,
      }),
    }),
  });
}

/** `v1SystemUserMe` */
function me(admin: SystemAdministrator) {
  return struct({
    metadata: meta(admin),
    spec: struct({ adminType: admin.type, emailId: email(admin) }),
    status: struct(
      {
        lastEmailUpdateTime: time(undefined),
        lastEmailVerifiedTime: time(undefined),
        lastLoginTime: time(undefined),
        lastPasswordUpdateTime: time(admin.passwordChangedAt),
      },
      { isEmailSet: true, isEmailVerified: true, isMfaEnabled: admin.mfa, isPasswordReset: false },
    ),
  });
}

function meta({ uid, username, createdAt }: SystemAdministrator) {
  return objectMeta({ uid, name: username, createdAt });
}

function email({ username }: SystemAdministrator): string {
  return `${username}@system.example.com`;
}
