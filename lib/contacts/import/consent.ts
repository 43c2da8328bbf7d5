import { channels, type Channel } from '../vocabulary';
import { foldTitle } from './synonyms';

/** Channels that a column can say yes or no to, for marketing. The others are closed by who left all, and opened by no file. */
export const consentChannels = ['email', 'sms', 'whatsapp'] as const;
export type ConsentChannel = (typeof consentChannels)[number];

/**
 * `consent.email`: a yes in the column agrees. `optOut.email`: a yes in the column refuses. `all`: see `channelsOf`. `doNotContact`: a yes closes
 * every channel whatever the purpose, as the switch of a contact does, and anything else says nothing.
 */
export const consentTargets = [
  'consent.all',
  'consent.email',
  'consent.sms',
  'consent.whatsapp',
  'consent.smsWhatsapp',
  'optOut.all',
  'optOut.email',
  'optOut.sms',
  'optOut.whatsapp',
  'optOut.smsWhatsapp',
  'doNotContact',
] as const;
export type ConsentTarget = (typeof consentTargets)[number];

export interface ConsentColumn {
  channel: ConsentChannel | 'smsWhatsapp' | 'all';
  /** Whether a yes in the column refuses. */
  optOut: boolean;
  /** Whether that refuses all contact, and nothing of the column is about consent. */
  closes: boolean;
}

const parsed = new Map<string, ConsentColumn>(
  consentTargets.map((target) => {
    const [kind, channel = 'all'] = target.split('.') as [string, ConsentColumn['channel']?];
    return [target, { channel, optOut: kind !== 'consent', closes: kind === 'doNotContact' }];
  }),
);

/** What a target says about consent; null for the other targets. */
export const consentOfTarget = (target: string): ConsentColumn | null => parsed.get(target) ?? null;

/** What a column speaks of. One that names no channel: who left left all; who agreed did so by email and as the file has consent. */
export function channelsOf({ channel, optOut }: ConsentColumn, claimed: readonly string[]): readonly Channel[] {
  if (channel === 'smsWhatsapp') return ['sms', 'whatsapp'];
  if (channel !== 'all') return [channel];
  return optOut ? channels : consentChannels.filter((one) => one === 'email' || claimed.includes(one));
}

const listed = (words: string): string[] => words.split(',').map((word) => word.trim());
const yes = listed(
  'yes, y, true, t, 1, x, ✓, ✔, ja, j, oui, si, sí, sì, sim, tak, wahr, vrai, verdadero, vero, prawda, on',
);
const no = listed('no, n, false, f, 0, nein, nee, non, não, nao, nie, falsch, faux, falso, fałsz, off');
const agreed = listed(
  'opted in, opt in, optin, subscribed, angemeldet, abonniert, abonné, abonnée, inscrit, inscrite, suscrito, suscrita, iscritto, iscritta, zapisany, zapisana',
);
const refused = listed(
  'opted out, opt out, optout, unsubscribed, not subscribed, abgemeldet, désabonné, désabonnée, désinscrit, désinscrite, dado de baja, dada de baja, disiscritto, disiscritta, wypisany, wypisana',
);
const plain = new Map<string, boolean>([
  ...yes.map((word) => [word, true] as const),
  ...no.map((word) => [word, false] as const),
]);
/** Words that mean the same in every column: `unsubscribed` under "Opt-out" is no consent either. */
const absolute = new Map<string, boolean>([
  ...agreed.map((word) => [word, true] as const),
  ...refused.map((word) => [word, false] as const),
]);

/** Whether a cell agrees; null when it is none of the words that are understood. */
export function answerOf(cell: string, optOut: boolean): boolean | null {
  if (cell.length > 40) return null;
  const word = cell
    .normalize('NFC')
    .trim()
    .toLowerCase()
    .replace(/[\s_-]+/g, ' ');
  const said = plain.get(word);
  return said === undefined ? (absolute.get(word) ?? null) : said !== optOut;
}

