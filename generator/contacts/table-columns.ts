import { oneLine } from './cell-text.ts';

/** What a column of a contact table holds. */
export type ColumnKind =
  | 'role'
  | 'contact'
  | 'name'
  | 'first'
  | 'last'
  | 'email'
  | 'phone'
  | 'handle'
  | 'backup'
  | 'backup-email'
  | 'backup-phone'
  | 'availability'
  | 'zone'
  | 'from'
  | 'to'
  | 'severity'
  | 'rank'
  | 'notes';

/** Headers of a table by what a person says that their columns hold. */
export type ColumnNames = Readonly<Partial<Record<ColumnKind, string>>>;

/** A column as its header calls it. */
export interface Column {
  readonly index: number;
  readonly header: string;
  /** Absent where the header means nothing here. */
  readonly kind?: ColumnKind | undefined;
}

/** Headers without accents, in lower case. */
const WORDS: Readonly<Record<ColumnKind, string>> = {
  role:
    'role|roles|team|teams|service|services|function|functions|area|areas|responsibility|responsibilities|responsible for|position|' +
    'duty|duties|scope|component|components|system|systems|application|applications|app|platform|subsystem|line of business|workstream|topic|subject|subject area|department|group|unit|discipline|domain|title|job title|rolle|rollen|' +
    'funktion|bereich|system|systeme|komponente|anwendung|fachbereich|ressort|aufgabe|aufgaben|zustandigkeit|zustandigkeitsbereich|abteilung|gruppe|dienst|thema|stelle|fonction|' +
    'equipe|domaine|systeme|composant|application|metier|poste|perimetre|rol|funcion|equipo|servicio|cargo|puesto|departamento|area|sistema|componente|aplicacion|役割|役職|担当|担当業務|担当領域|チーム|' +
    '部署|部門|サービス|機能|職務|システム|コンポーネント|部門名|チーム名',
  contact:
    'contact|contacts|person|people|owner|owners|who|responsible|on call|oncall|point of contact|poc|contact person|person in charge|' +
    'in charge|lead|contact details|contact info|contact information|contact data|primary|primary on call|main contact|whom to call|members|member|engineer|assignee|staff|' +
    'first line|1st line|first contact|1st contact|first responder|level 1|tier 1|l1|primary contact|wen anrufen|' +
    'ansprechpartner|ansprechpartnerin|ansprechpartner in|ansprechperson|kontakt|kontakte|kontaktperson|verantwortlich|verantwortliche|' +
    'verantwortlicher|zustandig|personne|responsable|interlocuteur|referent|contacto|contactos|persona|persona de contacto|' +
    'encargado|連絡先|担当者|責任者|窓口',
  name: 'name|full name|names|nom|nom complet|nom et prenom|nombre|nombre completo|vor und nachname|氏名|名前|お名前',
  first: 'first name|given name|forename|vorname|prenom|名',
  last: 'last name|surname|family name|nachname|familienname|nom de famille|apellido|apellidos|姓',
  email:
    'email|e mail|emails|e mails|mail|mails|email address|e mail address|mail address|mail adresse|e mail adresse|emailadresse|' +
    'courriel|mel|adresse mail|adresse email|adresse e mail|correo|correo electronico|distribution list|メール|メールアドレス|eメール|電子メール',
  phone:
    'phone|phones|phone number|telephone|tel|tel no|mobile|mobile number|mobile phone|cell|cell phone|contact number|number|telefon|' +
    'telefonnummer|rufnummer|mobil|mobilnummer|mobiltelefon|handy|handynummer|durchwahl|numero|numero de telephone|portable|' +
    'telefono|movil|celular|extension|ext|call|電話|電話番号|携帯|携帯電話|内線',
  handle: 'slack|slack channel|channel|chat|teams|handle|slack handle|im|github|slackチャンネル|チャット',
  backup:
    'second line|2nd line|third line|3rd line|second contact|2nd contact|level 2|level 3|tier 2|tier 3|l2|l3|tertiary|' +
    'backup|backups|secondary|deputy|deputies|escalation|escalations|alternate|alternative|substitute|stand in|second line|fallback|' +
    'escalation contact|escalation to|escalate to|secondary on call|vertretung|vertreter|stellvertreter|stellvertretung|' +
    'stellvertreter in|ersatz|eskalation|suppleant|remplacant|adjoint|secours|escalade|suplente|respaldo|sustituto|escalado|' +
    'バックアップ|副担当|副担当者|代理|代理者|エスカレーション|エスカレーション先',
  'backup-email': '',
  'backup-phone': '',
  availability:
    'availability|available|hours|hours of coverage|support hours|working hours|office hours|business hours|when|coverage|schedule|' +
    'shift|shifts|on call hours|times|time|erreichbarkeit|erreichbar|verfugbarkeit|zeiten|zeit|wann|dienstzeit|' +
    'dienstzeiten|arbeitszeit|servicezeit|servicezeiten|disponibilite|disponibilites|horaire|horaires|quand|heures|astreinte|disponibilidad|' +
    'horario|horarios|cuando|対応時間|時間|稼働時間|受付時間|勤務時間|対応可能時間|時間帯|シフト',
  zone: 'time zone|timezone|tz|zeitzone|fuseau horaire|fuseau|zona horaria|huso horario|タイムゾーン',
  from: 'from|valid from|start|start date|starts|starting|begin|since|date from|von|ab|gultig ab|beginn|du|debut|date de debut|desde|inicio|valido desde|開始|開始日|から',
  to: 'to|until|till|valid to|valid until|end|end date|ends|through|date to|bis|gultig bis|ende|au|fin|date de fin|jusqu au|hasta|valido hasta|終了|終了日|まで',
  severity:
    'severity|severities|alert severity|severity level|schweregrad|gravite|severite|severidad|gravedad|重要度|深刻度',
  rank:
    'rank|level|tier|order|priority|escalation level|escalation order|support level|support tier|call order|contact order|contact type|type of contact|primary backup|' +
    'rang|stufe|ebene|reihenfolge|prioritat|eskalationsstufe|niveau|ordre|priorite|nivel|orden|prioridad|tipo de contacto|レベル|順位|順番|優先順位|区分',
  notes:
    'notes|note|comment|comments|remark|remarks|description|details|info|information|bemerkung|bemerkungen|anmerkung|anmerkungen|' +
    'hinweis|hinweise|notiz|notizen|kommentar|remarque|remarques|commentaire|commentaires|notas|nota|comentario|comentarios|' +
    'observaciones|備考|注記|メモ|コメント|説明',
};
// Whom or what somebody works for.
const INSTEAD_OF_ROLE = new Set(
  (
    'vendor|vendors|supplier|suppliers|manufacturer|provider|partner|company|organisation|organization|product|products|technology|layer|pack|' +
    'hersteller|anbieter|lieferant|lieferanten|firma|partnerfirma|produkt|produkte|fournisseur|editeur|fabricant|societe|produit|' +
    'proveedor|fabricante|empresa|producto|ベンダー|メーカー|製品|会社|会社名'
  ).split('|'),
);
const KINDS = new Map(
  (Object.entries(WORDS) as [ColumnKind, string][]).flatMap(([kind, words]) =>
    words === '' ? [] : words.split('|').map((word): [string, ColumnKind] => [word, kind]),
  ),
);
// `Backup policy` and `Backup schedule` are about data.
const SECOND =
  /^(?:backup|secondary|second|deputy|alternate|escalation|2nd|vertretung|stellvertretung|ersatz|stellvertretend(?:er|e)?) /;

