import type { Membership } from './contact.ts';

export type Rank = Membership['rank'];

const BACKUP =
  'back-?up|secondary|deputy|alternate|alternative|stand-?in|substitute|fall-?back|reserve|' +
  '(?:second|2nd)[ -](?:(?:line|level|tier)(?: support)?|contact|on-?call)|(?:level|tier)[ -]2|(?:as )?(?:a )?last resort|escalations?(?: only| contact| point)?|' +
  '(?:only )?for escalations?(?: only)?|(?:stell)?vertret(?:ung|er|erin)|stellv\\.?|ersatz|zweitkontakt|' +
  'suppléante?|suppleante?|remplaçante?|remplacante?|adjointe?|secondaire|suplente|sustitut[oa]|respaldo|' +
  'secundari[oa]|バックアップ|副担当|代理|予備|二次対応|second|2nd';
const PRIMARY =
  'primary|(?:first|1st)[ -](?:(?:line|level|tier)(?: support)?|contact|on-?call)|(?:level|tier)[ -]1|main|principale?|hauptkontakt|hauptansprechpartner(?:in)?|' +
  'titulaire|titular|主担当|一次対応|first|1st';
const BEFORE = '(?:(?:the|our|as|is|acts as|acting|technical|local)\\s+)*';
const AFTER = '(?:contact|person|technical|on-?call|duty|responder|only)';
const CONDITION = /^(?:for|to|when|if|while|during|on|only|after)\b/i;
const RANKED = new RegExp(
  `^${BEFORE}(?:(?<backup>${BACKUP})|(?<primary>${PRIMARY}))(?![\\p{L}\\p{N}])`,
  'iu',
);

const ORDINAL =
  /^(?:l|level|tier|line|rank|contact|no\.?|#|stufe|ebene|rang|niveau|nivel)?[ -]*(?<number>\d)(?:st|nd|rd|th|\.|°|ª|º)?(?: (?:line|level|tier|contact|call))?$/iu;
const OF_THING = /^(?:first|second|1st|2nd|main|principale?)$/i;
const LATER = /^(?:third|3rd|tertiary|last)\b/i;

/** A text that gives a rank, and what it says besides. */
export interface Ranked {
  readonly rank: Rank;
  readonly rest: string;
}

/**
 * The rank that a text gives by a whole phrase: `Backup`, `second line`, `Backup SE` of the role `Cloud SE`. `Backup and
 * restore` is a subject and gives none.
 *
 * @param isTime tells whether what follows the phrase is about time, as in `Backup Mon-Fri 09:00-17:00`
 */
export function rankIn(
  text: string,
  role: string,
  isTime: (rest: string) => boolean = () => false,
): Ranked | undefined {
  const found = RANKED.exec(text.trim());
  if (found === null) return undefined;
  const rest = withoutTitle(
    text
      .trim()
      .slice(found[0].length)
      .replace(/^[\s:,-]+/, ''),
    role,
  );
  if (rest !== '' && !CONDITION.test(rest) && !isTime(rest)) return undefined;
  return { rank: found.groups?.backup === undefined ? 'primary' : 'backup', rest };
}

/** The rank that a cell gives which holds nothing else: `L2`, `Tier 1`, `3`, `deputy`. */
export function rankCalled(text: string, role: string): Rank | undefined {
  const number = ORDINAL.exec(text)?.groups?.number;
  if (number !== undefined && number !== '0') return number === '1' ? 'primary' : 'backup';
  if (LATER.test(text)) return 'backup';
  const found = rankIn(text, role);
  return found?.rest === '' ? found.rank : undefined;
}

/** The rank of `Storage (backup)`; `Plant (2)` and `Plant (main)` are plants. */
export function rankBeside(text: string, role: string): Rank | undefined {
  const found = OF_THING.test(text) ? undefined : rankIn(text, role);
  return found?.rest === '' ? found.rank : undefined;
}

// Words of the role itself name the position: the `SE` of `Backup SE`.
function withoutTitle(text: string, role: string): string {
  const own = new Set(role.toLowerCase().split(/\s+/));
  const words = text.split(/\s+/);
  const title = words.findIndex(
    (word) => !own.has(word.toLowerCase()) && !new RegExp(`^${AFTER}$`, 'i').test(word),
  );
  return title < 0 ? '' : words.slice(title).join(' ');
}
