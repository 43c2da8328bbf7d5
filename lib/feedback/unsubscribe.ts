import type { TagsTx } from '@/db/client';
import { purposes, type ConsentSource, type Purpose } from '@/lib/contacts/vocabulary';
import { changeConsent } from './consent';
import { holdMessages } from './load';
import { recordFeedback } from './record';
import { suppress } from './suppress';

export interface Unsubscription {
  messageId: string;
  source: Extract<ConsentSource, 'one_click' | 'preference_page' | 'inbound'>;
  /** Where it came from, for the ledger: a mail's sender, a browser. */
  detail: string | null;
  at: Date;
  /** Its teller's name for it: told again after a new consent, it must not take that consent away. */
  key?: string;
}

/** What the message was for; mailings without a campaign count as marketing. */
async function purposeOf(sql: TagsTx, tenant: string, sourceType: string, sourceId: string): Promise<Purpose> {
  if (sourceType !== 'campaign') return 'marketing';
  const [row] = await sql<
    { purpose: string }[]
  >`select purpose from campaigns where tenant_id = ${tenant} and id = ${sourceId}`;
  return purposes.find((purpose) => purpose === row?.purpose) ?? 'marketing';
}

/**
 * Takes the recipient of a message off the mailings: consent withdrawn, address suppressed, message marked. Doing it
 * again changes nothing; after a new consent it counts anew, unless its `key` was told before. False when nothing was done.
 */
export async function unsubscribeRecipient(
  sql: TagsTx,
  tenant: string,
  { messageId, source, detail, at, key }: Unsubscription,
): Promise<boolean> {
  const message = (await holdMessages(sql, tenant, [messageId])).get(messageId);
  if (!message) return false;
  const left = { messageId, event: 'unsubscribed', at, key: key ?? 'unsubscribed', metadata: { source } } as const;
  const isNew = (await recordFeedback(sql, tenant, [left], at)).length > 0;
  if (key && !isNew) return false;
  const purpose = await purposeOf(sql, tenant, message.sourceType, message.sourceId);
  const contact = {
    contactId: message.contactId,
    channel: message.channel,
    granted: false,
    source,
    detail,
    actor: `public:${messageId}`,
    at,
  };
  for (const one of new Set<Purpose>([purpose, 'marketing']))
    await changeConsent(sql, tenant, { ...contact, purpose: one });
  if (message.address && message.channel === 'email')
    await suppress(sql, tenant, { email: message.address, reason: 'unsubscribe', detail, messageId }, at);
  return true;
}
