import { packageText } from '../../../exporter/package.ts';
import type { Bundle } from '../../kit/bundle-folder.ts';

/** Name of the systemd unit, in the package and in the bundle's `hosts/`. */
export const EXPORTER_UNIT = 'palette-exporter.service';

/** `hosts/palette-exporter.service`: the exporter on a host without Kubernetes, the same for every site. */
export function exporterUnitFiles(): Bundle {
  return new Map([[`hosts/${EXPORTER_UNIT}`, packageText('generator', 'templates', EXPORTER_UNIT)]]);
}
