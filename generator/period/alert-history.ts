import { COMPONENTS, type Component } from '../../alerts/kit/components.ts';
import { reliedOn } from '../../alerts/kit/relied-on.ts';
import type { Silence } from '../commands/api/alertmanager-api.ts';
import type { SampledSeries } from '../commands/api/prometheus-query.ts';
import type { Plan } from '../contacts/escalation-plan.ts';
import type { Labels } from '../contacts/rule-matching.ts';
import { timelineOf } from '../contacts/timeline.ts';
import { TWIN } from '../route-tree.ts';
import type { Period } from './period.ts';
import { type Run, runsOf } from './runs.ts';

/** One time that an alert fired. */
export interface Incident extends Run {
  readonly alert: string;
  readonly component: Component;
  readonly severity: string;
  /** When it was silenced; undefined where it was not, or nobody knows. */
  readonly silencedAt: number | undefined;
  /** Who is told of it by the plan until it ended or was silenced. */
  readonly told: readonly string[];
}

interface Known {
  readonly plan: Plan;
  /** Undefined where no Alertmanager was asked. */
  readonly silences: readonly Silence[] | undefined;
}

/** What `ALERTS` tells, as incidents in the order of their beginnings. */
export function incidentsOf(
  series: readonly SampledSeries[],
  period: Period,
  known: Known,
): readonly Incident[] {
  // A look that found no series may have met Prometheus while it was starting.
  const runs = runsOf(
    series.map(plain),
    period,
    (labels) => JSON.stringify(Object.entries(labels).sort()),
    2 * period.step,
  );
  return runs
    .flatMap((run) => {
      const component = componentOf(run.labels);
      return component === undefined ? [] : [incidentOf(run, component, known)];
    })
    .sort((a, b) => a.from - b.from);
}

function incidentOf(run: Run, component: Component, { plan, silences }: Known): Incident {
  const { alertname: alert = '', severity = '' } = run.labels;
  const silencedAt = silences === undefined ? undefined : silencedIn(run, silences);
  const end = silencedAt ?? run.to;
  const tellings =
    end <= run.from ? [] : (timelineOf(plan, run.labels, new Date(run.from), new Date(end))?.tellings ?? []);
  return {
    ...run,
    alert,
    component,
    severity,
    silencedAt,
    told: [...new Set(tellings.map(({ told }) => told.person.id))],
  };
}

/** The first moment of an alert at which a silence held; it may have been made before. */
function silencedIn({ labels, from, to }: Run, silences: readonly Silence[]): number | undefined {
  const moments = silences
    .filter((silence) => silence.from < to && silence.to > from)
    .filter(({ matchers }) => matchers.every(({ label, fits }) => fits(labels[label] ?? '')))
    .map((silence) => Math.max(from, silence.from));
  return moments.length === 0 ? undefined : Math.min(...moments);
}

/** Without what Prometheus adds, and what tells the twin of an alert from it. */
function plain({ labels, samples }: SampledSeries): SampledSeries {
  const { __name__, alertstate, [TWIN.marker]: _marker, [TWIN.after]: _after, ...rest } = labels;
  return { labels: rest, samples };
}

function componentOf({ component, alertname = '' }: Labels): Component | undefined {
  if (component !== undefined) return isComponent(component) ? component : undefined;
  const found = Object.entries(reliedOn).find(([, names]) => names.includes(alertname))?.[0];
  return found !== undefined && isComponent(found) ? found : undefined;
}

function isComponent(text: string): text is Component {
  return Object.hasOwn(COMPONENTS, text);
}
