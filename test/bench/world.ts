/** A simulated Palette in a process of its own: `world.js CLUSTERS LATENCY`, its answers that many milliseconds late. */
import { startSimulator } from '../../exporter/simulator/simulator.ts';

const [, , clusters, latency] = process.argv;
const { palette, faults } = await startSimulator({ clusters: Number(clusters) });
if (Number(latency) > 0) faults.push({ kind: { slow: Number(latency) } });
process.send?.({ url: palette.url, apiKey: palette.apiKey });
// The parent may go without having said so.
process.on('disconnect', () => process.exit());
