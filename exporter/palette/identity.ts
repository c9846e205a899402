import { z } from 'zod';
import { text } from '../wire.ts';
import { endpoints } from './endpoints.ts';
import type { Palette } from './palette.ts';

/** `v1UserInfo` (API reference, section 1.1) */
const userInfo = z.object({ orgName: text, tenantUid: text, userUid: text });

/** Asks whose API key this is: the cheapest authenticated request there is. */
export async function readIdentity(palette: Palette): Promise<z.output<typeof userInfo>> {
  const identity = await palette.get(endpoints.usersInfo, userInfo);
  palette.fleet.identity = identity;
  return identity;
}

/** Values of the path `/v1/tenants/{tenantUid}/…`. */
export async function tenantPath(palette: Palette): Promise<{ tenantUid: string }> {
  const { tenantUid } = palette.fleet.identity ?? (await readIdentity(palette));
  return { tenantUid };
}
