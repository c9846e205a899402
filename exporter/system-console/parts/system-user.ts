import { z } from 'zod';
import { part, time } from '../../sources/wire.ts';

/** `v1SystemUserMe` (API reference, section 3.17): whoever is logged in. */
export const systemUser = z.object({ status: part({ lastPasswordUpdateTime: time }) });
