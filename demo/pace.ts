import { readFileSync } from 'node:fs';
import { parse } from 'yaml';
import { z } from 'zod';
import { alerts } from '../alerts/index.ts';
import { packageFile } from '../exporter/package.ts';
import { formatDuration, parseDuration } from '../exporter/time/duration.ts';
import { toYaml } from '../generator/kit/serialise.ts';

/** By how much the demo may be faster than the rules. Those of a fleet, which is scraped every 15 s, see less of it. */
export const PACES = [1, 5, 10, 30, 60] as const;
export type Pace = (typeof PACES)[number];

/** Somebody who is shown the demo sees the mail within seconds, and has time to silence it. */
export const USUAL_PACE = 30;

/** A pace as a sentence, for the page. */
export function sentenceOf(pace: Pace): string {
  if (pace === 1) return 'Rules and escalations run as fast as shipped.';
  const minute = pace === 60 ? 'a second' : `${60 / pace} seconds`;
  return `Rules and escalations run ${pace} times as fast as shipped: their minute takes ${minute}.`;
}

/** How often the exporter reads the simulated consoles of the small site; those of a fleet have the usual intervals. */
export const READING = '2s';

/** Between two scrapes. A fleet has many thousands of series, and changes slowly. */
const SCRAPE = { site: '1s', fleet: '15s' } as const;

/** Where the parts of the demo are. */
export interface Addresses {
  /** `HOST:PORT` each. */
  readonly exporter: string;
  readonly prometheus: string;
  readonly alertmanager: string;
  readonly mailServer: string;
}

/** How much is watched: the small site, or a generated fleet. */
export type Size = keyof typeof SCRAPE;

const routingSchema = z.looseObject({
  routes: z.array(z.looseObject({ escalate: z.array(z.looseObject({ after: z.string() })).optional() })),
});

/** Settings of the bundle, as YAML: all durations of rules shortened, mails to the sink. */
export function settingsText(
  { exporter, prometheus, alertmanager, mailServer }: Addresses,
  size: Size,
  pace: Pace = USUAL_PACE,
): string {
  return toYaml({
    prometheus: {
      scrapeTarget: exporter,
      scrapeInterval: SCRAPE[size],
      targets: 'exporter',
      listen: prometheus,
      alertmanager,
    },
    alertmanager: {
      // Long enough that what a lost host mutes is muted before it is told.
      groupWait: '3s',
      groupInterval: '4s',
      smtp: { smarthost: mailServer, from: 'palette-monitoring@example.com', requireTls: false },
    },
    links: { runbooks: `http://${exporter}/runbooks` },
    alerts: Object.fromEntries(
      alerts.map(({ name, for: held, keepFiringFor }) => [
        name,
        {
          for: shortened(held, pace),
          ...(keepFiringFor !== undefined && { keepFiringFor: shortened(keepFiringFor, pace) }),
        },
      ]),
    ),
  });
}

/** The routing of the demo's site, with its escalations shortened. */
export function routingText(pace: Pace = USUAL_PACE): string {
  const written: unknown = parse(readFileSync(packageFile('demo', 'site', 'routing.yaml'), 'utf8'));
  const { routes, ...rest } = routingSchema.parse(written);
  return toYaml({
    ...rest,
    routes: routes.map(({ escalate, ...route }) => ({
      ...route,
      ...(escalate && {
        escalate: escalate.map((step) => ({ ...step, after: shortened(step.after, pace) })),
      }),
    })),
  });
}

/** As Prometheus writes durations. */
export function shortened(duration: string, pace: Pace): string {
  return formatDuration(parseDuration(duration) / pace);
}
