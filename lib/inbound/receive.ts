import type { TagsTx } from '@/db/client';
import { feedbackContext, holdMessages, recordFeedback, type Feedback, type HeldMessage } from '@/lib/feedback';
import { keepIncoming } from '@/lib/inbox';
import { leaveAll, recipientContext } from '@/lib/preferences';
import type { Clock } from '@/lib/platform/clock';
import { withTenantTags } from '@/lib/platform/db/tenant';
import type { Services } from '@/lib/platform/services';
import { isTestMessage, testsCameBack } from '@/lib/test-messages';
import type { AddressToken } from '@/lib/tracking';
import { classifyInbound, type InboundMail, type InboundVerdict } from './classify';
import { externalIdOf, mailContent } from './content';
import { deliveryReports } from './dsn';

/** Where a mail goes: an address of ours that was found genuine. */
export interface Recipient {
  tenant: string;
  address: AddressToken;
  /** The address as the envelope said it. */
  rcpt: string;
}

export interface Receiver {
  services: Services;
  clock: Clock;
}

/** What was made of a mail. `gone`: its message or its person was deleted; the sender is told. */
export type Received =
  | { result: 'reply'; threadId: string; isNew: boolean }
  | { result: 'bounce' | 'complaint' | 'auto-reply' | 'unsubscribe' | 'delivered' | 'ignored' | 'gone' };

/** True when the message behind an address stands and, for answers, its person does; of a test only what comes back is taken. */
export async function isReachable({ services, clock }: Receiver, { tenant, address }: Recipient): Promise<boolean> {
  const { kind, messageId } = address;
  return withTenantTags(feedbackContext(services, tenant, clock), async (sql) => {
    const [row] = await sql<{ deleted: boolean }[]>`
      select c.deleted_at is not null as deleted from pipeline_messages m join contacts c on c.tenant_id = m.tenant_id and c.id = m.contact_id
      where m.tenant_id = ${tenant} and m.id = ${messageId}`;
    if (row) return !row.deleted || kind !== 'reply';
    return kind === 'bounce' && isTestMessage(sql, tenant, messageId);
  });
}

/** Files one mail for one recipient, all or nothing; the same mail again changes nothing. `nullSender`: the envelope had no sender. */
export async function receiveMail(
  receiver: Receiver,
  mail: InboundMail,
  recipient: Recipient,
  nullSender: boolean,
): Promise<Received> {
  const { tenant, address } = recipient;
  const verdict = classifyInbound(mail, recipient.rcpt);
  return withTenantTags(feedbackContext(receiver.services, tenant, receiver.clock), async (sql) => {
    const message = (await holdMessages(sql, tenant, [address.messageId])).get(address.messageId);
    const at = receiver.clock.now();
    if (!message) return { result: await fileOfTest(sql, recipient, mail, verdict, nullSender, at) };
    const link = { sql, ctx: recipientContext(tenant, message.id, receiver), tenant, messageId: message.id, now: at };
    return file({ sql, tenant, message, at, link }, mail, verdict, nullSender);
  });
}

/** A test has no conversation and nothing of it is counted: all there is to learn is that it came back. */
async function fileOfTest(
  sql: TagsTx,
  { tenant, address: { kind, messageId } }: Recipient,
  mail: InboundMail,
  verdict: InboundVerdict,
  nullSender: boolean,
  at: Date,
): Promise<'bounce' | 'ignored' | 'gone'> {
  if (kind !== 'bounce' || !(await isTestMessage(sql, tenant, messageId))) return 'gone';
  if (verdict.kind === 'bounce' && verdict.report.action === 'failed') {
    await testsCameBack(sql, tenant, [{ messageId, words: verdict.report.diagnostic, at }]);
    return 'bounce';
  }
  return verdict.kind === 'unknown' && !nullSender && !hasReport(mail) ? 'gone' : 'ignored';
}

interface Filing {
  sql: TagsTx;
  tenant: string;
  message: HeldMessage;
  at: Date;
  /** As the bearer of a link of this message, which a mail to its unsubscribe address is. */
  link: Parameters<typeof leaveAll>[0];
}

async function file(
  filing: Filing,
  mail: InboundMail,
  verdict: InboundVerdict,
  nullSender: boolean,
): Promise<Received> {
  const id = externalIdOf(mail.mail, mail.raw);
  const note = (one: Omit<Feedback, 'messageId' | 'at' | 'key'>) =>
    recordFeedback(
      filing.sql,
      filing.tenant,
      [{ ...one, messageId: filing.message.id, at: filing.at, key: `mail:${id}` }],
      filing.at,
    );
  switch (verdict.kind) {
    case 'reply':
      return reply(filing, mail, verdict.text);
    case 'bounce':
      // "Delayed" means that the other server is still trying.
      if (verdict.report.action !== 'failed') return { result: 'ignored' };
      await note({
        event: 'bounced',
        isHard: verdict.report.class === 'hard',
        detail: oneLine(verdict.report.diagnostic),
        metadata: {
          class: verdict.report.class,
          status: verdict.report.status,
          recipient: verdict.report.finalRecipient,
        },
      });
      return { result: 'bounce' };
    case 'complaint':
      await note({
        event: 'complained',
        detail: oneLine(verdict.complaint.feedbackType),
        metadata: { feedbackType: oneLine(verdict.complaint.feedbackType) },
      });
      return { result: 'complaint' };
    case 'auto-reply':
      await note({ event: 'auto_replied', detail: oneLine(verdict.reason) });
      return { result: 'auto-reply' };
    case 'unsubscribe':
      await leaveAll(filing.link, { source: 'inbound', detail: 'Mail to the unsubscribe address' });
      return { result: 'unsubscribe' };
    case 'unknown':
      if (deliveryReports(mail.mail).some((one) => one.action === 'delivered')) {
        await note({ event: 'delivered' });
        return { result: 'delivered' };
      }
      // Some programs answer to the return path; a person's words are not thrown away for that.
      return nullSender || hasReport(mail) ? { result: 'ignored' } : reply(filing, mail, verdict.text);
  }
}

const oneLine = (text: string): string =>
  text
    .replace(/[\p{Cc}\u2028\u2029]+/gu, ' ')
    .trim()
    .slice(0, 1000);
const hasReport = ({ mail }: InboundMail): boolean =>
  mail.attachments.some((part) => /^message\/(?:global-)?(?:delivery-status|feedback-report)$/i.test(part.contentType));

async function reply(
  { sql, tenant, message, at }: Filing,
  { mail, raw }: InboundMail,
  visible: string,
): Promise<Received> {
  const [contact] =
    await sql`select 1 from contacts where tenant_id = ${tenant} and id = ${message.contactId} and deleted_at is null`;
  if (!contact) return { result: 'gone' };
  const content = mailContent(mail, raw, visible);
  const campaignId = message.sourceType === 'campaign' ? message.sourceId : null;
  const kept = await keepIncoming(sql, tenant, {
    ...content,
    raw,
    at,
    campaignId,
    channel: 'email',
    contactId: message.contactId,
    originMessageId: message.id,
  });
  if (kept.isNew) {
    await recordFeedback(
      sql,
      tenant,
      [
        {
          messageId: message.id,
          event: 'replied',
          at,
          key: `mail:${content.externalId}`,
          metadata: { threadId: kept.threadId },
        },
      ],
      at,
    );
  }
  return { result: 'reply', threadId: kept.threadId, isNew: kept.isNew };
}
