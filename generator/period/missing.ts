import type { Asker } from './asker.ts';
import { MINUTE, type Period, type Span, stamp } from './period.ts';
import type { otherSources, Questions } from './questions.ts';
import { type AvailabilityOf, sumOf } from './uptime.ts';
import { spanText } from './words.ts';

/** Something that a report cannot tell, and why. */
export interface Missing {
  readonly what: string;
  readonly why: string;
}

interface Needed {
  readonly asker: Asker;
  readonly questions: Questions;
  readonly others: ReturnType<typeof otherSources>;
  readonly period: Period;
  /** When nothing of the exporter was there. */
  readonly gaps: readonly Span[];
  readonly availability: readonly AvailabilityOf[];
  /** The last moment with anything of the exporter. */
  readonly last: number;
  readonly knowsSilences: boolean;
}

/** Alertmanager forgets silences so long after their end, unless `--data.retention` says something else. */
const SILENCES_KEPT = 120 * 60 * MINUTE;
/** Less is a scrape or two. */
const WORTH_TELLING = 0.01;

export async function missingOf(needed: Needed): Promise<readonly Missing[]> {
  return [
    ...gapsIn(needed),
    ...(await collectorsIn(needed)),
    ...seldomSeen(needed),
    ...(await withoutOthers(needed)),
    ...aboutSilences(needed),
    {
      what: 'Mails as they were sent',
      why: 'who was told is what the contact plan says; mutings by other alerts and lost mails are recorded nowhere',
    },
  ];
}

function gapsIn({ gaps, period }: Needed): readonly Missing[] {
  return gaps.map((gap) => ({
    what: `Everything from ${stamp(gap.from)} to ${stamp(gap.to)} (${spanText(gap)})`,
    why:
      gap.from === period.from
        ? 'Prometheus has nothing of the exporter before: not installed yet, or no longer kept'
        : 'the exporter was not scraped: it, Prometheus or the way between them was down',
  }));
}

async function collectorsIn({ asker, questions, period }: Needed): Promise<readonly Missing[]> {
  const totals = new Map<string, number>();
  for (const bucket of period.buckets) {
    for (const { labels, value } of await asker.minutes(questions.collectorsDown, bucket)) {
      const name = `${labels.collector} of ${labels.source}`;
      totals.set(name, (totals.get(name) ?? 0) + value);
    }
  }
  const bySource = new Map<string, { names: string[]; minutes: number }>();
  for (const [name, minutes] of totals) {
    const source = name.slice(name.indexOf(' of ') + 4);
    const found = bySource.get(source) ?? { names: [], minutes: 0 };
    bySource.set(source, {
      names: [...found.names, name.slice(0, name.indexOf(' of '))],
      minutes: Math.max(found.minutes, minutes),
    });
  }
  return [...bySource].map(([source, { names, minutes }]) => ({
    what:
      names.length > 3
        ? `${names.length} collectors of ${source}`
        : `${names.sort().join(', ')} of ${source}`,
    why: `failed for up to ${spanText({ from: 0, to: minutes * MINUTE })}: what they tell is old or missing meanwhile`,
  }));
}

/** Objects that were there for a part of the time only. */
function seldomSeen({ availability, period, gaps }: Needed): readonly Missing[] {
  const all =
    (period.to - period.from) / MINUTE - gaps.reduce((sum, { from, to }) => sum + (to - from) / MINUTE, 0);
  return availability.flatMap(({ title, objects }) => {
    const seldom = objects.filter(({ buckets }) => sumOf(buckets).measured < all * (1 - WORTH_TELLING));
    const names = seldom
      .slice(0, 5)
      .map(
        ({ name, measured }) =>
          `${name} (${spanText({ from: 0, to: measured * MINUTE })} of ${spanText({ from: 0, to: all * MINUTE })})`,
      );
    if (names.length === 0) return [];
    const rest = seldom.length > names.length ? ` and ${seldom.length - names.length} more` : '';
    return [
      {
        what: `${title}, part of the time: ${names.join(', ')}${rest}`,
        why: 'new, gone, not in use, or its console did not tell; availability is of the time that was measured',
      },
    ];
  });
}

async function withoutOthers({ asker, others, last }: Needed): Promise<readonly Missing[]> {
  const missing: Missing[] = [];
  for (const question of others) {
    const found = await asker.moment(question, last);
    if (found.length === 0)
      missing.push({ what: capital(question.lost), why: `no series of ${question.what} at the end` });
  }
  return missing;
}

function aboutSilences({ knowsSilences, period }: Needed): readonly Missing[] {
  const what = 'Time to silence';
  if (!knowsSilences) return [{ what, why: 'no --alertmanager was given' }];
  if (period.to - period.from <= SILENCES_KEPT) return [];
  return [
    {
      what: `${what} of older alerts`,
      why: 'Alertmanager forgets a silence five days after its end, unless --data.retention says otherwise',
    },
  ];
}

function capital(text: string): string {
  return text.charAt(0).toUpperCase() + text.slice(1);
}
