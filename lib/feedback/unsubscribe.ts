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
  /** Of what a provider tells: its name for it, and when we heard it. Told late or again, it must not take a newer consent away. */
  told?: { key: string; now: Date };
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
 * again changes nothing; after a new consent it counts anew, unless it was told before, or happened before that consent. False when nothing was done.
 */
export async function unsubscribeRecipient(
  sql: TagsTx,
  tenant: string,
  { messageId, source, detail, at, told }: Unsubscription,
): Promise<boolean> {
  const message = (await holdMessages(sql, tenant, [messageId])).get(messageId);
  if (!message) return false;
  const left = {
    messageId,
    event: 'unsubscribed',
    at,
    key: told?.key ?? 'unsubscribed',
    metadata: { source },
  } as const;
  const isNew = (await recordFeedback(sql, tenant, [left], told?.now ?? at)).length > 0;
  if (told && !isNew) return false;
  const purpose = await purposeOf(sql, tenant, message.sourceType, message.sourceId);
  const contact = {
    contactId: message.contactId,
    channel: message.channel,
    granted: false,
    source,
    detail,
    actor: `public:${messageId}`,
    at,
    unlessNewer: told !== undefined,
  };
  for (const one of new Set<Purpose>([purpose, 'marketing']))
    await changeConsent(sql, tenant, { ...contact, purpose: one });
  const email = message.channel === 'email' ? message.address : null;
  if (email && !(told && (await isWantedSince(sql, tenant, message.contactId, email, at))))
    await suppress(sql, tenant, { email, reason: 'unsubscribe', detail, messageId, happenedAt: at }, at);
  return true;
}

/** A consent given since would have taken the address off the list again. */
async function isWantedSince(sql: TagsTx, tenant: string, contactId: string, email: string, at: Date) {
  const rows = await sql`
    select 1 from contact_consents k join contacts c on c.tenant_id = k.tenant_id and c.id = k.contact_id
    where k.tenant_id = ${tenant} and k.contact_id = ${contactId} and k.channel = 'email' and k.granted and k.occurred_at > ${at} and c.email_normalized = ${email} limit 1`;
  return rows.length > 0;
}
