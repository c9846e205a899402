import type { Silence } from '../commands/api/alertmanager-api.ts';
import type { PrometheusApi } from '../commands/api/prometheus-query.ts';
import type { Site } from '../site.ts';
import { type Incident, incidentsOf } from './alert-history.ts';
import { type Asker, askerOf } from './asker.ts';
import { type Kept, keptOf } from './kept.ts';
import { type Missing, missingOf } from './missing.ts';
import { MINUTE, type Period, type Span } from './period.ts';
import {
  availabilityQuestions,
  otherSources,
  type Question,
  type Questions,
  questionsOf,
  versionQuestions,
} from './questions.ts';
import { type Rollout, rolloutsOf } from './rollout-story.ts';
import { gapsOf, runsOf } from './runs.ts';
import { type AvailabilityOf, availabilityOf } from './uptime.ts';
import { type Change, changesOf } from './version-changes.ts';

/** Everything that a report tells about a period. */
export interface Facts {
  readonly period: Period;
  /** Promised share of the time. */
  readonly objective: number;
  readonly availability: readonly AvailabilityOf[];
  readonly rollouts: readonly Rollout[];
  readonly incidents: readonly Incident[];
  /** Whether an Alertmanager was asked for silences. */
  readonly knowsSilences: boolean;
  readonly kept: readonly Kept[];
  /** Every version at the first and the last look, changed or not. */
  readonly versions: readonly Change[];
  readonly missing: readonly Missing[];
  /** For the appendix: everything that was asked. */
  readonly questions: readonly Question[];
}

/**
 * Asks a Prometheus what happened. Nothing that the exporter told is left of a period: undefined.
 *
 * @param silences of the Alertmanager; undefined where none was asked
 */
export async function factsOf(
  site: Site,
  prometheus: PrometheusApi,
  silences: readonly Silence[] | undefined,
  period: Period,
): Promise<Facts | undefined> {
  const { settings, plan } = site;
  const asker = askerOf(prometheus, period);
  const questions = questionsOf(settings);
  const availability = availabilityQuestions(settings);
  const versions = versionQuestions(settings);
  const measured = await measuredIn(asker, questions, period);
  const first = measured.at(0)?.from;
  const last = measured.at(-1)?.to;
  if (first === undefined || last === undefined) return undefined;

  const found: AvailabilityOf[] = [];
  for (const question of availability) found.push(await availabilityOf(asker, question, period));
  const incidents = incidentsOf(await asker.states(questions.firing), period, { plan, silences });
  const changes: Change[] = [];
  for (const question of versions) {
    const before = await asker.moment(question, first);
    changes.push(...changesOf(question, before, await asker.moment(question, last - MINUTE)));
  }
  const others = otherSources(settings);
  return {
    period,
    objective: settings.thresholds.sloTarget,
    availability: found,
    rollouts: await rolloutsOf({ asker, questions, availability, versions, period }),
    incidents,
    knowsSilences: silences !== undefined,
    kept: await keptOf(asker, questions, last - MINUTE),
    versions: changes,
    missing: await missingOf({
      asker,
      questions,
      others,
      period,
      gaps: gapsOf(measured, period),
      availability: found,
      last: last - MINUTE,
      knowsSilences: silences !== undefined,
    }),
    questions: [
      ...availability.flatMap(({ objects, failing }) => [objects, failing]),
      ...Object.values(questions),
      ...versions,
      ...others,
    ],
  };
}

/** When the exporter was scraped; a scrape that failed once is no gap. */
async function measuredIn(asker: Asker, questions: Questions, period: Period): Promise<readonly Span[]> {
  return runsOf(await asker.states(questions.measured), period, () => '', 2 * period.step);
}