const understood =
  'it is neither yes nor no. Understood are yes, no, y, n, true, false, 1, 0, x, ja, nein, oui, non, si, sim, tak, nie, on, off, opted in, opted out, subscribed, unsubscribed, and an empty cell, which says nothing';
export const notUnderstood = `no consent is taken from it: ${understood}`;
export const notClosing = `it does not set do-not-contact, and the row brings no consent: ${understood}`;

/** Consent to something else than messages of ours, or a remark about a consent. */
const otherwise =
  /\b(photos?|fotos?|fotograf\w*|image|bild\w*|videos?|cookies?|terms|agb|cgu|parent\w*|push|post|postal|letters?|phone calls?|fax|source|origin|quelle|herkunft|ip|version|wording|id|delet\w*|erasure|forgotten|gelosch\w*|geloesch\w*|losch\w*|loesch\w*)\b/;
const leaving = new RegExp(
  [
    'no (e ?mail |sms |whats ?app |marketing )?consent\\b|not opted ?in|not consented|(keine?|ohne) (einwilligung|zustimmung)|exclude|opt(s|ed)? ?outs?\\b|optouts?|has ?opted ?out|unsubscri|no longer subscribed|not subscribed|dnc\\b|dnm\\b',
    'do ?not ?(send|e ?mail|mail|contact|text|sms|disturb|message)|don ?t (send|e ?mail|mail|contact|text|sms|message)',
    'no (more )?(e ?mails?|mails?|mailings?|sms|whats ?app|newsletters?|marketing|contact|messages)\\b',
    'abgemeldet|abbestell|ausgetragen|widerruf|widerspr|widersprochen|werbesperre|werbewiderspruch|sperrvermerk|kontaktsperre|mailsperre|keine? ?(e ?mails?|mails?|newsletter|werbung|kontakt|sms)|nicht (anschreiben|kontaktieren|anmailen|mailen)',
    'desabonn|desinscri|ne (pas|plus) (contacter|ecrire|envoyer)',
    'dado de baja|no (contactar|enviar|escribir|molestar)|desuscri',
    'wypisan|nie (kontaktowac|wysylac|pisac)|disiscri|non contattare|uitgeschreven|afgemeld|niet mailen',
  ]
    .map((words) => `\\b(?:${words})`)
    .join('|'),
);
/** Asks for silence, whatever a message is for, and says nothing else: to have left mailings, or not to want one thing, is less. */
const silence =
  /^(?:(?:gdpr|dsgvo|rgpd) )?(?:(?:please )?do ?not (?:contact|disturb)|(?:please )?don ?t contact|no (?:more )?contact|dnc|kontaktsperre|keinen? ?kontakt|nicht kontaktieren|ne (?:pas|plus) contacter|no (?:contactar|molestar)|nie kontaktowac|non contattare)(?: (?:at all|ever|flag|list|status|yes|y n|me|again|anymore))*$/;
const joining = new RegExp(
  [
    'news ?letters?|consent|opt(s|ed)? ?ins?\\b|optins?\\b|subscribed|subscribers?\\b|subscribe\\b|subscription status|double opt',
    'accepts? (?:\\w+ )?(marketing|e ?mails?|sms|messages)|(marketing|e ?mails?|mails?|sms|whats ?app|contact) (allowed|ok|permission|permitted|agreed|accepted)|(may|can|allow|wants?|receives?) (?:to )?(?:we )?(?:be )?(e ?mail|mail|contact|sms|text|newsletter|marketing)',
    'einwillig|zustimmung|zugestimmt|einverstand|abonniert|abonnent|werbeerlaubnis|werbeeinwilligung|rundbrief|infobrief',
    'consentement|abonnee?s?\\b|infolettre|lettre d ?information',
    'consentimiento|boletin|suscri',
    'zgoda|zgody|biuletyn|consenso|iscritto|toestemming|nieuwsbrief|consentimento',
  ]
    .map((words) => `\\b(?:${words})`)
    .join('|'),
);
/** Names no more than what consent is asked for by: it may be one to cookies or photos. */
const law = /\b(?:gdpr|rgpd|dsgvo)/;
const takenBack = /\b(withdrawn|revoked|declined|refused|denied|retire|widerrufen|verweigert|abgelehnt|wycofana)\b/;
/** Compounds that other languages write as one word: `Newslettereinwilligung`, `E-Mail-Einwilligung`, `Werbeeinwilligung`. */
const compound = /newsletter|einwilligung|zustimmung|optin(?!g)|consent/;

