import type { Dashboard } from './dashboard.ts';
import { overview } from './overview.ts';

/** All dashboards, in the order of the folder. */
export const dashboards: readonly Dashboard[] = [overview];
