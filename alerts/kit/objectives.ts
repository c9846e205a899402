import type { AlertTests } from './alert.ts';
import type { AlertSettings } from './alert-settings.ts';
import { maxBy } from './promql.ts';
import { turns } from './proof.ts';
import { budget, errorsOver, type Objective } from './recordings.ts';
import { type Labels, PALETTE, type Subject, series } from './subjects.ts';

/**
 * The alerts that tell of a failure while it lasts: of one object of a project, or of all of a Palette. What has burnt
 * the budget then is known, and telling it again after the recovery would call somebody for nothing. So the alerts on
 * the budget are silent about that project or Palette until the long window has forgotten the failure; they are for
 * what is too short for an alert of its own. An alert that the site switched off tells nothing, and silences nothing.
 */
const TOLD: Readonly<Record<Objective, readonly string[]>> = {
  platform: [],
  clusters: [
    'PaletteClusterError',
    'PaletteClusterUnhealthy',
    'PaletteClusterHeartbeatLost',
    'PaletteClusterUnknown',
    'PaletteNodeNotReady',
    'PaletteEdgeHostUnhealthy',
  ],
  'edge-hosts': ['PaletteEdgeHostUnhealthy'],
};

/** An upgrade is planned. After either, heartbeats come in late, and clusters and hosts look ill for minutes. */
const TOLD_OF_PALETTE = ['PalettePlatformUnreachable', 'PaletteApplianceUpgrading'];

/**
 * The budget of 30 days would be gone in two days: 14.4 times the allowed rate over an hour. The short window ends the
 * alert soon after the errors have ended.
 */
export function fastBurn(settings: AlertSettings, slo: Objective, labels: readonly string[]): string {
  return burn(settings, slo, labels, { long: '1h', short: '5m', factor: 14.4 });
}

/** More than the allowed rate over three days, and still in the last six hours. */
export function slowBurn(settings: AlertSettings, slo: Objective, labels: readonly string[]): string {
  return burn(settings, slo, labels, { long: '3d', short: '6h', factor: 1 });
}

type Windows = { long: '1h' | '3d'; short: '5m' | '6h'; factor: number };

function burn(
  settings: AlertSettings,
  slo: Objective,
  labels: readonly string[],
  { long, short, factor }: Windows,
): string {
  const limit = Number((factor * budget(settings.thresholds.sloTarget)).toPrecision(6));
  const over = (window: 'long' | 'short') =>
    `${maxBy(settings, labels, `${errorsOver(window === 'long' ? long : short)}{slo="${slo}"}`)} > ${limit}`;
  return [
    `${over('long')} and on (${labels.join(', ')}) ${over('short')}`,
    ...(TOLD[slo].length > 0 ? [unlessTold(labels, TOLD[slo], long)] : []),
    unlessTold(['palette'], TOLD_OF_PALETTE, long),
  ].join(' ');
}

/** Grafana has no such series of the rules that it evaluates itself: there this leaves out nothing. */
function unlessTold(labels: readonly string[], names: readonly string[], window: string): string {
  const matcher = names.length === 1 ? `="${names[0]}"` : `=~"${names.join('|')}"`;
  const fired = `ALERTS{alertname${matcher}, alertstate="firing"}[${window}]`;
  return `unless on (${labels.join(', ')}) max_over_time(${fired})`;
}

/** Proof for `fastBurn`, fed with what the recordings yield. */
export function fastBurnTests(subject: Subject, slo: Objective, holds: string): AlertTests {
  return burnTests(subject, slo, { holds, long: '1h', short: '5m', errors: 0.05 });
}

/** Proof for `slowBurn`, fed with what the recordings yield. */
export function slowBurnTests(subject: Subject, slo: Objective): AlertTests {
  return burnTests(subject, slo, { holds: '30m', long: '3d', short: '6h', errors: 0.002 });
}

function burnTests(
  subject: Subject,
  slo: Objective,
  { holds, long, short, errors }: { holds: string; long: '1h' | '3d'; short: '5m' | '6h'; errors: number },
): AlertTests {
  const before = subject.of(errorsOver(long), { slo });
  const now = subject.of(errorsOver(short), { slo });
  const told = [
    ...TOLD[slo].map((alertname) => ({
      alertname,
      own: subject.labels,
      other: subject.with({ project: 'other' }).labels,
    })),
    ...TOLD_OF_PALETTE.map((alertname) => ({ alertname, own: PALETTE.labels, other: { palette: 'other' } })),
  ];
  const ofRules = (alertname: string, alertstate: string, of: Labels) =>
    series('ALERTS', { alertname, alertstate, ...of });
  const proof = turns(
    subject,
    holds,
    {
      [before]: [errors, errors],
      [now]: [0, errors],
      // Too short to be told, and told of others.
      ...Object.fromEntries(
        told.flatMap(({ alertname, own, other }) => [
          [ofRules(alertname, 'pending', own), [1, 1]],
          [ofRules(alertname, 'firing', other), [1, 1]],
        ]),
      ),
    },
    // Bad at the moment, but not for long; and much below the limit.
    { value: errors, silent: [{ [before]: [0, 0], [now]: [1, 1] }] },
  );
  const { firing, quiet } = proof;
  const toldBefore = told.map(({ alertname, own }) => ({
    series: { ...firing.series, [ofRules(alertname, 'firing', own)]: '1 stale' },
    at: firing.at,
  }));
  return { ...proof, quiet: [...quiet, ...toldBefore] };
}
