import { spareHost } from '../../../exporter/simulator/world/changes/actors.ts';
import { audit } from '../../../exporter/simulator/world/changes/events-and-audits.ts';
import type { World } from '../../../exporter/simulator/world/model/world.ts';
import { START } from '../../kit/observatory.ts';
import { answering, cluster, DAY, local, type Stories, together } from './story.ts';

/** Of the one that the simulated tenant trusts. */
const TENANT_CERTIFICATE_END = 2_110_715_335_000;

export const securityStories: Stories = {
  'certificates of a cluster are not renewed': {
    change: cluster((main, _, now) => {
      main.certificatesExpireAt = now + 2 * DAY;
    }),
    step: '30m',
    lasts: '1h20m',
    heals: '20m',
    fires: ['PaletteClusterCertExpiring', 'PaletteClusterCertUrgent'],
  },
  'keys and tokens end': {
    change: (world, now) => {
      const [own] = world.apiKeys;
      const [, other] = world.users;
      if (own === undefined || other === undefined)
        throw new RangeError('the world needs a key and two users');
      for (const key of world.apiKeys) key.expiresAt = now + DAY;
      world.apiKeys.push({ ...own, uid: 'pipeline', name: 'pipeline', key: 'pipeline', user: other });
      for (const token of world.edgeTokens) token.expiresAt = now + DAY;
    },
    step: '30m',
    lasts: '1h30m',
    heals: '30m',
    fires: [
      'PaletteOwnKeyExpiring',
      'PaletteOwnKeyUrgent',
      'PaletteApiKeyExpiring',
      'PaletteEdgeTokenExpiring',
    ],
  },
  'a remote shell stays open': {
    scenario: 'remote-shell-open',
    step: '1h',
    lasts: '2h30m',
    heals: '30m',
    fires: ['PaletteRemoteShellOpen'],
  },
  'somebody deletes clusters': {
    change: (world, now) => {
      for (let number = 0; number < 6; number += 1)
        audit(world, now + number, 'delete', {
          kind: 'spectrocluster',
          uid: `gone-${number}`,
          name: `gone-${number}`,
        });
    },
    step: '5m',
    lasts: '10m',
    heals: '18m',
    // The trail is read from where the exporter began.
    fires: ['PaletteMassDeletion'],
  },
  'a scan fails': {
    scenario: 'scan-failed',
    step: '3h',
    lasts: '9h',
    heals: '8h',
    fires: ['PaletteScanFailed'],
  },
  'the certificates that Palette and Local UI show are near their end': {
    // They are made for a year, in which other things come to their end as well.
    setup: {
      age: 363 * DAY,
      simulator: { palette: { tls: true } },
      config: ({ world, localUi }) => {
        keepKeys(world);
        // What stands there shows a certificate of the same age.
        return {
          localUi: localUi.map(({ pinSha256, ...host }) => ({
            ...host,
            tls: { pinSha256 },
            registryPort: Number(new URL(host.url).port),
          })),
        };
      },
    },
    mend: keepKeys,
    step: '30m',
    lasts: '1h20m',
    heals: '20m',
    fires: [
      'PaletteTlsExpiring',
      'PaletteTlsUrgent',
      'PaletteLocalUiTlsExpiring',
      'PaletteRegistryTlsExpiring',
      'PaletteLocalCertExpiring',
      'PaletteEdgeTokenExpiring',
      'PaletteTenantPlanEnding',
    ],
    outlasts: [
      'PaletteTlsExpiring',
      'PaletteTlsUrgent',
      'PaletteLocalUiTlsExpiring',
      'PaletteRegistryTlsExpiring',
      'PaletteLocalCertExpiring',
      'PaletteEdgeTokenExpiring',
      'PaletteTenantPlanEnding',
    ],
  },
  'a certificate of the tenant is near its end': {
    setup: { start: TENANT_CERTIFICATE_END - 20 * DAY },
    step: '30m',
    lasts: '1h20m',
    heals: '20m',
    fires: ['PaletteTenantCertExpiring'],
    outlasts: ['PaletteTenantCertExpiring'],
  },
  'authorities are near their end': {
    change: together(
      cluster((main, _, now) => {
        Object.assign(main, { createdAt: now - 3600 * DAY });
      }),
      local((_, { certificates }, now) => {
        for (const authority of certificates.authorities)
          Object.assign(authority, { expiresAt: now + 50 * DAY });
      }),
    ),
    step: '30m',
    lasts: '1h30m',
    heals: '30m',
    fires: ['PaletteClusterCaExpiring', 'PaletteLocalCaExpiring'],
  },
  'a temporary user is left on a host': {
    setup: { config: { collectors: { edge_host_details: { detail: true } } } },
    change: async (world, now, site) => {
      const { uid, project } = spareHost(world);
      const answer = answering(
        `/v1/edgehosts/${uid}`,
        (host: { spec: { tunnelConfig: object } }) => {
          Object.assign(host.spec.tunnelConfig, { remoteSshTempUser: 'enabled' });
        },
        project.uid,
      );
      await answer(world, now, site);
    },
    step: '12h',
    lasts: '1d6h',
    heals: '6h',
    fires: ['PaletteTemporaryUserLeft'],
  },
  'nobody verifies the certificate of a Local UI': {
    setup: {
      config: ({ localUi }) => ({
        localUi: localUi.map(({ name, url, username, password }) => ({
          name,
          url,
          username,
          password,
          tls: { insecureSkipVerify: true },
        })),
      }),
    },
    step: '12h',
    lasts: '30h',
    heals: '6h',
    fires: ['PaletteLocalUiTlsUnverified'],
    outlasts: ['PaletteLocalUiTlsUnverified'],
  },
};

function keepKeys({ apiKeys }: World): void {
  for (const key of apiKeys) key.expiresAt = START + 800 * DAY;
}
