import { readAddress } from '@/lib/tracking';
import { isComplaint, type InboundMail } from './classify';
import { complaintReport } from './dsn';
import type { Recipient } from './receive';
import type { FindTenant } from './tenants';

/** Feedback loops of mailbox providers are registered with one address, and say in the report which message it is about. */
export const feedbackLocalPart = 'feedback';

const ours = /(?<![\w.+-])(?:reply|bounce|unsubscribe)\+[a-z2-7]{48}@[\w.-]+/gi;
const mostTried = 5;
/** Reports return a message, or its head. */
export const maxReportBytes = 1024 * 1024;

/**
 * Whom a complaint is about, by the first genuine address of ours in the message that it returns: our signature shows that the
 * reporter has it. Null for what is no complaint report, or about no message of ours.
 */
export async function complainedAbout(mail: InboundMail, findTenant: FindTenant): Promise<Recipient | null> {
  const complaint = complaintReport(mail.mail);
  if (!complaint || !isComplaint(complaint)) return null;
  const parts = [mail.raw, ...mail.mail.attachments.map((part) => part.content)];
  const texts = parts.map((part) => part.subarray(0, 1_000_000).toString('latin1'));
  const found = new Set(texts.flatMap((text) => text.match(ours)?.slice(0, mostTried) ?? []));
  for (const rcpt of [...found].slice(0, mostTried)) {
    const address = readAddress(rcpt);
    const tenant = address && (await findTenant(address));
    if (address && tenant) return { tenant, address, rcpt };
  }
  return null;
}
