import { struct } from '../../go-json.ts';
import { get, type Route, recent } from '../palette-route.ts';

/** Liveness and readiness of Palette (API reference, section 1.1). */
export const livenessRoutes: readonly Route[] = [
  recent(get('/v1/health/ping', 'open', () => struct({ msg: 'pong' }))),
  recent(get('/v1/health/ready', 'open', () => struct({ msg: 'ready' }))),
];
