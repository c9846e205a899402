// Abbreviations that mean one thing: `IST` is India, Israel or Ireland, `CST` America or China, so they are none.
const ABBREVIATIONS: Readonly<Record<string, string>> = {
  Z: 'UTC',
  ET: 'America/New_York',
  EST: 'America/New_York',
  EDT: 'America/New_York',
  CT: 'America/Chicago',
  CDT: 'America/Chicago',
  MT: 'America/Denver',
  MDT: 'America/Denver',
  PT: 'America/Los_Angeles',
  PST: 'America/Los_Angeles',
  PDT: 'America/Los_Angeles',
  CET: 'Europe/Berlin',
  CEST: 'Europe/Berlin',
  MEZ: 'Europe/Berlin',
  MESZ: 'Europe/Berlin',
  WET: 'Europe/Lisbon',
  WEST: 'Europe/Lisbon',
  EET: 'Europe/Helsinki',
  EEST: 'Europe/Helsinki',
  BST: 'Europe/London',
  JST: 'Asia/Tokyo',
  KST: 'Asia/Seoul',
  SGT: 'Asia/Singapore',
  AEDT: 'Australia/Sydney',
  AET: 'Australia/Sydney',
  NZT: 'Pacific/Auckland',
};
const SPOKEN: readonly (readonly [RegExp, string])[] = [
  [/^central european\b/i, 'Europe/Berlin'],
  [/^eastern\b/i, 'America/New_York'],
  [/^central\b/i, 'America/Chicago'],
  [/^mountain\b/i, 'America/Denver'],
  [/^pacific\b(?!\/)/i, 'America/Los_Angeles'],
];
const NAME = /^(?:UTC|[A-Z][A-Za-z_]+(?:\/[A-Z][A-Za-z0-9_+-]+)+)$/;
const OFFSET = /^(?:UTC|GMT)\s*(?:([+-])\s*0?(\d{1,2})(?::?00)?)?$/i;

/** Asking costs a tenth of a millisecond, and each row of a table asks. */
const asked = new Map<string, boolean>();

/** True for a time zone that both this machine and Go know by that name. */
export function isTimeZone(text: string): boolean {
  if (!NAME.test(text)) return false;
  const known = asked.get(text);
  if (known !== undefined) return known;
  const is = isKnownHere(text);
  asked.set(text, is);
  return is;
}

function isKnownHere(timeZone: string): boolean {
  try {
    new Intl.DateTimeFormat('en', { timeZone });
    return true;
  } catch {
    return false;
  }
}

/** The name of a zone as people write it: `Europe/Berlin`, `ET`, `UTC+2`; undefined where it is none, or could be several. */
export function zoneNamed(text: string): string | undefined {
  const written = text.trim();
  if (isTimeZone(written)) return written;
  const abbreviated = ABBREVIATIONS[written.toUpperCase()];
  if (abbreviated !== undefined) return abbreviated;
  const spoken = SPOKEN.find(([pattern]) => pattern.test(written));
  if (spoken !== undefined) return spoken[1];
  const offset = OFFSET.exec(written);
  if (offset === null) return undefined;
  const [, sign, hours = '0'] = offset;
  if (sign === undefined || Number(hours) === 0) return 'UTC';
  // These names count from the other side: Etc/GMT-2 is two hours ahead of UTC.
  const zone = `Etc/GMT${sign === '+' ? '-' : '+'}${Number(hours)}`;
  return isTimeZone(zone) ? zone : undefined;
}
