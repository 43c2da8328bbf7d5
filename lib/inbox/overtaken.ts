import { sql } from 'drizzle-orm';
import { actorLabel, type TxCtx } from '@/lib/platform/context';
import { conflict, invalid } from '@/lib/platform/errors';

/**
 * Throws `conflict`, naming `afterMessageId`, when somebody else has answered after the message that the writer saw last;
 * their own answers of meanwhile do not count. The thread must be locked, so that two answers cannot pass each other.
 */
export async function refuseOvertaken(ctx: TxCtx, threadId: string, afterMessageId: string): Promise<void> {
  const [seen] = await ctx.tx.execute(
    sql`select 1 from inbox_messages where tenant_id = ${ctx.tenant} and thread_id = ${threadId} and id = ${afterMessageId}`,
  );
  if (!seen) {
    const message = 'This message is not in the conversation. Give the id of the newest one that was read.';
    throw invalid(`afterMessageId: ${message}`, { afterMessageId: message });
  }
  const [newer] = await ctx.tx.execute<{ id: string; name: string; occurred: string }>(sql`
    select m.id, coalesce(u.name, 'Somebody') as name, to_char(m.occurred_at at time zone 'UTC', 'YYYY-MM-DD"T"HH24:MI:SS"Z"') as occurred
    from inbox_messages m left join tenant_people() u on u.user_id::text = m.sent_by
    where m.tenant_id = ${ctx.tenant} and m.thread_id = ${threadId} and m.direction = 'outbound' and m.sent_by is distinct from ${actorLabel(ctx.actor)}
      and (m.occurred_at, m.id) > (select s.occurred_at, s.id from inbox_messages s where s.tenant_id = ${ctx.tenant} and s.id = ${afterMessageId})
    order by m.occurred_at desc, m.id desc limit 1`);
  if (!newer) return;
  throw conflict(
    `${newer.name} answered this conversation at ${newer.occurred}, after you read it. Read that answer; to send yours too, say afterMessageId "${newer.id}".`,
    { afterMessageId: newer.id },
  );
}
