import { memberText, type Shift } from './oncall.ts';

/** Who is on duty in a shift, in words: `Ada Example; backup Bea Example`. */
export function shiftText({ primary, backup }: Pick<Shift, 'primary' | 'backup'>): string {
  const first = primary.map(memberText);
  const others = backup.map(memberText).filter((text) => !first.includes(text));
  const names = first.join(', ') || 'nobody';
  return others.length === 0 ? names : `${names}; backup ${others.join(', ')}`;
}

/** What clock and calendar on the wall show: `Mon 2026-11-23 09:00`. */
export function wallClock(at: Date, timeZone: string): string {
  // The Swedish way to write a date is the ISO way.
  const date = new Intl.DateTimeFormat('sv-SE', { timeZone, dateStyle: 'short', timeStyle: 'short' }).format(
    at,
  );
  const weekday = new Intl.DateTimeFormat('en-GB', { timeZone, weekday: 'short' }).format(at);
  return `${weekday} ${date}`;
}
