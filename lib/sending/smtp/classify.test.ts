import { expect, it } from 'vitest';
import { faultWords, refusesSignIn } from '../faults';
import { classifyReply, refusedBy } from './classify';

it.each([
  [
    'gmail unknown',
    '550 5.1.1',
    "The email account that you tried to reach does not exist. Please try double-checking the recipient's email address",
    'mailbox',
  ],
  ['gmail full', '452 4.2.2', 'The email account that you tried to reach is over quota.', 'mailbox'],
  [
    'gmail rate per recipient',
    '450 4.2.1',
    'The user you are trying to contact is receiving mail too quickly. Please resend your message at a later time.',
    'throttle',
  ],
  [
    'gmail rate',
    '421 4.7.28',
    'Our system has detected an unusual rate of unsolicited mail originating from your IP address.',
    'throttle',
  ],
  ['gmail spam', '550 5.7.1', 'Our system has detected that this message is likely unsolicited mail.', 'content'],
  ['gmail dmarc', '550 5.7.26', "Unauthenticated email from x is not accepted due to domain's DMARC policy.", 'policy'],
  ['outlook unknown', '550 5.5.0', 'Requested action not taken: mailbox unavailable (S2017062302).', 'mailbox'],
  [
    'outlook ip block',
    '550 5.7.1',
    "Unfortunately, messages from [1.2.3.4] weren't sent. Please contact your Internet service provider since part of their network is on our block list (S3140).",
    'policy',
  ],
  ['outlook throttle', '451 4.7.500', 'Server busy. Please try again later from [1.2.3.4]. (S77719)', 'throttle'],
  [
    'exchange no recipient',
    '550 5.1.10',
    'RESOLVER.ADR.RecipientNotFound; Recipient not found by SMTP address lookup',
    'mailbox',
  ],
  [
    'yahoo deferred',
    '421 4.7.0',
    '[TSS04] Messages from 1.2.3.4 temporarily deferred due to unexpected volume or user complaints',
    'throttle',
  ],
  ['yahoo unknown', '554', "delivery error: dd This user doesn't have a yahoo.com account (x@yahoo.com)", 'mailbox'],
  [
    'postfix unknown',
    '550 5.1.1',
    '<x@y>: Recipient address rejected: User unknown in virtual mailbox table',
    'mailbox',
  ],
  ['postfix relay', '554 5.7.1', '<x@y>: Relay access denied', 'domain'],
  ['postfix greylist', '450 4.2.0', '<x@y>: Recipient address rejected: Greylisted', 'throttle'],
  ['spamhaus', '554 5.7.1', 'Service unavailable; Client host [1.2.3.4] blocked using zen.spamhaus.org', 'policy'],
  ['too large', '552 5.3.4', 'Message size exceeds fixed limit', 'content'],
  ['virus', '554 5.6.0', 'Message contains a virus', 'content'],
  [
    'exchange group for colleagues',
    '550 5.7.133',
    'RESOLVER.RST.SenderNotAuthenticatedForGroup; authentication required; Delivery restriction check failed',
    'policy',
  ],
  ['spf of one message', '550 5.7.1', 'SPF authentication failure', 'policy'],
  ['spf in words of a sign-in', '550 5.7.26', 'Authentication required: SPF or DKIM must pass', 'policy'],
  ['dmarc of one message', '550 5.7.26', 'DMARC authentication failed', 'policy'],
  ['a recipient for few senders', '550 5.7.1', 'Sender not authorized to send to this recipient', 'policy'],
  ['the same without a code', '550', 'Sender not authorized to send to this recipient', 'policy'],
  ['null mx', '556 5.1.10', 'Recipient address has null MX', 'mailbox'],
  ['disabled', '554 5.2.1', 'mailbox disabled, not accepting messages', 'mailbox'],
  ['bare 550', '550', 'no', 'mailbox'],
  ['bare 421', '421', 'bye', 'throttle'],
  ['unheard of', '571', 'no', 'other'],
] as const)('reads the words of %s', (_name, codes, text, kind) => {
  const [code, enhanced] = codes.split(' ');
  expect(classifyReply(Number(code), enhanced, text)).toEqual({ transient: code!.startsWith('4'), kind });
});

// As adapters by HTTP tell of a wrong key: who mends it saves the message.
it.each([
  ['530 5.7.0', 'Authentication required'],
  ['535 5.7.8', 'Username and Password not accepted'],
  ['535', 'no'],
  ['530 5.7.0', 'Sign in first'],
  ['534 5.7.9', 'Log in by your web browser, for the content policy'],
  ['538', 'no'],
  ['550 5.7.1', 'Authentication required'],
  ['554 5.7.1', 'You must authenticate first'],
  ['554 5.7.8', 'Error: authentication failed'],
  ['530 5.7.0', 'Must issue a STARTTLS command first'],
  ['454 4.7.0', 'Temporary authentication failure'],
])('a refused sign-in is no fault of a message: it waits (%s)', (codes, text) => {
  const [code, enhanced] = codes.split(' ');
  expect(classifyReply(Number(code), enhanced, text)).toEqual({ transient: true, kind: 'auth' });
});

it.each([
  ['535 5.7.8', 'Bad credentials', true],
  ['550 5.7.1', 'Authentication required', true],
  ['530 5.7.0', 'Must issue a STARTTLS command first', false],
  ['454 4.7.0', 'Temporary authentication failure', false],
  ['550 5.7.1', 'SPF authentication failure', false],
])('other credentials are asked for only where they heal it (%s %s)', (codes, text, heals) => {
  const [code, enhanced = ''] = codes.split(' ');
  const refusal = refusedBy({ code: Number(code), enhanced, text: `${enhanced} ${text}`, lines: [] });
  expect(refusesSignIn(refusal)).toBe(heals);
  expect(faultWords({ state: 'refused', ...refusal }).startsWith('Sign-in refused: ')).toBe(heals);
});
