import { sql } from 'drizzle-orm';
import { z } from 'zod';
import { askedWithinMs } from '@/lib/confirmations';
import type { Channel } from '@/lib/contacts/vocabulary';
import {
  cameBackSql,
  countReasons,
  leftOutNow,
  mostDecided,
  queueAgain,
  undecidedSql,
  wakeQueued,
} from '@/lib/pipeline';
import type { SkipReason } from '@/lib/pipeline/vocabulary';
import { command, type CommandCtx } from '@/lib/platform/command';
import { decodeCursor, encodeCursor } from '@/lib/platform/cursor';
import { countOf, meantSql } from './queries';
import { MessagesRetried, MessagesRetry } from './schema';
import type { SingleSource } from './vocabulary';

interface Failed extends Record<string, unknown> {
  id: string;
  lane: string;
  contact: string;
  source: SingleSource;
  channel: Channel;
}

/**
 * The consent that this request is about is too old to be asked about, or the person said something about it since, or about all of
 * marketing where it is a topic's: what is newest has a request of its own, or needs none.
 */
const outdatedSql = (now: Date) => sql`(m.source_type = 'consent' and not exists (
  select 1 from contact_consents k where k.tenant_id = m.tenant_id and k.id = m.source_id and k.occurred_at > ${new Date(now.getTime() - askedWithinMs).toISOString()}
    and not exists (
      select 1 from contact_consents l where l.tenant_id = k.tenant_id and l.contact_id = k.contact_id and l.channel = k.channel and (l.occurred_at, l.id) > (k.occurred_at, k.id)
        and ((l.purpose = k.purpose and l.topic_id is not distinct from k.topic_id) or (k.topic_id is not null and l.purpose = 'marketing')))))`;

/**
 * Queues failed messages outside campaigns once more: no server ever took them, so nobody can get one twice. The gate is asked now, as
 * it will be when they are handed over. A request to confirm goes only while nothing newer was said about its consent.
 */
export const retryFailedMessages = command({
  name: 'messages.retry',
  summary:
    'Try failed messages outside campaigns again, which no server ever took; the gate is asked anew. 20,000 a call: repeat it with nextCursor until that is null',
  access: 'inbox:write',
  http: { method: 'POST', path: '/messages/retry' },
  input: MessagesRetry,
  output: MessagesRetried,
  async run(ctx, { cursor, ...meant }) {
    const [after] = cursor ? decodeCursor(cursor, z.tuple([z.uuid()])) : [null];
    const open = sql`not ${cameBackSql(ctx.tenant, sql`m.id`)} and not ${outdatedSql(ctx.clock.now())}`;
    const failed = (of: Parameters<typeof meantSql>[1]) => sql`${meantSql(ctx, of)} and ${undecidedSql}`;
    const isBehind = after ? sql`m.id > ${after}` : sql`true`;
    const chosen = await ctx.tx.execute<Failed>(sql`
      select m.id, m.lane_id as lane, m.contact_id as contact, m.source_type as source, m.channel from pipeline_messages m
      where ${failed(meant)} and ${open} and ${isBehind} order by m.id limit ${mostDecided} for update`);
    const out = await leftOutOf(ctx, chosen);
    const going = chosen.filter(({ id }) => !out.has(id));
    // In one order, so that two calls never wait for each other in a ring.
    for (const lane of [...new Set(going.map((one) => one.lane))].sort()) {
      const mine = going.filter((one) => one.lane === lane);
      await queueAgain(
        ctx,
        lane,
        mine.map(({ id }) => ({ id, due: ctx.clock.now() })),
      );
      await wakeQueued(ctx, lane);
    }
    const retried = going.length;
    ctx.audit({ retried, ...meant });
    const { messageIds, source } = meant;
    const unable = messageIds
      ? new Set(messageIds).size - chosen.length
      : await countOf(ctx, sql`${failed(meant)} and not (${open})`);
    const left = await countOf(ctx, sql`${failed({ source })} and ${open} and ${isBehind}`);
    const last = chosen.length === mostDecided ? chosen.at(-1)?.id : null;
    return {
      ...{ retried, skipped: countReasons([...out.values()]), unable, left: left - (chosen.length - retried) },
      nextCursor: last ? encodeCursor([last]) : null,
    };
  },
});

/** Whom of these the gate leaves out as things stand, by message: what is sent one by one is a service, as at hand-over. */
async function leftOutOf(ctx: CommandCtx, chosen: readonly Failed[]): Promise<Map<string, SkipReason>> {
  const out = new Map<string, SkipReason>();
  // Each lane is of one source and one channel.
  for (const lane of new Set(chosen.map((one) => one.lane))) {
    const mine = chosen.filter((one) => one.lane === lane);
    const { source, channel } = mine[0]!;
    const reasons = await leftOutNow(
      ctx,
      mine.map(({ contact }) => contact),
      { source, channel, purpose: 'service' },
    );
    for (const { id, contact } of mine) {
      const reason = reasons.get(contact);
      if (reason) out.set(id, reason);
    }
  }
  return out;
}
