import { Registry } from 'prom-client';
import { defaultMetrics, renderLive } from '../../exporter/exposition/live.ts';

let registry: Registry | undefined;

/**
 * Exposition of what the process of an exporter tells of itself. All exporters of a test are in one process, and each
 * registry would leave a timer and an observer in it.
 */
export async function processMetrics(): Promise<string> {
  if (registry === undefined) {
    registry = new Registry();
    defaultMetrics(registry);
  }
  return (await renderLive(registry, 'text')).text;
}
