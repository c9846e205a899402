import { defineAlert } from './alert.ts';
import { maxBy, ours } from './promql.ts';

const identity = ['palette'];

export const palettePlatformUnreachable = defineAlert({
  name: 'PalettePlatformUnreachable',
  component: 'palette',
  severity: 'critical',
  expr: (settings) => `${maxBy(settings, identity, ours(settings, 'palette_up'))} == 0`,
  for: '5m',
  summary: 'Palette does not answer.',
  description: 'Palette {{ $labels.palette }} does not answer the exporter.',
  runbook: {
    meaning: 'The exporter cannot read the API of this Palette: no answer, an error, or a rejected API key.',
    impact:
      'Clusters keep running, but nobody can change, upgrade or repair them through Palette, edge hosts cannot ' +
      'register, and everything these dashboards show about this Palette is stale. Alerts about its clusters and ' +
      'hosts are muted while this one fires.',
    diagnosis: `1. Open the tenant console in a browser. If it loads, the exporter or its API key is the problem: the
   status page of the exporter (\`/\`) shows the reason of the last failure.
2. \`unauthorized\` or \`forbidden\`: the API key was revoked or has expired (tenant console, **Tenant Settings >
   API Keys**).
3. \`tls\`: the certificate of Palette changed or expired.
4. \`connection\` or \`timeout\`: on the Palette Management Appliance open Local UI (port 5080 of an appliance host).
   While an upgrade runs there, Palette is down on purpose.
5. \`kubectl --namespace hubble-system get pods\` on the cluster that hosts Palette: which pods are not running?`,
    mitigation:
      'During an upgrade wait until Local UI says it has finished. With a rejected key create a new one and replace ' +
      'the key file; the exporter reads it again by itself. If pods of Palette do not come up, collect a support ' +
      'bundle in Local UI and call the platform contact.',
  },
  dashboard: 'palette-overview',
  console: 'palette',
  identity,
  tests: {
    firing: {
      series: { 'palette_up{palette="pma"}': '1x4 0x20' },
      at: '12m',
      labels: { palette: 'pma' },
      description: 'Palette pma does not answer the exporter.',
    },
    quiet: { series: { 'palette_up{palette="pma"}': '1x4 0x20' }, at: '9m' },
    resolved: { series: { 'palette_up{palette="pma"}': '1x4 0x10 1x10' }, at: '18m' },
  },
});

export const paletteAlerts = [palettePlatformUnreachable];
