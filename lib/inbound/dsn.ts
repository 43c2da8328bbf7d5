import type { ParsedMail } from 'mailparser';
import { bounceClass, tellsOfMailbox, type BounceClass } from '@/lib/feedback';
import { headerValue } from './autoreply';

/** What a server said about one recipient (RFC 3464, or read from the words of an older report). */
export interface DeliveryReport {
  action: 'failed' | 'delayed' | 'delivered' | 'relayed' | 'expanded';
  /** Enhanced status such as 5.1.1; null when none was given. */
  status: string | null;
  diagnostic: string;
  finalRecipient: string | null;
  /** Hard: the address will never work. Soft: it may work later. Undetermined: refused for another reason (content, policy). */
  class: BounceClass;
}

/** What a mailbox provider tells about a complaint (RFC 5965). */
export interface ComplaintReport {
  feedbackType: string;
  recipient: string | null;
  userAgent: string | null;
}

const maxReport = 64_000;

/** Reports come from anywhere: control characters but line ends and tabs are taken out, since PostgreSQL keeps no NUL. */
const printable = (text: string): string => text.replace(/[^\P{Cc}\t\n\r]/gu, '');

function attachmentText(mail: ParsedMail, type: RegExp): string | null {
  const part = mail.attachments.find((one) => type.test(one.contentType));
  return Buffer.isBuffer(part?.content) ? printable(part.content.subarray(0, maxReport).toString('utf8')) : null;
}

/** Groups of `Name: value` lines, separated by empty lines, names in lower case, folded lines joined. */
function fieldGroups(text: string): Map<string, string>[] {
  return text
    .replace(/\r\n?/g, '\n')
    .replace(/\n[ \t]+/g, ' ')
    .split(/\n{2,}/)
    .map((group) => {
      const pairs = group.split('\n').flatMap((line): [string, string][] => {
        const colon = line.indexOf(':');
        return colon > 0 ? [[line.slice(0, colon).trim().toLowerCase(), line.slice(colon + 1).trim()]] : [];
      });
      return new Map(pairs.reverse());
    })
    .filter((fields) => fields.size > 0);
}

const typed = (value: string | undefined): string => (value ?? '').replace(/^[\w-]+\s*;\s*/, '').trim();
const bare = (value: string): string | null =>
  /<?([^\s<>;,"]{1,255}@[^\s<>;,"]{1,255}?)>?\.?$/.exec(value.trim().slice(0, 600))?.[1]?.toLowerCase() ?? null;

/** The reports of a machine-readable bounce, one per recipient; empty when it has none. */
export function deliveryReports(mail: ParsedMail): DeliveryReport[] {
  const text = attachmentText(mail, /^message\/(?:global-)?delivery-status$/i);
  if (!text) return [];
  return fieldGroups(text).flatMap((fields) => {
    const action = /^(failed|delayed|delivered|relayed|expanded)/i.exec(fields.get('action') ?? '')?.[1]?.toLowerCase();
    const recipient = bare(typed(fields.get('final-recipient'))) ?? bare(typed(fields.get('original-recipient')));
    if (!action && !recipient) return [];
    const diagnostic = typed(fields.get('diagnostic-code')).slice(0, 1_000);
    const status = /[245]\.\d{1,3}\.\d{1,3}/.exec(fields.get('status') ?? '')?.[0] ?? null;
    return [report((action ?? 'failed') as DeliveryReport['action'], status, diagnostic, recipient)];
  });
}

function report(
  action: DeliveryReport['action'],
  given: string | null,
  diagnostic: string,
  finalRecipient: string | null,
): DeliveryReport {
  // Some servers put 5.0.0 into the field and the real code into the words.
  const said = /(?:^|[\s#(])([45]\.\d{1,3}\.\d{1,3})(?=[\s):;,.]|$)/.exec(diagnostic)?.[1] ?? null;
  const status = given && !given.endsWith('.0.0') ? given : (said ?? given);
  return {
    action,
    status,
    diagnostic,
    finalRecipient,
    class: action === 'delayed' ? 'soft' : bounceClass(status, diagnostic),
  };
}

const bounceSubjects =
  /^\W*(?:undeliver(?:able|ed)|mail delivery (?:failed|failure|subsystem|system)|delivery (?:status notification|failure|has failed|incomplete|report)|failure notice|returned mail|mail system error|message (?:undeliverable|not delivered)|unzustellbar|nicht zustellbar|non remis|échec de la remise|no se puede entregar|mancato recapito|не доставлено|warning: (?:message|could not send))/i;
const bounceSenders = /^(?:mailer-daemon|postmaster|mail-daemon|mdaemon|mailerdaemon|bounces?)@/i;

/** A bounce in words only (qmail, Exim, old gateways); null when it does not look like one. */
export function textualReport(mail: ParsedMail): DeliveryReport | null {
  const sender = mail.from?.value[0]?.address ?? '';
  const failed = printable(headerValue(mail.headers, 'x-failed-recipients'));
  const looksLike = [bounceSenders.test(sender), bounceSubjects.test(mail.subject ?? ''), failed !== ''].filter(
    Boolean,
  ).length;
  if (looksLike < 2) return null;
  const text = printable((mail.text ?? '').slice(0, maxReport));
  // What follows is the returned message, whose words say nothing about the delivery.
  const own = text.split(
    /^-{2,}.{0,60}(?:copy of|original message|below this line|returned message|returned mail).{0,80}$/im,
  )[0]!;
  const diagnostic = sentence(own);
  const recipient =
    bare(failed.split(',')[0]!) ??
    /(?:^|\s)<?([^\s<>:;,"'()]{1,64}@[^\s<>:;,"'()]{1,255})>?:?\s*$/m.exec(own)?.[1]?.toLowerCase() ??
    null;
  const delayed =
    /\b(?:delayed|warning|still trying|will (?:continue to )?(?:try|retry)|not yet been delivered)\b/i.test(
      `${mail.subject ?? ''} ${own.slice(0, 2_000)}`,
    );
  return report(delayed ? 'delayed' : 'failed', null, diagnostic, recipient);
}

function sentence(text: string): string {
  const lines = text.split(/\r?\n/).map((line) => line.trim());
  const at = lines.findIndex((line) => /(?:^|[\s:(#])[45]\d\d[ -]|[45]\.\d{1,3}\.\d{1,3}\b/.test(line));
  const from = at >= 0 ? at : lines.findIndex(tellsOfMailbox);
  return from < 0
    ? ''
    : lines
        .slice(from, from + 3)
        .join(' ')
        .trim()
        .slice(0, 1_000);
}

/** A complaint in the Abuse Reporting Format; null for anything else. */
export function complaintReport(mail: ParsedMail): ComplaintReport | null {
  const text = attachmentText(mail, /^message\/feedback-report$/i);
  if (!text) return null;
  const fields = fieldGroups(text)[0] ?? new Map<string, string>();
  return {
    feedbackType: (fields.get('feedback-type') ?? 'other').toLowerCase().slice(0, 40),
    recipient: bare(fields.get('original-rcpt-to') ?? '') ?? bare(fields.get('removal-recipient') ?? ''),
    userAgent: fields.get('user-agent')?.slice(0, 200) ?? null,
  };
}
