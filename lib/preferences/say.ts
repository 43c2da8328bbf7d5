import { changeConsent, recordFeedback, type ConsentChange } from '@/lib/feedback';
import type { LinkTx } from './link';
import type { Recipient } from './recipient';

type Said = Pick<ConsentChange, 'purpose' | 'topic' | 'granted'>;

/** Writes what the bearer of the link says of the message's channel; false when it held already. */
export const sayer =
  ({ sql, tenant, messageId, now }: LinkTx, { contactId, channel }: Recipient) =>
  (said: Said): Promise<boolean> =>
    changeConsent(sql, tenant, {
      ...{ contactId, channel, source: 'preference_page', detail: 'Preference page' },
      ...{ actor: `public:${messageId}`, at: now, ...said },
    });

/** Takes the address or number off the list of the unsubscribed: the one that the contact has now, whichever was written to. */
export async function lift(
  { sql, tenant, messageId, now }: LinkTx,
  { contactId, channel, owned }: Recipient,
): Promise<void> {
  if (owned)
    await sql`select lift_unsubscription(${tenant}, ${channel}, ${owned}, ${contactId}::uuid, ${`public:${messageId}`}, ${now})`;
}

/** The message counts as one that was left by. */
export async function markLeft({ sql, tenant, messageId, now }: LinkTx): Promise<void> {
  const left = { messageId, event: 'unsubscribed', at: now, key: 'unsubscribed' } as const;
  await recordFeedback(sql, tenant, [{ ...left, metadata: { source: 'preference_page' } }], now);
}
