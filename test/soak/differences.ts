import { parseSamples, type Sample } from '../kit/parse-samples.ts';

/** What measures or counts the exporter itself rather than what it has read: its process, runs, times and sessions. */
const OWN =
  /^(?:process_|nodejs_|palette_exporter_\w*_seconds$|palette_exporter_collector_(?:requests|series)$|palette_localui_session_expiry_timestamp_seconds$)/;
/** Heartbeats go on while two exporters look at them one after the other: so many seconds apart at most. */
const APART = 60;

/**
 * Where two expositions differ but for counters, and for times of the exporter itself.
 *
 * @returns a line for each series that only one of them has or whose value differs, and how many were compared
 */
export function differences(old: string, fresh: string): { lines: readonly string[]; series: number } {
  const [before, after] = [seriesOf(old), seriesOf(fresh)];
  const names = [...new Set([...before.keys(), ...after.keys()])].sort();
  const lines = names
    .filter((name) => !isSame(name, before.get(name), after.get(name)))
    .map((name) => `${name}: ${before.get(name) ?? 'not there'}, fresh ${after.get(name) ?? 'not there'}`);
  return { lines, series: names.length };
}

function isSame(name: string, old: string | undefined, fresh: string | undefined): boolean {
  if (old === fresh) return true;
  return /^\w+_timestamp_seconds\{/.test(name) && Math.abs(Number(old) - Number(fresh)) <= APART;
}

function seriesOf(text: string): ReadonlyMap<string, string> {
  const counted = new Set(
    [...text.matchAll(/^# TYPE (\S+) (?:counter|histogram|summary)$/gm)].map(([, name]) => name),
  );
  const isCompared = ({ name }: Sample) =>
    !OWN.test(name) && !counted.has(name) && !counted.has(name.replace(/_(?:bucket|sum|count)$/, ''));
  return new Map(
    parseSamples(text)
      .filter(isCompared)
      .map(({ name, labels, value }) => [`${name}${JSON.stringify(labels)}`, value]),
  );
}
