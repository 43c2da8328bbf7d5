import { changeConsent, holdMessages, unsubscribeRecipient, type Unsubscription } from '@/lib/feedback';
import { notFound } from '@/lib/platform/errors';
import { asRecipient, auditLink, type LinkTx, type PublicCall } from './link';

type Way = Pick<Unsubscription, 'source' | 'detail'>;

/**
 * Takes who got a message off all mailings of its channel, at once; a repeat changes nothing. The one rule for the button, the one
 * click of mail programs and a mail to the unsubscribe address. False when there is no such message.
 */
export async function leaveAll(link: LinkTx, { source, detail }: Way): Promise<boolean> {
  const { sql, tenant, messageId, now: at } = link;
  const message = (await holdMessages(sql, tenant, [messageId])).get(messageId);
  if (!message) return false;
  const { contactId, channel, address } = message;
  await unsubscribeRecipient(sql, tenant, { messageId, source, detail, at });
  // Of email the suppressed address ends the rest as well; another channel, or who has another address by now, has only the ledger.
  const isEnded = channel === 'email' && (await hasAddress(link, contactId, address));
  if (!isEnded && (await wantsService(link, contactId, channel)))
    await changeConsent(sql, tenant, {
      ...{ contactId, channel, purpose: 'service', granted: false },
      ...{ source, detail, actor: `public:${messageId}`, at },
    });
  await auditLink(link, 'preferences.unsubscribe', { source });
  return true;
}

async function wantsService({ sql, tenant }: LinkTx, contactId: string, channel: string): Promise<boolean> {
  const rows = await sql`
    select 1 from contact_consent_state where tenant_id = ${tenant} and contact_id = ${contactId} and channel = ${channel} and purpose = 'service' and granted`;
  return rows.length > 0;
}

async function hasAddress({ sql, tenant }: LinkTx, contactId: string, address: string | null): Promise<boolean> {
  const rows = await sql`
    select 1 from contacts where tenant_id = ${tenant} and id = ${contactId} and email_normalized = ${address}`;
  return rows.length > 0;
}

/** Takes the bearer of the link off all mailings. Throws `not_found`. */
export const unsubscribe = (
  token: string,
  call: PublicCall & { source?: 'one_click' | 'preference_page' } = {},
): Promise<void> =>
  asRecipient(token, call, async (link) => {
    const source = call.source ?? 'preference_page';
    const detail = source === 'one_click' ? 'One-click unsubscribe in the mail program' : 'Unsubscribe page';
    if (!(await leaveAll(link, { source, detail }))) throw notFound('link');
  });
