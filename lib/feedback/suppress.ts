import type { TagsTx } from '@/db/client';
import type { SuppressionReason } from '@/lib/pipeline/vocabulary';
import { changeConsent } from './consent';
import type { HeldMessage } from './load';
import type { Feedback } from './record';

/** Puts an address on the list of those that get nothing more; once per reason. */
export async function suppress(
  sql: TagsTx,
  tenant: string,
  entry: { email: string; reason: SuppressionReason; detail: string | null; messageId: string | null },
  at: Date,
): Promise<void> {
  await sql`
    insert into email_suppressions (tenant_id, email_normalized, reason, detail, message_id, created_at)
    values (${tenant}, ${entry.email}, ${entry.reason}, ${entry.detail?.slice(0, 1000) ?? null}, ${entry.messageId}, ${at})
    on conflict (tenant_id, email_normalized, reason) where deleted_at is null do nothing`;
}

/** A hard bounce ends the address; a complaint ends it and withdraws the consent. */
export async function suppressAfter(
  sql: TagsTx,
  tenant: string,
  held: Map<string, HeldMessage>,
  fresh: readonly Feedback[],
  now: Date,
): Promise<void> {
  for (const one of fresh) {
    const message = held.get(one.messageId);
    const isEnd = (one.event === 'bounced' && one.isHard) || one.event === 'complained';
    if (!message?.address || message.channel !== 'email' || !isEnd) continue;
    const reason = one.event === 'bounced' ? 'bounce' : 'complaint';
    await suppress(
      sql,
      tenant,
      { email: message.address, reason, detail: one.detail ?? null, messageId: message.id },
      now,
    );
    if (reason === 'bounce') continue;
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
}
