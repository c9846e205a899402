import { z } from 'zod';
import { defineCollector } from '../collection/collector.ts';
import type { Emit } from '../metric/emit.ts';
import { gauge } from '../metric/metric.ts';
import { flag, object, part, text, time } from '../sources/wire.ts';
import { endpoints } from './api/endpoints.ts';
import type { Writes } from './api/fleet.ts';
import { all, type Palette } from './api/palette.ts';
import { word } from './parts/label-words.ts';

const labels = ['registry_uid', 'registry', 'kind'] as const;

const metrics = {
  info: gauge('palette_registry_info', 'A registry that packs, charts or images come from.', {
    labels: [...labels, 'scope', 'private', 'provider', 'type'],
    per: 'registry',
  }),
  supported: gauge(
    'palette_registry_sync_supported',
    'Whether Palette synchronises a registry; where it does not, there are no other series of its synchronisation.',
    { labels, per: 'registry' },
  ),
  state: gauge(
    'palette_registry_sync_state',
    'How the last synchronisation of a registry went, 1 for the current state: success, failed, in_progress or as Palette says.',
    { labels: [...labels, 'state'], per: 'registry' },
  ),
  lastSync: gauge(
    'palette_registry_last_sync_timestamp_seconds',
    'When a registry was last synchronised successfully.',
    { labels, per: 'registry' },
  ),
  lastRun: gauge(
    'palette_registry_last_run_timestamp_seconds',
    'When the synchronisation of a registry last ran.',
    { labels, per: 'registry' },
  ),
};

/** `v1PackRegistrySummary`, `v1HelmRegistrySummary` and `v1OciRegistry` (API reference, section 3.12) */
const registry = object({
  metadata: object({ uid: z.string(), name: text }),
  spec: part({ scope: text, private: flag, isPrivate: flag, providerType: text, registryType: text }),
  status: part({
    sync: part({ status: text, isSyncSupported: flag, lastRunTime: time, lastSyncedTime: time }),
  }),
}).transform(({ metadata, spec, status }) => ({
  ...spec,
  uid: metadata.uid,
  name: metadata.name,
  // Each kind spells it differently.
  isPrivate: spec.private || spec.isPrivate,
  sync: status.sync,
}));

type Registry = z.output<typeof registry>;

const LISTS = [
  ['pack', endpoints.packRegistries],
  ['helm', endpoints.helmRegistries],
  ['oci', endpoints.ociRegistries],
] as const;

/** The registries of all kinds and whether they are up to date. */
export const registries = defineCollector<Palette<Writes<'registries'>>>({
  name: 'registries',
  describes: 'Registries of all kinds and how their synchronisation goes.',
  every: '5m',
  metrics,
  reads: LISTS.map(([, endpoint]) => endpoint),
  requests: () => LISTS.length,
  async collect(palette, emit) {
    // They belong to the tenant; every project shows the same ones.
    let ownedByTenant = 0;
    for (const [kind, endpoint] of LISTS) {
      const rows = await palette.anyScope((project) => all(palette.rows(endpoint, registry, { project })));
      for (const row of rows) {
        if (row.scope !== 'system') ownedByTenant += 1;
        emitRegistry(kind, row, emit);
      }
    }
    palette.fleet.counted.set('registry', ownedByTenant);
  },
});

function emitRegistry(kind: string, { uid, name, sync, ...spec }: Registry, emit: Emit): void {
  const of = emit.with({ registry_uid: uid, registry: name, kind });
  of(metrics.info, 1, {
    scope: spec.scope,
    private: spec.isPrivate,
    provider: spec.providerType,
    type: spec.registryType,
  });
  of(metrics.supported, sync.isSyncSupported);
  if (sync.isSyncSupported === false) return;
  if (sync.status) of(metrics.state, 1, { state: stateOf(sync.status) });
  of(metrics.lastSync, sync.lastSyncedTime);
  of(metrics.lastRun, sync.lastRunTime);
}

/** Seen in the wild in any case (Terraform provider). */
const STATES: Readonly<Record<string, string>> = {
  success: 'success',
  completed: 'success',
  failed: 'failed',
  error: 'failed',
  inprogress: 'in_progress',
  running: 'in_progress',
  syncing: 'in_progress',
};

function stateOf(status: string): string {
  return STATES[status.toLowerCase()] ?? word(status);
}