// Words that mean too much to decide as part of a longer header: `Ticket number`, `Product info`.
const WEAK = new Set(
  'rank level tier order priority rang stufe ebene niveau ordre nivel orden number numero call title time times info information details description unit group channel im teams primary members staff position extension ext domain topic subject scope handle chat coverage schedule backup backups people component components system systems application applications app platform from to until till since start starts end ends begin through von ab bis au du fin ende beginn'.split(
    ' ',
  ),
);
const LEADING = new Set(
  'nom nombre personne persona responsable contact contacto telefono correo horario horaires adresse telefon'.split(
    ' ',
  ),
);

/** What each column holds, by the meaning of its header, whatever the order and the language. */
export function columnsOf(headers: readonly string[], told: ColumnNames = {}): readonly Column[] {
  const columns = headers.map((header, index) => {
    const text = oneLine(header);
    return { index, header: text, kind: toldKind(text, told) ?? kindOf(header) };
  });
  const isTold = (kind: ColumnKind | undefined) => kind !== undefined && told[kind] !== undefined;
  const known = columns.map((column) =>
    isTold(column.kind) && toldKind(column.header, told) === undefined
      ? { ...column, kind: undefined }
      : column,
  );
  // A corner without a text, as in `| | Primary | Backup |`.
  return withRole(known, ({ index, header }) => index === 0 && header === '');
}

