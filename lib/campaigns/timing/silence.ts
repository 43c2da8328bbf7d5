import { sql } from 'drizzle-orm';
import type { TxCtx } from '@/lib/platform/context';
import { heldBeside, heldByLiving } from '@/lib/pipeline';
import type { CampaignRow } from '../queries';

/** What a server takes to answer before it is worth a word. */
const usualMs = 15_000;
/** How far back an earlier answer is looked for, in facts; those of the time in which an answer is usual are all looked at. */
const mostFacts = 1_000;

/**
 * How many messages of a campaign living workers gave to a server that has answered none of its channel for a while, and since
 * when; null while it answers. What they were waiting for before (their time, a pause, a worker) counts for nothing; and while such
 * a worker has messages of another campaign in its hands, whatever their channel, these may have to wait for that one's answers.
 */
export async function silenceOf(ctx: TxCtx, row: CampaignRow): Promise<{ since: string; waiting: number } | null> {
  if (row.status !== 'sending') return null;
  const now = ctx.clock.now();
  const held = await heldByLiving(ctx.services, ctx.tenant, row.id, now);
  if (!held.since) return null;
  const from = Math.max(held.since.getTime(), row.updatedAt.getTime());
  const usual = now.getTime() - usualMs;
  if (from > usual) return null;
  const { answers, readFrom } = await answersSince(ctx, from, usual);
  const others = answers.filter(({ channel, campaign }) => channel !== row.channel && campaign !== null);
  const lanes = others.flatMap(({ campaign }) => campaign ?? []);
  const beside = new Set(lanes.length > 0 ? await heldBeside(ctx.services, ctx.tenant, lanes, held.workers) : []);
  const theirs = answers.filter(({ channel, campaign }) => channel === row.channel || beside.has(campaign ?? ''));
  const since = Math.max(Math.min(readFrom, usual), ...theirs.map(({ at }) => new Date(at).getTime()));
  return since > usual ? null : { since: new Date(since).toISOString(), waiting: held.waiting };
}

interface Answer {
  /** Null: of single messages. */
  campaign: string | null;
  channel: string;
  /** The last one. */
  at: string;
}

/** The last answer to each campaign, and to single messages of each channel, among the newest facts; and from when on all were read. */
async function answersSince(ctx: TxCtx, from: number, usual: number): Promise<{ answers: Answer[]; readFrom: number }> {
  const after = (ms: number) =>
    sql`o.tenant_id = ${ctx.tenant} and o.id >= (select uuidv7(${new Date(ms).toISOString()}::timestamptz - now()))`;
  // By the campaign that a fact is about: the payloads of large ones are dear to look into.
  const [read] = await ctx.tx.execute<{ answers: Answer[] | null; n: number; first: string | null }>(sql`
    with newest as materialized (
      select o.id, o.type, o.entity_type, o.entity_id, o.occurred_at from outbox o where ${after(from)}
      order by o.id desc limit (select greatest(${mostFacts}, count(*)) from outbox o where ${after(usual)})),
    answered as (
      select entity_id, max(occurred_at) as at, (array_agg(id order by id desc))[1] as id from newest
      where entity_type = 'message_batch' and type in ('message.sent', 'message.deferred', 'message.failed', 'message.uncertain') group by entity_id),
    told as (
      select c.id as campaign, coalesce(c.channel, (select o.payload ->> 'channel' from outbox o where o.tenant_id = ${ctx.tenant} and o.id = a.id)) as channel, max(a.at) as at
      from answered a left join campaigns c on c.tenant_id = ${ctx.tenant} and c.id = a.entity_id group by 1, 2)
    select (select json_agg(told) from told) as answers, count(*)::int as n, min(occurred_at) as first from newest`);
  const readFrom = read?.first && read.n >= mostFacts ? new Date(read.first).getTime() : from;
  return { answers: read?.answers ?? [], readFrom };
}
