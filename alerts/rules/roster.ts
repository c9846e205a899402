import { type Alert, type AlertTests, defineAlerts } from '../kit/alert.ts';

/** Only a site with rotations has it, so it stands outside the catalogue. */
export const ROSTER_ENDING = 'PaletteRosterEnding';

const DAY = 86_400;
const AHEAD = 21 * DAY;
const STEPS = 8;

/** Alerts about the turns of a roster that are written out until a moment. */
export function rosterAlerts(until: Date): readonly Alert[] {
  const end = until.getTime() / 1000;
  return defineAlerts('exporter', {
    [ROSTER_ENDING]: {
      severity: 'warning',
      source: 'site',
      expr: () => `${end} - vector(time()) < ${AHEAD}`,
      for: '0s',
      summary: 'The turns of the on-call roster are soon no longer known to Alertmanager.',
      description: `The turns of the on-call roster are written out until ${minuteOf(until)}; from then on everybody of a rotation is told at once.`,
      runbook: {
        meaning:
          'Alertmanager and Grafana know no turns, so `palette-bundle generate` writes the turns of each rotation out for some ' +
          'months ahead. Less than three weeks of them are left.',
        impact:
          'None yet. After the last turn all people of a rotation are told of every alert, at any of its hours, until the bundle is made anew.',
        diagnosis: `1. \`palette-bundle oncall\` with the files of the site: who is on duty in the coming weeks?
2. \`weeksAhead\` in the roster says how far ahead the turns are written out at least; without it 26 weeks.`,
        mitigation:
          'Run `palette-bundle generate` with the files of the site and install the bundle as the last time. Do it from a timer, such as once ' +
          'a month. The alert ends when Prometheus has the new rules.',
      },
      tests: testsFor(end),
    },
  });
}

// Prometheus begins a test in 1970, so few and long steps lead to the days before the end.
function testsFor(end: number): AlertTests {
  const days = Math.floor((end - AHEAD / 3) / DAY / STEPS);
  const last = STEPS * days * DAY;
  const at = (step: number) => ({ series: {}, at: `${step * days}d` });
  return {
    interval: `${days}d`,
    firing: { ...at(STEPS), labels: {}, value: end - last },
    quiet: [at(STEPS - 1)],
    // A new bundle brings a later end, and then it is as it was long before this one.
    resolved: at(1),
  };
}

function minuteOf(at: Date): string {
  return `${at.toISOString().slice(0, 16).replace('T', ' ')} UTC`;
}
