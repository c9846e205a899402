import { slice, struct, time } from '../../go-json.ts';
import type { Registry } from '../../world/model/registry.ts';
import { hasFailed, lastRuns, lastSuccess } from '../../world/model/schedule.ts';
import { page } from '../paging.ts';
import { get, type PaletteRequest, type Route } from '../palette-route.ts';
import { objectMeta } from '../parts/object-meta.ts';

/** Registries of packs, charts and images (API reference, section 3.12). */
export const registryRoutes: readonly Route[] = [
  get('/v1/registries/pack/summary', 'project', (request) =>
    page(registries(request, 'pack'), request.query, (registry) =>
      summary(registry, request.now, { private: registry.isPrivate }),
    ),
  ),
  get('/v1/registries/helm/summary', 'project', (request) =>
    page(registries(request, 'helm'), request.query, (registry) =>
      summary(registry, request.now, { isPrivate: registry.isPrivate }),
    ),
  ),
  get('/v1/registries/oci/summary', 'project', ({ world, now }) => {
    const found = world.registries.filter(({ kind }) => kind === 'oci');
    return struct({ items: slice(found, (registry) => ociRegistry(registry, now)) });
  }),
];

/** Those of a kind in the scope that the query asks for. */
function registries({ world, query }: PaletteRequest, kind: Registry['kind']): readonly Registry[] {
  const { scope = 'all' } = query;
  return world.registries.filter(
    (registry) => registry.kind === kind && (scope === 'all' || registry.scope === scope),
  );
}

function summary(registry: Registry, now: number, flags: Readonly<Record<string, boolean>>) {
  return struct({
    metadata: objectMeta(registry),
    spec: struct({ endpoint: registry.endpoint, scope: registry.scope }, flags),
    status: struct({ sync: syncStatus(registry, now) }),
  });
}

/** `v1OciRegistry` */
function ociRegistry(registry: Registry, now: number) {
  return struct({
    metadata: objectMeta(registry),
    spec: struct(
      {
        endpoint: registry.endpoint,
        scope: registry.scope,
        isPrivate: registry.isPrivate,
        providerType: registry.provider,
        registryType: registry.login,
      },
      { containsSpectroManifest: registry.provider === 'pack' },
    ),
    status: struct({ sync: syncStatus(registry, now) }),
  });
}

/** `v1RegistrySyncStatus` */
function syncStatus({ sync }: Registry, now: number) {
  if (sync === undefined) {
    return struct(
      { lastRunTime: time(undefined), lastSyncedTime: time(undefined) },
      { isSyncSupported: false },
    );
  }
  const [lastRun = now] = lastRuns(sync, now, 1);
  const failed = hasFailed(sync, lastRun);
  return struct(
    {
      status: failed ? 'Failed' : 'Success',
      message: failed ? 'dial tcp 192.0.2.60:443: i/o timeout' : '',
      lastRunTime: time(lastRun),
      lastSyncedTime: time(lastSuccess(sync, now)),
    },
    { isSyncSupported: true },
  );
}
