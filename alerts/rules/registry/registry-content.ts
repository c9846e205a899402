import { defineAlerts } from '../../kit/alert.ts';
import { minBy, ours } from '../../kit/promql.ts';
import { turns } from '../../kit/proof.ts';
import { PALETTE } from '../../kit/subjects.ts';

export const registryContentAlerts = defineAlerts('registry', {
  PaletteContentInvalid: {
    severity: 'warning',
    expr: (settings) =>
      `${minBy(settings, PALETTE.identity, ours(settings, 'palette_system_content_valid'))} == 0`,
    for: '2h',
    summary: 'The content repository of Palette is not in order.',
    description: 'Palette {{ $labels.palette }} finds its content repository not in order.',
    runbook: {
      meaning:
        'An installation without internet lives from a repository of its own. The check of Palette fails.',
      impact: 'Upgrades of Palette and of agents, and packs of the system, are not available.',
      diagnosis: `1. System console, **Administration > Content**: address, credentials, result of **Validate**.
2. \`curl -sI <address>\` from a host of the management cluster; is its disk full?`,
      mitigation: 'Bring the repository back or upload the missing content bundle of the installed version.',
    },
    console: 'palette',
    tests: turns(PALETTE, '2h', { [PALETTE.of('palette_system_content_valid')]: [1, 0] }),
  },
});
