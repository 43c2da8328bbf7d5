/** Hard: the address will never work. Soft: it may work later. Undetermined: refused for another reason (content, policy). */
export type BounceClass = 'hard' | 'soft' | 'undetermined';

const fullWords =
  /mailbox (?:is )?full|over ?quota|quota exceeded|out of storage|over storage|insufficient storage|(?:exceeded|exhausted).{0,20}storage|mailbox size limit/i;
const goneWords =
  /user (?:is )?unknown|unknown (?:user|recipient|local)|no such (?:user|recipient|mailbox|person|address)|(?:does(?:n't| not)|did not) exist|does(?:n't| not) have an? \S+ account|no mailbox here|mailbox (?:not found|unavailable)|(?:account|mailbox|user|address).{0,40}(?:disabled|inactive|suspended|not found|closed)|invalid (?:recipient|mailbox)|recipientnotfound|user .{1,100} not listed in|host (?:or domain name )?not found|domain not found|unrouteable|null ?mx|address rejected/i;
const waitWords = /gr[ae]y-?list|try (?:again|later)|temporar/i;
const policyWords =
  /spam|block(?:ed|list)|blacklist|spamhaus|reputation|policy|dmarc|\bspf\b|dkim|virus|content|rate limit|too (?:large|big|many)|relay/i;

/** Hard, soft or neither, from the status code and the server's words. */
export function bounceClass(status: string | null, diagnostic: string): BounceClass {
  const code = status ?? '';
  const isPassing = code.startsWith('4.') || (!code && /\b4\d\d[ -]/.test(diagnostic));
  // Who puts a sender off says so of an address that it knows as well as of one that it does not.
  if (isPassing && waitWords.test(diagnostic)) return 'soft';
  if (fullWords.test(diagnostic) || /^[45]\.2\.2$/.test(code)) return 'soft';
  if (/^5\.1\.(?:1|2|3|6|10)$|^5\.2\.1$|^5\.4\.[14]$/.test(code))
    return policyWords.test(diagnostic) && !goneWords.test(diagnostic) && code !== '5.1.1' ? 'undetermined' : 'hard';
  if (/^5\.(?:7|6)\./.test(code))
    return goneWords.test(diagnostic) && !policyWords.test(diagnostic) ? 'hard' : 'undetermined';
  if (goneWords.test(diagnostic)) return 'hard';
  return isPassing ? 'soft' : 'undetermined';
}

/** Of a bounce that its provider calls passing: what was refused for its content or by policy tells nothing of the address. */
export function passingClass(words: string): 'soft' | 'undetermined' {
  if (fullWords.test(words) || goneWords.test(words)) return 'soft';
  return policyWords.test(words) || /\b5\.[67]\.\d/.test(words) ? 'undetermined' : 'soft';
}

/** The words say that a mailbox is full or gone. */
export const tellsOfMailbox = (words: string): boolean => goneWords.test(words) || fullWords.test(words);

/** Refusals of the mailbox itself, when it was offered the mail; a wrong domain may be a fault of a name server. */
const ofMailbox = /^5\.1\.(?:1|6|10)$|^5\.2\.1$|^55[0134]$|^mailbox$/;
const ofDomain = /\b(?:hosts?|domains?|dns|mx|rout\w+|relay\w*)\b/i;

/** What a refusal at the hand-over says of the address: `code` is the enhanced status, the reply's number, or its kind. */
export function refusalClass(code: string | null, words: string): BounceClass {
  const status = code && /^[45]\.\d/.test(code) ? code : null;
  const found = bounceClass(status, words);
  if (found !== 'hard') return found;
  const isMailbox = ofMailbox.test(code ?? '') && (status !== null || !ofDomain.test(words));
  return isMailbox ? 'hard' : 'undetermined';
}
