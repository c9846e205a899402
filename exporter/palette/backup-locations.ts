import { z } from 'zod';
import { defineCollector } from '../collection/collector.ts';
import { gauge } from '../metric/metric.ts';
import { flag, object, part, text } from '../sources/wire.ts';
import { endpoints } from './api/endpoints.ts';
import type { Writes } from './api/fleet.ts';
import { all, type Palette } from './api/palette.ts';

const metrics = {
  info: gauge('palette_backup_location_info', 'A place that backups can go to.', {
    labels: ['location_uid', 'location', 'storage', 'default'],
    per: 'backup location',
  }),
};

/** `v1UserAssetsLocation` (API reference, section 3.10) */
const location = object({
  metadata: object({ uid: z.string(), name: text }),
  spec: part({ isDefault: flag, storage: text }),
}).transform(({ metadata, spec }) => ({ ...metadata, ...spec }));

/** The places that backups can go to. */
export const backupLocations = defineCollector<Palette<Writes<'backup_locations'>>>({
  name: 'backup_locations',
  describes: 'Places that backups can go to.',
  every: '1h',
  metrics,
  reads: [endpoints.backupLocations],
  async collect(palette, emit) {
    const rows = await palette.anyScope((project) =>
      all(palette.rows(endpoints.backupLocations, location, { project })),
    );
    for (const row of rows) {
      emit(metrics.info, 1, {
        location_uid: row.uid,
        location: row.name,
        storage: row.storage,
        default: row.isDefault,
      });
    }
    if (palette.isWholeTenant) palette.fleet.counted.set('location', rows.length);
  },
});
