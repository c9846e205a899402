import { midnight } from '../../contacts/calendar-duty.ts';
import { renderMarkdown, verbatim } from '../../kit/markdown.ts';
import { roleShifts } from '../../reports/oncall.ts';
import { shiftText, wallClock } from '../../reports/shift-text.ts';
import type { Site } from '../../site.ts';

/** `docs/oncall.md`: whose turn it is, as far as turns are written out. A site without rotations has no such page. */
export function oncallPage(site: Site): readonly (readonly [path: string, text: string])[] {
  const { roster, file } = site.plan.contacts;
  if (roster === undefined) return [];
  const [from, to] = [roster.horizon.from, roster.horizon.until].map(
    (day) => new Date(midnight(day) * 60_000),
  );
  if (from === undefined || to === undefined) return [];
  const roles = roster.roles.flatMap((role) => roleShifts(site, role, { from, to }));
  const page = renderMarkdown('oncall', {
    file: verbatim(file),
    roles: roles.map(({ role, timeZone, shifts }) => ({
      title: verbatim(role),
      timeZone,
      shifts: shifts.map((shift) => ({
        from: wallClock(shift.from, timeZone),
        who: verbatim(shiftText(shift)),
      })),
    })),
  });
  return [['docs/oncall.md', page]];
}
