import { object, part, time } from '../../sources/wire.ts';

/** `v1SystemUserMe` (API reference, section 3.17): whoever is logged in. */
export const systemUser = object({ status: part({ lastPasswordUpdateTime: time }) });
