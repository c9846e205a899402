import { defineAlert } from './alert.ts';
import { maxBy, ours } from './promql.ts';

const identity = ['edge_host'];

export const paletteLocalUiUnreachable = defineAlert({
  name: 'PaletteLocalUiUnreachable',
  component: 'local-ui',
  severity: 'warning',
  expr: (settings) => `${maxBy(settings, identity, ours(settings, 'palette_localui_up'))} == 0`,
  for: '10m',
  summary: 'The Local UI of a host does not answer.',
  description: 'Local UI of host {{ $labels.edge_host }} does not answer the exporter.',
  runbook: {
    meaning: 'The exporter cannot log in to the Local UI of this host, or cannot reach it.',
    impact:
      'Local UI is the only console that works while the appliance is being upgraded or Palette is down. Without it ' +
      'nobody sees the state of the host, its registry and its content from outside.',
    diagnosis: `1. Open \`https://<host>:5080\` in a browser.
2. It loads, but the exporter says \`unauthorized\`: the password of the monitoring user was changed, or the user is
   locked. Five failed logins lock an OS user for 15 minutes; the exporter tries twice and then waits.
3. It does not load: \`ping <host>\`, then on the host \`systemctl status palette-tui spectro-init stylus-agent\` and
   \`ss -ltn 'sport = :5080'\`.
4. \`tls\`: the certificate of Local UI changed, for example after a reinstallation; compare the pinned fingerprint.`,
    mitigation:
      'Correct the password file or the pinned certificate of this source. If the service does not listen, restart ' +
      'the host agent; if the host is down, see the alert about the edge host.',
  },
  dashboard: 'palette-overview',
  console: 'localUi',
  identity,
  tests: {
    firing: {
      series: { 'palette_localui_up{edge_host="pma-1"}': '1x4 0x30' },
      at: '16m',
      labels: { edge_host: 'pma-1' },
      description: 'Local UI of host pma-1 does not answer the exporter.',
    },
    quiet: { series: { 'palette_localui_up{edge_host="pma-1"}': '1x4 0x30' }, at: '14m' },
    resolved: { series: { 'palette_localui_up{edge_host="pma-1"}': '1x4 0x20 1x10' }, at: '28m' },
  },
});

export const localUiAlerts = [paletteLocalUiUnreachable];
