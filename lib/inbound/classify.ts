import { simpleParser, type ParsedMail } from 'mailparser';
import { autoReplyReason } from './autoreply';
import { complaintReport, deliveryReports, textualReport, type ComplaintReport, type DeliveryReport } from './dsn';
import { visibleText } from './reply';
import { readAddress, type AddressToken } from '@/lib/tracking';

/** A message that came in, parsed, with its bytes (the returned part of a bounce is searched in them). */
export interface InboundMail {
  mail: ParsedMail;
  raw: Buffer;
}

interface Common {
  /** Our pipeline message that this is about; null when nothing names one. */
  messageId: string | null;
  /** How it was found. `address` must still be verified for its tenant; the others are claims of the sender. */
  via: 'address' | 'thread' | 'returned' | null;
  /** The token of the address it came to. */
  address: AddressToken | null;
}

export type InboundKind =
  | { kind: 'bounce'; report: DeliveryReport }
  | { kind: 'complaint'; complaint: ComplaintReport }
  | { kind: 'auto-reply'; reason: string; text: string }
  | { kind: 'reply'; text: string }
  | { kind: 'unsubscribe' }
  | { kind: 'unknown'; text: string };

export type InboundVerdict = Common & InboundKind;

/** Parses an incoming message as `classifyInbound` needs it. Rejects only when the parser gives up. */
export async function readMail(raw: Buffer): Promise<InboundMail> {
  const mail = await simpleParser(raw, {
    keepDeliveryStatus: true,
    skipTextToHtml: true,
    maxHtmlLengthToParse: 1_000_000,
  });
  return { mail, raw };
}

/** "not-spam", "auth-failure" and the like are no complaints. */
export const isComplaint = ({ feedbackType }: ComplaintReport): boolean =>
  /^(?:abuse|fraud|virus|other)$/.test(feedbackType);

/** Says what an incoming message is and which of ours it answers. `rcpt` is the envelope recipient. */
export function classifyInbound({ mail, raw }: InboundMail, rcpt: string): InboundVerdict {
  const address = readAddress(rcpt);
  const complaint = complaintReport(mail);
  if (complaint && isComplaint(complaint)) {
    return { kind: 'complaint', complaint, ...origin(address, () => returnedId(raw)) };
  }
  const report = bounceOf(mail);
  if (report) return { kind: 'bounce', report, ...origin(address, () => returnedId(raw)) };
  const found = origin(address, () => threadId(mail));
  const text = visibleText(mail.text ?? '') || (mail.text ?? '').trim().slice(0, 200_000);
  const reason = complaint || isReport(mail) ? null : autoReplyReason(mail.headers, mail.subject ?? '');
  if (reason) return { kind: 'auto-reply', reason, text, ...found };
  if (address?.kind === 'unsubscribe' && !complaint && !isReport(mail)) return { kind: 'unsubscribe', ...found };
  const answers = found.messageId !== null && address?.kind !== 'bounce' && !complaint && !isReport(mail);
  return answers ? { kind: 'reply', text, ...found } : { kind: 'unknown', text, ...found };
}

function bounceOf(mail: ParsedMail): DeliveryReport | null {
  const reports = deliveryReports(mail);
  if (reports.length === 0) return isReport(mail) ? null : textualReport(mail);
  return reports.find((one) => one.action === 'failed') ?? reports.find((one) => one.action === 'delayed') ?? null;
}

/** A delivery report of any kind, also a good one. */
function isReport(mail: ParsedMail): boolean {
  return mail.attachments.some((part) => /^message\/(?:global-)?delivery-status$/i.test(part.contentType));
}

function origin(address: AddressToken | null, find: () => { id: string; via: 'thread' | 'returned' } | null): Common {
  if (address) return { messageId: address.messageId, via: 'address', address };
  const found = find();
  return { messageId: found?.id ?? null, via: found?.via ?? null, address };
}

const uuid = '[0-9a-f]{8}-[0-9a-f]{4}-[0-9a-f]{4}-[0-9a-f]{4}-[0-9a-f]{12}';
const ourId = new RegExp(`^<m\\.(${uuid})@[^<>\\s@]+>$`);
const returnedHeader = new RegExp(
  `^[> \\t]{0,20}(?:X-AO-Message:[ \\t]{0,5}|Message-ID:\\s{0,5}<m\\.)(${uuid})\\b`,
  'im',
);

function threadId(mail: ParsedMail): { id: string; via: 'thread' } | null {
  const references = typeof mail.references === 'string' ? [mail.references] : (mail.references ?? []);
  // The answered message first, then from the latest back.
  for (const id of [mail.inReplyTo ?? '', ...references.slice(-50).reverse()]) {
    const found = ourId.exec(id.trim())?.[1];
    if (found) return { id: found, via: 'thread' };
  }
  return null;
}

function returnedId(raw: Buffer): { id: string; via: 'returned' } | null {
  const id = returnedHeader.exec(raw.subarray(0, 1_000_000).toString('latin1'))?.[1]?.toLowerCase();
  return id ? { id, via: 'returned' } : null;
}
