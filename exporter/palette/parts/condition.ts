import { z } from 'zod';
import { text, time } from '../../sources/wire.ts';

/** `v1ClusterCondition`; its reason and message are for people. */
export const condition = z.object({ type: text, status: text, lastTransitionTime: time });
