import { defineAlerts } from '../../kit/alert.ts';
import { maxBy, ours } from '../../kit/promql.ts';
import { turns } from '../../kit/proof.ts';
import { CLUSTER, HOST, type Labels, LOCAL_HOST, PALETTE } from '../../kit/subjects.ts';

const SCAN = CLUSTER.with({ driver: 'kube-bench' });

export const securityAccessAlerts = defineAlerts('security', {
  PaletteRemoteShellOpen: {
    severity: 'warning',
    expr: (settings) =>
      `${maxBy(settings, HOST.identity, ours(settings, 'palette_edge_host_tunnel_state', 'state="Created"'))} == 1`,
    for: '2h',
    summary: 'A remote shell to an edge host has been open for hours.',
    description: 'A remote shell to edge host {{ $labels.edge_host_name }} has been open for two hours.',
    runbook: {
      meaning: 'Somebody opened a tunnel from Palette to the host and did not close it.',
      impact:
        'Whoever may use the tenant console has a root shell on a node. It may be open on spare hosts too: healthy ones ' +
        'are looked at only if `collectors.edge_host_details.detail` is on in the configuration of the exporter.',
      diagnosis: `1. Who? Tenant console, **Audit Logs**, filtered by edge hosts.
2. On the host: \`who\`, \`last | head\`; is there a temporary user? \`palette_edge_host_remote_shell_temporary_user_enabled\``,
      mitigation:
        'Ask whoever opened it, then close it: **Clusters > Edge Hosts**, the host, **Remote Shell > Disable**. Nobody knows of it: treat it as an incident.',
    },
    dashboard: 'palette-hosts',
    console: 'edgeHost',
    tests: turns(HOST, '2h', { [HOST.of('palette_edge_host_tunnel_state', { state: 'Created' })]: ['_', 1] }),
  },

  PaletteTemporaryUserLeft: {
    severity: 'warning',
    expr: (settings) =>
      `${maxBy(settings, HOST.identity, `max_over_time(${ours(settings, 'palette_edge_host_remote_shell_temporary_user_enabled')}[1h])`)} == 1`,
    for: '1d',
    summary: 'An edge host has had a temporary user for a day.',
    description:
      'Edge host {{ $labels.edge_host_name }} has had a temporary user for the remote shell for a day.',
    runbook: {
      meaning: 'For a remote shell a user with a known password was created and not removed.',
      impact:
        'The user can log in to the host, also at its console. Spare hosts may have one too: healthy ones are looked at ' +
        'only if `collectors.edge_host_details.detail` is on in the configuration of the exporter.',
      diagnosis: `1. Tenant console, **Clusters > Edge Hosts**, the host, **Remote Shell**.
2. On the host: \`getent passwd | tail -5\`, \`last | head\`.`,
      mitigation: 'Disable the remote shell with its user. Check that it is gone on the host.',
    },
    dashboard: 'palette-hosts',
    console: 'edgeHost',
    tests: turns(
      HOST,
      '1d',
      { [HOST.of('palette_edge_host_remote_shell_temporary_user_enabled')]: [0, 1] },
      { remembers: '1h' },
    ),
  },

  PaletteMassDeletion: {
    severity: 'critical',
    thresholds: ['deletions'],
    expr: (settings) => {
      const deletions = ours(
        settings,
        'palette_audits_total',
        'action="delete"',
        'actor="user"',
        'resource_kind=~"spectrocluster|edgehost|clusterprofile|project"',
      );
      // Each exporter counts the same deletions, so that what one of them counted is all there is.
      const counted = `sum without (action, actor, resource_kind) (increase(${deletions}[15m]))`;
      // The increase is extrapolated from the scrapes to the window, a little beyond whole deletions.
      return `round(${maxBy(settings, PALETTE.identity, counted)}) > ${settings.thresholds.deletions}`;
    },
    for: '1m',
    summary: 'Somebody deletes clusters, hosts, profiles or projects in numbers.',
    description:
      'Several clusters, hosts, profiles or projects of Palette {{ $labels.palette }} were deleted within 15 minutes.',
    runbook: {
      meaning:
        'The audit trail shows more deletions than daily work brings: a clean-up, a script gone wild, or an intruder.',
      impact: 'Deleted clusters are taken apart within minutes, with the data on their hosts.',
      diagnosis: `1. Tenant console, **Audit Logs**, action Delete: who, what, from where?
2. \`sum by (resource_kind) (increase(palette_audits_total{action="delete"}[1h]))\`
3. Call that person. No answer: assume the worst.`,
      mitigation:
        'Not meant: deactivate the user and the keys (**Tenant Settings > Users & Teams**, **API Keys**) first. Deleted ' +
        'clusters stay listed for some days; cut the site off Palette to keep hosts from being reset.',
    },
    console: 'palette',
    tests: {
      // Of several kinds, seen by two exporters, of which one was not reached for a while.
      firing: {
        series: {
          [deleted()]: '0x9 2x30',
          [deleted({ resource_kind: 'edgehost' })]: '0x9 2x30',
          [deleted({ instance: 'b' })]: '0x6 _x8 2x30',
          [deleted({ instance: 'b', resource_kind: 'edgehost' })]: '0x6 _x8 2x30',
        },
        at: '16m',
        labels: PALETTE.labels,
      },
      quiet: [
        { series: { [deleted()]: '0x20 3x30' }, at: '25m' },
        { series: { [deleted({ actor: 'system' })]: '0x9 50x30' }, at: '14m' },
        // The exporter was restarted.
        { series: { [deleted()]: '50x10 stale _x10', [deleted({ instance: 'b' })]: '_x9 0x30' }, at: '14m' },
        // Two exporters tell of the same deletions, both all the time or one with a gap.
        { series: { [deleted()]: '0x20 3x30', [deleted({ instance: 'b' })]: '0x20 3x30' }, at: '25m' },
        { series: { [deleted()]: '7x50', [deleted({ instance: 'b' })]: '7x9 _x10 7x30' }, at: '25m' },
        // Palette was away for so long that its audits were given up.
        { series: { [deleted()]: '7x9 stale _x20 7x30' }, at: '35m' },
      ],
      resolved: { series: { [deleted()]: '0x9 5x50' }, at: '40m' },
    },
  },

  PaletteSecureBootLost: {
    severity: 'warning',
    expr: (settings) => {
      const secure = ours(settings, 'palette_edge_host_secure_boot');
      return `${maxBy(settings, HOST.identity, secure)} == 0 and on (palette, edge_host_uid) max_over_time(${secure}[7d]) == 1`;
    },
    for: '15m',
    summary: 'An edge host has booted without Secure Boot, unlike before.',
    description: 'Edge host {{ $labels.edge_host_name }} has booted without Secure Boot, unlike before.',
    runbook: {
      meaning: 'During the last week the host booted with Secure Boot, and now it has not.',
      impact:
        'Unsigned code could be part of the boot chain. Full disk encryption bound to it may not unlock any more.',
      diagnosis: `1. Was the firmware reset or the mainboard replaced? Event log of the management board.
2. On the host: \`mokutil --sb-state\`, \`bootctl status\`.`,
      mitigation:
        'Switch Secure Boot on again in the firmware and enroll the keys. If nobody worked on the host, inspect it before it returns.',
    },
    dashboard: 'palette-hosts',
    console: 'edgeHost',
    tests: turns(
      HOST,
      '15m',
      { [HOST.of('palette_edge_host_secure_boot')]: [1, 0] },
      {
        silent: [{ [HOST.of('palette_edge_host_secure_boot')]: [0, 0] }],
      },
    ),
  },

  PaletteLocalUiTlsUnverified: {
    severity: 'info',
    source: 'localUi',
    expr: (settings) =>
      `${maxBy(settings, LOCAL_HOST.identity, ours(settings, 'palette_localui_tls_verification_skipped'))} == 1`,
    for: '1d',
    summary: 'The exporter does not verify the certificate of a Local UI.',
    description: 'The exporter sends its login to {{ $labels.edge_host }} without verifying the certificate.',
    runbook: {
      meaning: 'The source is configured with insecureSkipVerify.',
      impact: 'Whoever answers at that address gets the password of the monitoring user.',
      diagnosis:
        '1. `openssl s_client -connect <host>:5080 </dev/null 2>/dev/null | openssl x509 -noout -fingerprint -sha256`',
      mitigation: 'Pin the fingerprint in the configuration of the exporter (`tls.pinSha256`) instead.',
    },
    dashboard: 'palette-monitoring',
    console: 'localUi',
    tests: turns(LOCAL_HOST, '1d', {
      [LOCAL_HOST.of('palette_localui_tls_verification_skipped')]: [0, 1],
    }),
  },

  PaletteScanFailed: {
    severity: 'warning',
    expr: (settings) =>
      `${maxBy(settings, SCAN.identity, ours(settings, 'palette_cluster_scan_state', 'state="Failed"'))} == 1`,
    for: '1h',
    summary: 'A compliance scan of a cluster failed.',
    description: 'The last {{ $labels.driver }} scan of cluster {{ $labels.cluster_name }} failed.',
    runbook: {
      meaning: 'The scan started and ended with an error, so there is no result.',
      impact: 'What changed since the last good scan has not been checked.',
      diagnosis: `1. Tenant console, the cluster, **Scans**: the failed run.
2. In the cluster: \`kubectl get pods --all-namespaces | grep -e bench -e sonobuoy -e hunter -e syft\`.
3. Is a node in maintenance? That blocks scans: \`palette_node_maintenance\``,
      mitigation: 'Return the node to service or provide the missing image, then run the scan again.',
    },
    dashboard: 'palette-cluster',
    console: 'cluster',
    tests: turns(SCAN, '1h', {
      [SCAN.of('palette_cluster_scan_state', { state: 'Failed' })]: ['_', 1],
      [SCAN.of('palette_cluster_scan_state', { state: 'Completed' })]: [1, '_'],
    }),
  },
});

function deleted(labels: Labels = {}): string {
  return PALETTE.of('palette_audits_total', {
    action: 'delete',
    actor: 'user',
    resource_kind: 'spectrocluster',
    instance: 'a',
    ...labels,
  });
}
