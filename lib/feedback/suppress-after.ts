import type { TagsTx } from '@/db/client';
import { changeConsent } from './consent';
import type { HeldMessage } from './load';
import type { Feedback } from './record';
import { suppressAll } from './suppress';
import { suppressSoft } from './suppress-soft';

/** A hard bounce ends the address, and so do several soft ones in a row; a complaint ends it and withdraws the consent. */
export async function suppressAfter(
  sql: TagsTx,
  tenant: string,
  held: Map<string, HeldMessage>,
  fresh: readonly Feedback[],
  now: Date,
): Promise<void> {
  const mails = fresh.flatMap((one) => {
    const message = held.get(one.messageId);
    return message?.address && message.channel === 'email' ? [{ one, message, email: message.address }] : [];
  });
  await suppressAll(
    sql,
    tenant,
    mails.flatMap(({ one, message, email }) => {
      const isEnd = (one.event === 'bounced' && one.isHard) || one.event === 'complained';
      const reason = one.event === 'bounced' ? 'bounce' : 'complaint';
      return isEnd ? [{ email, reason, detail: one.detail ?? null, messageId: message.id }] : [];
    }),
    now,
  );
  for (const { message } of mails.filter(({ one }) => one.event === 'complained')) {
    await changeConsent(sql, tenant, {
      contactId: message.contactId,
      channel: message.channel,
      purpose: 'marketing',
      granted: false,
      source: 'inbound',
      detail: 'Reported as spam',
      actor: `public:${message.id}`,
      at: now,
    });
  }
  const soft = mails.filter(({ one }) => one.event === 'bounced' && one.metadata?.['class'] === 'soft');
  await suppressSoft(
    sql,
    tenant,
    soft.map(({ message, email }) => ({ contactId: message.contactId, email })),
    now,
  );
}
