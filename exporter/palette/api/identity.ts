import { object, text } from '../../sources/wire.ts';
import { endpoints } from './endpoints.ts';
import type { Identity } from './fleet.ts';
import type { Palette } from './palette.ts';

/** `v1UserInfo` (API reference, section 1.1) */
const userInfo = object({ orgName: text, tenantUid: text, userUid: text });

/** Asks whose API key this is: the cheapest authenticated request there is. */
export async function readIdentity(palette: Palette): Promise<Identity> {
  const { identity } = palette;
  const answer = palette.get(endpoints.usersInfo, userInfo);
  // At once, so that whoever needs it meanwhile waits for this answer instead of asking for another.
  identity.asked = answer;
  try {
    return await answer;
  } catch (error) {
    if (identity.asked === answer) identity.asked = undefined;
    throw error;
  }
}

/** Whose API key this is, as far as it was asked before. */
export function knownIdentity(palette: Palette): Promise<Identity> {
  return palette.identity.asked ?? readIdentity(palette);
}

/** Values of the path `/v1/tenants/{tenantUid}/…`. */
export async function tenantPath(palette: Palette): Promise<{ tenantUid: string }> {
  const { tenantUid } = await knownIdentity(palette);
  return { tenantUid };
}
