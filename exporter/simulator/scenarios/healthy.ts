import { scenario } from './scenario.ts';

/** Every scenario starts from a world in good order, so this one has nothing to do. */
export const healthy = scenario('Everything works; undoes whatever another scenario did.');
