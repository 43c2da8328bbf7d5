/** What files call a reason: our own words, those of our screens, and those of other programs; the first few are named to people. */
export const reasonWords = {
  bounce: listed(
    'hard bounce, hard, bounce, bounced, cleaned, invalid, hard bounces, hard bounced, bounces, permanent, permanent failure, permanent bounce, undeliverable, does not exist, unzustellbar',
  ),
  soft_bounce: listed(
    'soft bounces, soft, soft bounce, soft bounced, transient, transient failure, transient bounce, temporary, temporary failure, mailbox full',
  ),
  complaint: listed(
    'complaint, complained, spam, abuse, complaints, complaint spam, spam complaint, spam complaints, spam report, spam reports, spam reported, spam notification, reported as spam, marked as spam, junk, beschwerde',
  ),
  unsubscribe: listed(
    'unsubscribed, unsubscribe, unsub, opted out, opt out, unsubs, unsubscribes, unsubscription, list unsubscribe, group unsubscribe, left, abgemeldet, abbestellt, désabonné, désinscrit, dado de baja, wypisany, disiscritto',
  ),
  manual: listed(
    'by hand, manual, blocked, do not contact, manually, manual suppression, added by hand, block, blocklist, blocklisted, blacklist, blacklisted, suppressed, suppression, dnc, gesperrt',
  ),
};

type Reason = keyof typeof reasonWords;

function listed(words: string): string[] {
  return words.split(', ');
}

/** `Hard-Bounce`, `HARD_BOUNCE` and `HardBounce` are one word. */
const folded = (word: string): string => word.normalize('NFD').replace(/\P{L}/gu, '').toLowerCase();

const known = new Map(
  Object.entries(reasonWords).flatMap(([reason, words]) =>
    [reason, ...words].map((word) => [folded(word), reason as Reason] as const),
  ),
);

/** The reason that a word of a file means; null when it is none that is understood. */
export const reasonOfWord = (word: string): Reason | null =>
  word.length > 60 ? null : (known.get(folded(word)) ?? null);
