import type { TagsTx } from '@/db/client';
import { changeConsent } from './consent';
import type { HeldMessage } from './load';
import type { Feedback } from './record';
import { suppressAll, targetOf } from './suppress';
import { suppressSoft } from './suppress-soft';

/** A hard bounce ends the address or number, and so do several soft ones in a row; a complaint ends it and withdraws the consent. */
export async function suppressAfter(
  sql: TagsTx,
  tenant: string,
  held: Map<string, HeldMessage>,
  fresh: readonly Feedback[],
  now: Date,
): Promise<void> {
  const known = fresh.flatMap((one) => {
    const message = held.get(one.messageId);
    const target = message ? targetOf(message) : null;
    return message && target ? [{ one, message, target }] : [];
  });
  await suppressAll(
    sql,
    tenant,
    known.flatMap(({ one, message, target }) => {
      const isEnd = (one.event === 'bounced' && one.isHard) || one.event === 'complained';
      const reason = one.event === 'bounced' ? 'bounce' : 'complaint';
      return isEnd
        ? [{ ...target, reason, detail: one.detail ?? null, messageId: message.id, happenedAt: one.at }]
        : [];
    }),
    now,
  );
  for (const { one, message } of known.filter(({ one }) => one.event === 'complained')) {
    await changeConsent(sql, tenant, {
      contactId: message.contactId,
      channel: message.channel,
      purpose: 'marketing',
      granted: false,
      source: 'inbound',
      detail: 'Reported as spam',
      actor: `public:${message.id}`,
      at: one.at,
      unlessNewer: true,
    });
  }
  const soft = known.filter(({ one }) => one.event === 'bounced' && one.metadata?.['class'] === 'soft');
  await suppressSoft(
    sql,
    tenant,
    soft.map(({ message }) => message),
    now,
  );
}
