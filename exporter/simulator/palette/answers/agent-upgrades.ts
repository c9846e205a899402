import { notFound } from '../../error-answer.ts';
import { struct } from '../../go-json.ts';
import { get, type Route } from '../palette-route.ts';
import { objectMeta } from '../parts/object-meta.ts';

const AGENTS = ['stylus', 'palette', 'ally', 'jet', 'provider-kubeadm', 'edge'];

/** Agent upgrades and their targets (API reference, section 3.8). */
export const agentUpgradeRoutes: readonly Route[] = [
  get('/v1/spectroclusters/upgrade/settings', 'project', ({ world, project }) => {
    const { isAgentUpgradePaused } = project ?? world.tenants[0];
    return struct({ spectroComponents: isAgentUpgradePaused ? 'lock' : 'unlock' });
  }),
  get('/v1/services/{serviceName}/version', 'project', ({ world, params: { serviceName = '' } }) => {
    if (!AGENTS.includes(serviceName)) throw notFound('service', serviceName);
    const version = serviceName === 'stylus' ? world.platform.agentVersion : world.platform.installedVersion;
    return struct({
      apiVersion: 'v1',
      kind: 'ServiceVersion',
      metadata: objectMeta({ uid: '', name: serviceName }),
      spec: struct({
        name: serviceName,
        latestVersion: struct({
          name: 'version.yaml',
          content: `name: ${serviceName}\nversion: ${version}\n`,
        }),
      }),
    });
  }),
];
