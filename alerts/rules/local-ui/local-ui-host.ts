import { type AlertTests, defineAlerts } from '../../kit/alert.ts';
import { maxBy, ours } from '../../kit/promql.ts';
import { type States, turns } from '../../kit/proof.ts';
import { UNITS } from '../../kit/runbook-tools.ts';
import { LOCAL_CLUSTER, LOCAL_HOST } from '../../kit/subjects.ts';
import { UPGRADE, unlessHostUpgraded, waitsForUpgrade } from '../../kit/unless-upgraded.ts';

const PEER = LOCAL_HOST.with({ peer_id: 'edge-2' });

const MEMBER: States = { [LOCAL_HOST.of('palette_localui_cluster_member', LOCAL_CLUSTER.labels)]: [1, 1] };
const AWAY: States = { [LOCAL_HOST.of('palette_localui_up')]: [1, 0] };
const PEER_UNHEALTHY: States = { [PEER.of('palette_localui_link_peer_healthy')]: [1, 0] };

export const localUiHostAlerts = defineAlerts('local-ui', {
  PaletteLocalUiUnreachable: {
    severity: 'warning',
    source: 'localUi',
    thresholds: ['applianceUpgrade'],
    expr: (settings) => {
      const up = maxBy(settings, LOCAL_HOST.identity, ours(settings, 'palette_localui_up'));
      return unlessHostUpgraded(settings, `${up} == 0`);
    },
    for: '10m',
    summary: 'The Local UI of a host does not answer.',
    description: 'Local UI of host {{ $labels.edge_host }} does not answer the exporter.',
    runbook: {
      meaning: 'The exporter cannot log in to the Local UI of this host, or cannot reach it.',
      impact:
        'Local UI is the only console that works while the appliance is being upgraded or Palette is down. Without it ' +
        'nobody sees the state of the host, its registry and its content from outside.',
      diagnosis: `${UNITS}
1. Open \`https://<host>:5080\` in a browser.
2. It loads, but the exporter says \`unauthorized\`: the password of the monitoring user was changed, or the user is
   locked. Five failed logins lock an OS user for 15 minutes; the exporter tries twice and then waits.
3. It does not load: \`ping <host>\`, then on the host \`systemctl status palette-tui spectro-init stylus-agent\` and
   \`ss -ltn 'sport = :5080'\`.
4. \`tls\`: the certificate of Local UI changed, for example after a reinstallation; compare the pinned fingerprint.`,
      mitigation:
        'Correct the password file or the pinned certificate of this source. If the service does not listen, restart ' +
        'the host agent; if the host is down, see the alert about the edge host.',
    },
    console: 'localUi',
    tests: unreachableTests(),
  },

  PaletteLocalUiLoginBlocked: {
    severity: 'warning',
    source: 'localUi',
    expr: (settings) =>
      `${maxBy(settings, LOCAL_HOST.identity, ours(settings, 'palette_localui_login_blocked'))} == 1`,
    for: '5m',
    summary: 'A Local UI rejects the login of the monitoring.',
    description:
      'Host {{ $labels.edge_host }} rejects the login of the exporter, which waits before it tries again.',
    runbook: {
      meaning:
        'The host rejected the password twice. The exporter stops so that the host does not lock the user.',
      impact: 'This host is not watched. People with the same user may be locked out as well.',
      diagnosis: `1. Was the password changed? Log in by hand with the user of the configuration, once.
2. On the host: \`faillock --user <user>\` shows failed logins and a lock; \`chage -l <user>\` an expired password.`,
      mitigation:
        'Write the new password into the file of the exporter; it tries at once. A locked user: `faillock --user <user> --reset`.',
    },
    console: 'localUi',
    tests: turns(LOCAL_HOST, '5m', { [LOCAL_HOST.of('palette_localui_login_blocked')]: [0, 1] }),
  },

  PaletteLinkedHostUnhealthy: {
    severity: 'warning',
    source: 'localUi',
    thresholds: ['applianceUpgrade'],
    expr: (settings) => {
      const healthy = maxBy(settings, PEER.identity, ours(settings, 'palette_localui_link_peer_healthy'));
      return unlessHostUpgraded(settings, `${healthy} == 0`);
    },
    for: '20m',
    summary: 'A host calls a linked host unhealthy.',
    description: 'Host {{ $labels.edge_host }} calls its linked host {{ $labels.peer_id }} unhealthy.',
    runbook: {
      meaning: 'Linked hosts watch each other; this one does not hear the other one.',
      impact: 'Uploaded content does not reach the other host, and a cluster of them lacks a member.',
      diagnosis: `1. Who is it? \`palette_localui_link_peer_info{peer_id="<id>"}\`: its name; then its own Local UI.
2. Network between the two: \`ping\`, and the ports of the agent (\`ss -ltnp | grep stylus\`).
3. Clocks: \`timedatectl\` on both.`,
      mitigation:
        'Bring the host back or repair the network. A host that was taken away for good is unlinked in Local UI.',
    },
    console: 'localUi',
    tests: turns(PEER, '20m', PEER_UNHEALTHY, waitsForUpgrade({ ...PEER_UNHEALTHY, ...MEMBER })),
  },

  PalettePeerContentNotSynced: {
    severity: 'warning',
    source: 'localUi',
    expr: (settings) =>
      `${maxBy(settings, PEER.identity, ours(settings, 'palette_localui_link_peer_content_synced'))} == 0`,
    for: '3h',
    summary: 'A linked host lacks uploaded content.',
    description:
      'Host {{ $labels.peer_id }} has lacked content that was uploaded to {{ $labels.edge_host }} for three hours.',
    runbook: {
      meaning:
        'Content is copied from the host that received it to the linked ones. It has not arrived there.',
      impact: 'An upgrade cannot begin, or stops when that host needs the content.',
      diagnosis: `${UNITS}
1. \`palette_localui_link_peer_info{peer_id="<id>"}\`, its Local UI, **Content**.
2. Room on that host: \`palette_localui_host_partition_used_ratio\`; the line between the two.`,
      mitigation:
        'Free room there; restart the agent of the receiving host (`systemctl restart stylus-agent`) so that it copies again.',
    },
    console: 'localUi',
    tests: turns(PEER, '3h', { [PEER.of('palette_localui_link_peer_content_synced')]: [1, 0] }),
  },

  PaletteLocalHostConfigFailed: {
    severity: 'warning',
    source: 'localUi',
    expr: (settings) =>
      `${maxBy(settings, LOCAL_HOST.identity, ours(settings, 'palette_localui_host_configuration_change_state', 'state="Failed"'))} == 1`,
    for: '15m',
    summary: 'A change of proxy or certificate authorities of a host failed.',
    description:
      'The last change of proxy or certificate authorities of host {{ $labels.edge_host }} failed.',
    runbook: {
      meaning:
        'Somebody changed the proxy or the trusted authorities in Local UI, and the agent could not apply it.',
      impact: 'The host may not reach registries or Palette, or trusts less than it should.',
      diagnosis: `${UNITS}
1. Local UI of the host, **Edge Host > Configurations**: the state of the change.
2. On the host: \`journalctl -u stylus-agent --since -1h | grep -i -e proxy -e cert\`; is the file valid PEM?`,
      mitigation: 'Correct the entry and save it again.',
    },
    console: 'localUi',
    tests: turns(LOCAL_HOST, '15m', {
      [LOCAL_HOST.of('palette_localui_host_configuration_change_state', { state: 'Failed' })]: ['_', 1],
      [LOCAL_HOST.of('palette_localui_host_configuration_change_state', { state: 'Configured' })]: [1, '_'],
    }),
  },
});

function unreachableTests(): AlertTests {
  const tests = turns(LOCAL_HOST, '10m', AWAY, waitsForUpgrade({ ...AWAY, ...MEMBER }));
  // The only host of an appliance boots in the middle of the upgrade: nobody tells of it meanwhile.
  const booting = {
    [LOCAL_HOST.of('palette_localui_up')]: '1x5 0x60',
    ...Object.fromEntries(
      Object.entries({ ...MEMBER, ...UPGRADE.underWay }).map(([selector, [value]]) => [
        selector,
        `${value}x5 stale _x60`,
      ]),
    ),
  };
  return {
    ...tests,
    also: [...(tests.also ?? []), { series: booting, at: '55m', alerts: [{ labels: LOCAL_HOST.labels }] }],
    quiet: [...tests.quiet, { series: booting, at: '35m' }],
  };
}
