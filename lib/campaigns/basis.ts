import { sql } from 'drizzle-orm';
import type { TxCtx } from '@/lib/platform/context';
import type { CampaignRow } from './queries';

/** The consent that a message stood on when it was handed over: when it was given, and how. */
export interface Basis {
  at: string;
  source: string;
  /** It was given to the message's topic alone. */
  ofTopic: boolean;
}

/** What a person had last said by then to the purpose of a campaign, else to its topic, where that was a yes; null: none was needed, or it is not known any more. */
export async function basisOf(
  ctx: TxCtx,
  { channel, purpose, topicId }: Pick<CampaignRow, 'channel' | 'purpose' | 'topicId'>,
  contactId: string,
  sentAt: Date,
): Promise<Basis | null> {
  const [row] = await ctx.tx.execute<{ at: string; source: string; ofTopic: boolean }>(sql`
    select k.occurred_at as at, k.source, k.topic_id is not null as "ofTopic" from (
      select distinct on (topic_id) granted, source, occurred_at, topic_id from contact_consents
      where tenant_id = ${ctx.tenant} and contact_id = ${contactId} and channel = ${channel} and occurred_at <= ${sentAt.toISOString()}
        and ((purpose = ${purpose} and topic_id is null) or topic_id = ${topicId}::uuid)
      order by topic_id, occurred_at desc, id desc) k
    where k.granted order by k.topic_id nulls first limit 1`);
  return row ? { ...row, at: new Date(row.at).toISOString() } : null;
}
