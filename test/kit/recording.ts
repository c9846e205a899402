import { parseDuration } from '../../exporter/time/duration.ts';

/**
 * What a Prometheus would have stored of a target that it scraped every `step`, for judging rules by
 * `promtool test rules`.
 */
export interface Recording {
  /** As Prometheus writes durations. */
  readonly step: string;
  /** Scrapes so far. */
  readonly scrapes: number;
  /**
   * Takes in what a scrape showed; undefined: the target did not answer.
   *
   * The first scrape is the beginning of promtool's time, which is 1970. Values of metrics that are points in time
   * (`…_timestamp_seconds`) are moved as much, so that their distance from `time()` stays.
   *
   * @param at milliseconds since the epoch
   * @param federation what another Prometheus hands on, with the labels of its targets
   */
  scrape(exposition: string | undefined, at: number, federation?: string): void;
  /** Input of a promtool test: unchanged samples as runs, series sorted by name and labels. */
  series(): { readonly series: string; readonly values: string }[];
}

interface History {
  /** Runs of equal samples: a value, `stale` or `_`, and how often. */
  readonly runs: { readonly sample: string; times: number }[];
}

/** Labels that Prometheus adds to what it scrapes. */
const TARGET = 'job="palette-exporter",instance="palette-exporter:9877",namespace="monitoring"';
const ABSENT = '_';
/** What Prometheus notes when a series is missing from a scrape that it was in before. */
const STALE = 'stale';

/** @param step between two scrapes, as Prometheus writes durations */
export function createRecording(step: string): Recording {
  const histories = new Map<string, History>();
  let begin: number | undefined;
  let scrapes = 0;

  function add(series: string, sample: string): void {
    const history = histories.get(series) ?? { runs: [{ sample: ABSENT, times: scrapes }] };
    histories.set(series, history);
    const last = history.runs.at(-1);
    if (last?.sample === sample) last.times += 1;
    else history.runs.push({ sample, times: 1 });
  }

  return {
    step,
    get scrapes() {
      return scrapes;
    },
    scrape(exposition, at, federation = '') {
      begin ??= at;
      const found = samplesIn(exposition ?? '', begin);
      for (const [series, sample] of federatedIn(federation, begin)) found.set(series, sample);
      found.set(`up{${TARGET}}`, exposition === undefined ? '0' : '1');
      for (const [series, sample] of found) add(series, sample);
      for (const [series, { runs }] of histories) {
        if (!found.has(series))
          add(series, [STALE, ABSENT].includes(runs.at(-1)?.sample ?? ABSENT) ? ABSENT : STALE);
      }
      scrapes += 1;
    },
    series: () =>
      [...histories]
        .sort(([a], [b]) => (a < b ? -1 : 1))
        .map(([series, { runs }]) => ({ series, values: runs.flatMap(runText).join(' ') })),
  };
}

/** Milliseconds between two scrapes. */
export function stepOf({ step }: Pick<Recording, 'step'>): number {
  return parseDuration(step);
}

/**
 * Metrics of the process itself depend on the machine and no rule reads them.
 *
 * @param begin milliseconds since the epoch
 */
function samplesIn(exposition: string, begin: number): Map<string, string> {
  const own = linesOf(exposition).filter((line) => line.startsWith('palette'));
  return new Map(
    own.map((line) => sampleOf(line, begin)).map(([series, value]) => [labelled(series), value]),
  );
}

function federatedIn(federation: string, begin: number): Map<string, string> {
  return new Map(linesOf(federation).map((line) => sampleOf(line, begin)));
}

function linesOf(exposition: string): readonly string[] {
  return exposition.split('\n').filter((line) => line !== '' && !line.startsWith('#'));
}

function sampleOf(line: string, begin: number): readonly [series: string, value: string] {
  const at = line.lastIndexOf(' ');
  const series = line.slice(0, at);
  const value = line.slice(at + 1);
  const isTime = /^\w+_(?:timestamp|boot_time)_seconds(?:\{|$)/.test(series);
  return [series, isTime ? String(Number(value) - begin / 1000) : value];
}

function labelled(series: string): string {
  return series.endsWith('}') ? `${series.slice(0, -1)},${TARGET}}` : `${series}{${TARGET}}`;
}

/** `1x3` is a sample and three more like it, while `_x3` is three in all that are missing. */
function runText({ sample, times }: { readonly sample: string; readonly times: number }): string[] {
  if (times === 0) return [];
  if (sample === ABSENT) return [`${ABSENT}x${times}`];
  if (sample === STALE) return [STALE];
  return [times === 1 ? sample : `${sample}x${times - 1}`];
}
