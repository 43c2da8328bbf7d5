import { sql } from 'drizzle-orm';
import { pipelineMessages } from '@/db/schema';
import type { Channel } from '@/lib/contacts/vocabulary';
import { askGate, intoQueue, replyLanes, wakeQueued, type Verdict } from '@/lib/pipeline';
import type { TxCtx } from '@/lib/platform/context';
import { DomainError } from '@/lib/platform/errors';

const priority = 0;

/** Asks the gate whether this person may be answered; throws `conflict` with the fact that forbids it. Returns where to. */
export async function mayAnswer(
  ctx: TxCtx,
  contactId: string,
  channel: Channel,
): Promise<{ address: string; verdict: Verdict }> {
  const { verdict, address } = await askGate(ctx, contactId, { source: 'inbox', channel, purpose: 'service' });
  // What has to wait is queued all the same: the hand-over asks again, and lets it wait.
  if (verdict.decision !== 'skip' && address) return { address, verdict };
  const stop = verdict.steps.find((step) => step.result === 'stops');
  throw new DomainError({
    code: 'conflict',
    message: `This answer may not be sent. ${stop?.fact ?? 'The contact has no address on this channel.'}`,
    fields: { body: verdict.reason },
  });
}

/** Queues one answer in the tenant's lane of answers on this channel and wakes the delivery; the gate is asked again when it is handed over. */
export async function queueAnswer(
  ctx: TxCtx,
  answer: {
    id: string;
    inboxMessageId: string;
    contactId: string;
    channel: Channel;
    address: string;
    verdict: Verdict;
  },
): Promise<void> {
  const now = ctx.clock.now();
  const lane = replyLanes[answer.channel];
  await ctx.tx.execute(sql`
    insert into pipeline_lanes (tenant_id, id, kind, channel, priority) values (${ctx.tenant}, ${lane}, 'inbox', ${answer.channel}, ${priority}) on conflict do nothing`);
  await ctx.tx.insert(pipelineMessages).values({
    tenantId: ctx.tenant,
    id: answer.id,
    laneId: lane,
    sourceType: 'inbox',
    sourceId: answer.inboxMessageId,
    contactId: answer.contactId,
    channel: answer.channel,
    status: 'queued',
    recipientAddress: answer.address,
    verdictRule: answer.verdict.rule,
    verdictReason: answer.verdict.reason,
    dueAt: now,
    createdAt: now,
  });
  await ctx.tx.execute(sql`
    with changed as (select ${answer.id}::uuid as id, 'queued' as status, ${now.toISOString()}::timestamptz as due_at) ${intoQueue(sql, ctx.tenant, lane)}`);
  await wakeQueued(ctx, lane);
}