/** The channels that a title names. */
const named: Record<ConsentChannel, RegExp> = {
  email: /\b(e ?mail|mail|anmail)|mailsperre/,
  sms: /\bsms\b|\bmobile\b|\btext(s|ing)? (messag|opt|consent|allow|ok|permi|market|or |and )|\b(not|don ?t|no|or|and|may|can|allow|wants?|receives?|to|we|be) text(s|ed)?\b/,
  whatsapp: /whats ?app/,
};
const letters = 'news[ -]?letter|rundbrief|infobrief|infolettre|lettre d.?information|nieuwsbrief|bolet[ií]n|biuletyn';
const news = new RegExp(letters);
/** As one of several: `Newsletter/WhatsApp` is two things, `WhatsApp-Newsletter` is one. */
const newsAmong = new RegExp(
  ['(?:\\s*[/,;&+|]\\s*|\\s(?:and|or|und|oder|et|ou|y|o|i|e|en|of)\\s+)']
    .flatMap((between) => [`${between}(?:${letters})`, `(?:${letters})[\\p{L}]*${between}`])
    .join('|'),
  'iu',
);
const calls = /\b(phones?|telephones?|telefon\w*|calls?|calling|anruf\w*)\b/;

/** What a title that names several channels is read for: SMS and WhatsApp for these two, others with mail among them for all. */
function channelOf(title: string, words: string, optOut: boolean): ConsentColumn['channel'] | null {
  const found = consentChannels.filter((one) => named[one].test(words));
  const isMail = news.test(words) && (found.length === 0 || newsAmong.test(title));
  if (isMail && !found.includes('email')) found.unshift('email');
  const [first, ...more] = found;
  if (first === undefined) return !optOut && calls.test(words) ? null : 'all';
  if (more.length === 0) return first;
  return first === 'email' ? 'all' : 'smsWhatsapp';
}

const wordsOf = (title: string): string =>
  title
    .replace(/(\p{Ll})(\p{Lu})/gu, '$1 $2')
    .split(/[^\p{L}\p{N}]+/u)
    .map(foldTitle)
    .filter((word) => word !== '')
    .join(' ');

const asksIn = (words: string): boolean =>
  joining.test(words) || words.split(' ').some((word) => compound.test(word) && !word.startsWith('adopt'));

/** Whether a title that speaks of consent names the law alone, and not what people agreed to. */
export function namesLawAlone(title: string): boolean {
  const words = wordsOf(title);
  return law.test(words) && !asksIn(words) && !leaving.test(words) && !takenBack.test(words);
}

/** What a column says about consent by its title, the more careful reading first; null when it is about something else. */
export function consentOfTitle(title: string): ConsentTarget | null {
  const words = wordsOf(title);
  if (words.length > 200 || otherwise.test(words)) return null;
  const asks = asksIn(words) || law.test(words);
  const optOut = leaving.test(words) || (asks && takenBack.test(words));
  if (!optOut && !asks) return null;
  const channel = channelOf(title, words, optOut);
  if (silence.test(words)) return 'doNotContact';
  return channel && (optOut ? `optOut.${channel}` : `consent.${channel}`);
}

/** Whether at least half of a column's cells are answers; a column of dates or names is none of consents. */
export function answers(cells: readonly string[]): boolean {
  return cells.filter((cell) => answerOf(cell, false) !== null).length * 2 >= cells.length;
}