/** The same, with the vendor, the company or the product as the role where there is none. */
export function withVendorAsRole(columns: readonly Column[]): readonly Column[] {
  return withRole(columns, ({ header }) => INSTEAD_OF_ROLE.has(plainHeader(header).replace(/ names?$/, '')));
}

function withRole(columns: readonly Column[], isRole: (column: Column) => boolean): readonly Column[] {
  const role = columns.some(({ kind }) => kind === 'role') ? undefined : columns.find(isRole);
  return columns.map((column) => (column === role ? { ...column, kind: 'role' } : column));
}

/** The kind that a name of a column stands for: `Role`, `backup-email`. */
export function kindCalled(name: string): ColumnKind | undefined {
  const kind = name.trim().toLowerCase().replace(/[ _]/g, '-');
  return Object.keys(WORDS).includes(kind) ? (kind as ColumnKind) : kindOf(name);
}

/** What columns can be told to hold. */
export function kindNames(): readonly string[] {
  return Object.keys(WORDS);
}

/** True when a person means this header, whatever the case of its letters. */
export function isHeader(header: string, written: string): boolean {
  return oneLine(header).toLowerCase() === oneLine(written).toLowerCase();
}

function toldKind(header: string, told: ColumnNames): ColumnKind | undefined {
  const found = Object.entries(told).find(([, name]) => isHeader(header, name));
  return found === undefined ? undefined : (found[0] as ColumnKind);
}

/** True for a header that means a kind by itself: `Role`, not `Access`. */
export function kindOf(header: string): ColumnKind | undefined {
  const text = plainHeader(header);
  return KINDS.get(text) ?? secondKind(text) ?? partKind(text) ?? compoundKind(text);
}

function plainHeader(header: string): string {
  const folded = oneLine(header)
    .normalize('NFD')
    .replace(/[\u0300-\u036f]/g, '')
    .normalize('NFC')
    .toLowerCase();
  const plain = folded
    .replace(/\([^)]*\)/g, ' ')
    .replace(/[^\p{L}\p{N}]+/gu, ' ')
    .trim();
  return plain.replace(/^(?:the|our) /, '');
}

function secondKind(text: string): ColumnKind | undefined {
  const [second] = SECOND.exec(text) ?? [];
  if (second === undefined) return undefined;
  const kind = kindOf(text.slice(second.length));
  if (kind === 'email') return 'backup-email';
  if (kind === 'phone') return 'backup-phone';
  return kind === 'contact' || kind === 'name' ? 'backup' : undefined;
}

// English and German put what it is last, the Romance languages first: `Service owner`, `nom du contact`.
function partKind(text: string): ColumnKind | undefined {
  const words = text.split(' ');
  if (words.length < 2) return undefined;
  if (words.at(-1) === 'name' && KINDS.get(words[0] ?? '') === 'role') return 'role';
  const [head = ''] = text.split(/ (?:of|for|du|de|des|la|le|del|fur) /);
  if (head !== text) return KINDS.get(head);
  const [first = '', last = ''] = [words[0], words.at(-1)];
  if (!WEAK.has(last) && KINDS.has(last)) return KINDS.get(last);
  return LEADING.has(first) ? KINDS.get(first) : undefined;
}

// `Hauptansprechpartner`, `Bürozeiten`, `連絡先メール`: what it is stands last, without a space before it.
const COMPOUND =
  /(ansprechpartner(?:in)?|kontakt|zeiten|telefon|vertret(?:er|ung)|bereich|担当者|連絡先|責任者|メール|メールアドレス|電話|電話番号|携帯|時間|時間帯|部署|チーム|備考)$/u;

function compoundKind(text: string): ColumnKind | undefined {
  const [, last] = COMPOUND.exec(text.replace(/(?<=.)名$/u, '')) ?? [];
  if (last === undefined) return undefined;
  return KINDS.get(last);
}
