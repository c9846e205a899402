const UNITS = { d: 86_400_000, h: 3_600_000, m: 60_000, s: 1_000, ms: 1 } as const;
const DURATION = /^(?:(\d+)d)?(?:(\d+)h)?(?:(\d+)m)?(?:(\d+)s)?(?:(\d+)ms)?$/;

/**
 * Milliseconds of a duration as Prometheus writes it: `30s`, `1h30m`, `7d`.
 *
 * @throws RangeError when the text is not such a duration.
 */
export function parseDuration(text: string): number {
  const parts = DURATION.exec(text);
  if (text === '' || parts === null) {
    throw new RangeError(`"${text}" is not a duration; write it like Prometheus does: 30s, 5m, 1h30m, 7d`);
  }
  return Object.values(UNITS).reduce((sum, unit, index) => sum + unit * Number(parts[index + 1] ?? 0), 0);
}

/** The shortest Prometheus duration for a number of milliseconds: 90000 becomes `1m30s`. */
export function formatDuration(milliseconds: number): string {
  let rest = Math.round(milliseconds);
  let text = '';
  for (const [name, size] of Object.entries(UNITS)) {
    const count = Math.floor(rest / size);
    if (count > 0) text += `${count}${name}`;
    rest -= count * size;
  }
  return text === '' ? '0s' : text;
}
