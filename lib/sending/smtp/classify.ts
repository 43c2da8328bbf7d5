import type { Refusal, RefusalKind } from '../provider';
import type { SmtpReply } from './types';

interface Meaning {
  /** A later try may succeed. */
  transient: boolean;
  kind: RefusalKind;
}

// Words first where providers are known to use codes loosely; the first rule that matches decides.
const words: ReadonlyArray<readonly [RegExp, RefusalKind]> = [
  [
    /rate.?limit|too many (?:connections|messages|recipients|emails|mails|concurrent|sessions)|throttl|try again (?:later|in)|unusual rate|temporarily deferred|\[TSS?0\d\]|\(RP-00\d\)|(?:receiving|sending) (?:mail )?(?:too (?:fast|quickly)|at a rate)|(?:hourly|daily|message|sending) (?:limit|quota) (?:exceeded|reached)|exceeded .{0,30}(?:sending|hourly|daily)|gr[ae]y.?list/i,
    'throttle',
  ],
  [
    /mailbox (?:is )?full|over ?quota|quota exceeded|out of storage|insufficient (?:system )?storage|user (?:is )?over/i,
    'mailbox',
  ],
  [
    /user (?:is )?unknown|does(?:n't| not) have an? \S+ account|unknown (?:user|recipient|local|mailbox|address)|no such (?:user|recipient|mailbox|person|address)|does(?:n'| no)?t exist|not exist|mailbox (?:is )?(?:unavailable|not found|disabled|inactive)|(?:account|user|mailbox|address).{0,40}(?:disabled|inactive|suspended|not (?:found|exist|active))|invalid (?:recipient|mailbox|user|address)|recipient (?:address )?(?:rejected: )?(?:not found|unknown)|recipientnotfound|not a valid (?:user|recipient)|undeliverable address/i,
    'mailbox',
  ],
  [
    /(?:host|domain|dns).{0,40}(?:not (?:found|exist)|no mx|unresolv|does not (?:exist|accept)|invalid)|null ?mx|relay(?:ing)? (?:access )?denied|unable to relay|not (?:permitted to )?relay|unrouteable|bad destination/i,
    'domain',
  ],
  // Of the recipient, whatever it says of our sign-in.
  [/resolver\.rst\.|delivery restriction/i, 'policy'],
  [
    /authentication (?:required|fail(?:ed|ure)|unsuccessful|credentials)|must (?:be )?authenticate|auth(?:entication)? required|not authori[sz]ed to send|username and password|starttls (?:first|command)/i,
    'auth',
  ],
  [
    /block(?:ed)? ?list|blacklist|black ?listed|spamhaus|barracuda|sorbs|spamcop|\bRBL\b|dnsbl|reputation|dmarc|\bspf\b|dkim|reverse dns|\bptr\b|ip (?:address )?.{0,40}(?:block|ban|refus|reject)|access denied|banned|policy (?:reasons?|violation|rejection)|administrative(?:ly)? prohibit/i,
    'policy',
  ],
  [
    /spam|virus|malware|phish|content|message (?:too large|size)|size limit|too (?:big|large)|attachment|unsolicited|header|bare (?:lf|cr)|non-compliant/i,
    'content',
  ],
];

const byEnhanced: ReadonlyArray<readonly [RegExp, RefusalKind]> = [
  [/^[45]\.1\.[12]$/, 'mailbox'],
  [/^[45]\.1\.(?:3|6|10)$/, 'mailbox'],
  [/^[45]\.2\.[0-2]$/, 'mailbox'],
  [/^[45]\.2\.3$/, 'content'],
  [/^[45]\.3\.4$/, 'content'],
  [/^4\.3\.2$/, 'throttle'],
  [/^[45]\.4\.[1-9]$/, 'domain'],
  [/^[45]\.5\.3$/, 'throttle'],
  [/^[45]\.6\./, 'content'],
  [/^[45]\.7\.(?:28|3\d|4\d)$/, 'throttle'],
  [/^[45]\.7\.(?:8|9|11|14)$/, 'auth'],
  [/^[45]\.7\./, 'policy'],
];

const byCode: Readonly<Record<number, RefusalKind>> = {
  421: 'throttle',
  450: 'mailbox',
  451: 'other',
  452: 'throttle',
  454: 'auth',
  550: 'mailbox',
  551: 'mailbox',
  552: 'content',
  553: 'mailbox',
  554: 'policy',
  556: 'domain',
  521: 'domain',
};

// "530 5.7.0" is said by whoever wants a sign-in first, whatever the words.
const signInCodes = new Set([530, 534, 535, 538]);

const asksForSignIn = /auth(?:entication)? required|must (?:be )?authenticate|username and password/i;
const ofOneMessage = /\b(?:spf|dkim|dmarc)\b/i;

/** What the words mean; "550 … SPF authentication failure" and "550 … not authorized to send" are of one message, not of our sign-in. */
function saidIn(code: number, text: string, coded: RefusalKind | undefined): RefusalKind | undefined {
  const said = words.find(([pattern]) => pattern.test(text))?.[1];
  if (said !== 'auth' || code < 550 || code > 559) return said;
  return asksForSignIn.test(text) && !ofOneMessage.test(text) ? said : (coded ?? 'policy');
}

/** What a refusing reply means. Enhanced codes about the mailbox win over words; words over the basic code. */
export function classifyReply(code: number, enhanced: string | undefined, text: string): Meaning {
  const coded = enhanced ? byEnhanced.find(([pattern]) => pattern.test(enhanced))?.[1] : undefined;
  const said = saidIn(code, text, coded);
  // "5.1.1 … see our spam policy" is about the mailbox; "5.2.1 … receiving mail at a rate" is not.
  const sure = coded === 'mailbox' && said !== 'throttle' ? coded : undefined;
  const kind = (signInCodes.has(code) ? 'auth' : sure) ?? said ?? coded ?? byCode[code] ?? 'other';
  // Who corrects the credentials saves the message: it waits, or goes by the next provider.
  return { transient: code < 500 || kind === 'auth', kind };
}

/** A refusing reply as every provider tells one. */
export const refusedBy = ({ code, enhanced, text }: SmtpReply): Refusal => ({
  response: `${code} ${text}`,
  ...classifyReply(code, enhanced, text),
  code: enhanced ?? String(code),
});
