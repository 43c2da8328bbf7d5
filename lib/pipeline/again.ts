import { sql, type SQL } from 'drizzle-orm';
import type { TxCtx } from '@/lib/platform/context';
import { intoQueue, namedByClaims } from './queue';

interface Asking {
  campaignId: string;
  senderId: string | null;
  /** These alone. */
  messageIds?: readonly string[] | undefined;
  /** Only who waits for this. */
  reason?: string | undefined;
  /** Behind this contact, in the order of their ids. */
  after: string | null;
  limit: number;
  /** When each of these contacts is to be judged, once they have left the queue; now, unless given. */
  turns?: (contactIds: readonly string[]) => Promise<readonly Date[]>;
}

/**
 * Queues messages of a campaign that wait for the gate, as if their time had come, or for the turns they are given: it judges each anew. Who waits for a server's
 * answer keeps its time, and so does what a worker has in its hands. `last` is the last contact that was looked at, null at the end.
 */
export async function askGateAgain(ctx: TxCtx, asking: Asking): Promise<{ asked: number; last: string | null }> {
  const { campaignId, messageIds, reason } = asking;
  const named = messageIds ? sql`and m.id = any(${sql.param([...messageIds])}::uuid[])` : sql``;
  const who = sql`m.verdict_rule <> 'passed' ${named} ${reason ? sql`and m.verdict_reason = ${reason}` : sql``}`;
  const { taken, last } = await takeOut(ctx, asking, who);
  const dues = taken.length > 0 ? await asking.turns?.(taken.map(({ contact }) => contact)) : undefined;
  const now = ctx.clock.now();
  await putBack(ctx, campaignId, taken, 'queued', (i) => dues?.[i] ?? now);
  if (taken.length > 0)
    await givePromisesBack(
      ctx,
      asking,
      taken.map(({ id }) => id),
    );
  return { asked: taken.length, last };
}

/**
 * Those of a campaign who passed the gate and wait until a server is tried again are tried at this time, if theirs is later; what
 * a worker has in its hands keeps its own.
 */
export async function tryServerAgain(
  ctx: TxCtx,
  asking: Pick<Asking, 'campaignId' | 'after' | 'limit'> & { at: Date },
): Promise<{ asked: number; last: string | null }> {
  const who = sql`m.verdict_rule = 'passed' and m.due_at > ${asking.at.toISOString()}::timestamptz`;
  const { taken, last } = await takeOut(ctx, asking, who);
  await putBack(ctx, asking.campaignId, taken, 'deferred', () => asking.at);
  return { asked: taken.length, last };
}

interface Taken {
  id: string;
  contact: string;
}

/** Takes deferred messages `m` out of the queue, where nobody has them in the hands. */
async function takeOut(
  ctx: TxCtx,
  { campaignId, after, limit }: Pick<Asking, 'campaignId' | 'after' | 'limit'>,
  who: SQL,
): Promise<{ taken: Taken[]; last: string | null }> {
  const rows = await ctx.tx.execute<{
    id: string | null;
    contact: string | null;
    seen: number;
    last: string | null;
  }>(sql`
    with chosen as materialized (
      select m.id, m.contact_id, m.due_at from pipeline_messages m
      where m.tenant_id = ${ctx.tenant} and m.source_type = 'campaign' and m.source_id = ${campaignId} and m.rare_status = 'deferred'
        and ${who} ${after ? sql`and m.contact_id > ${after}` : sql``}
      order by m.contact_id limit ${limit}),
    taken as (
      delete from pipeline_queue q where q.tenant_id = ${ctx.tenant} and q.ctid = any(array(
        select p.place from chosen c cross join lateral (
          select q.ctid as place from pipeline_queue q
          where q.tenant_id = ${ctx.tenant} and q.lane_id = ${campaignId} and q.due_at = c.due_at and q.message_id = c.id for update skip locked) p))
      returning q.message_id as id)
    select c.id, c.contact_id as contact, s.seen, s.last
    from (select count(*)::int as seen, (select contact_id from chosen order by contact_id desc limit 1) as last from chosen) s
    left join (chosen c join taken t on t.id = c.id) on true order by c.contact_id`);
  const [{ seen, last } = { seen: 0, last: null }] = rows;
  const taken = rows.flatMap(({ id, contact }) => (id && contact ? [{ id, contact }] : []));
  return { taken, last: seen === limit ? last : null };
}

async function putBack(
  ctx: TxCtx,
  campaignId: string,
  taken: readonly Taken[],
  status: 'queued' | 'deferred',
  dueOf: (i: number) => Date,
): Promise<void> {
  if (taken.length === 0) return;
  await ctx.tx.execute(sql`
    with given as materialized (
      select ${ctx.tenant}::text as tenant, r.*
      from unnest(${sql.param(taken.map(({ id }) => id))}::uuid[], ${sql.param(taken.map((_, i) => dueOf(i).toISOString()))}::text[]::timestamptz[]) as r(id, due_at) offset 0),
    named as materialized (${namedByClaims(sql, ctx.tenant, campaignId)}),
    changed as (
      update pipeline_messages m set status = ${status}, due_at = greatest(r.due_at, n.after) from given r left join named n on n.id = r.id
      where m.tenant_id = r.tenant and m.id = r.id returning m.id, m.status, m.due_at)
    ${intoQueue(sql, ctx.tenant, campaignId)}`);
}

/**
 * Whom a capacity told to come later comes now: those behind them are not sent further away for their sake. What a worker counts
 * by at this moment is left out, since neither may wait for the other, and so is what was counted for a provider, since nobody noted which
 * one it was: a promise kept too long is only a later window.
 */
async function givePromisesBack(ctx: TxCtx, { senderId }: Asking, ids: readonly string[]): Promise<void> {
  await ctx.tx.execute(sql`
    with late as materialized (
      select m.verdict #>> '{steps,-1,fact}' as fact, case when m.recipient_address like '%@%' then split_part(m.recipient_address, '@', -1) else '' end as domain, count(*) as n
      from unnest(${sql.param(ids)}::uuid[]) as asked(id)
      cross join lateral (select * from pipeline_messages m where m.tenant_id = ${ctx.tenant} and m.id = asked.id and m.verdict_reason = 'capacity' offset 0) m group by 1, 2),
    kept as (
      select r.id::text as rule_id, case r.action ->> 'per' when 'provider' then null when 'provider_and_recipient_provider' then null when 'organisation' then '' when 'sender' then ${senderId ?? ''}
          else case when late.domain = '' or coalesce(r.action -> 'domains' ? late.domain, false) then late.domain
            when mail_provider(late.domain) <> 'other' then mail_provider(late.domain) when r.action ->> 'others' = 'free' then null else 'other' end end as key, late.n
      from late join compliance_rules r on r.tenant_id = ${ctx.tenant} and r.rule_type = 'capacity' and starts_with(late.fact, r.name || ' is used up until ')),
    held as materialized (
      select s.rule_id, s.key, k.n from sending_capacity s
      join (select rule_id, key, sum(n)::bigint as n from kept where key is not null group by 1, 2) k on k.rule_id = s.rule_id and k.key = s.key
      where s.tenant_id = ${ctx.tenant} order by s.key, s.rule_id for no key update of s skip locked)
    update sending_capacity s set promised = greatest(0, s.promised - h.n)
    from held h where s.tenant_id = ${ctx.tenant} and s.rule_id = h.rule_id and s.key = h.key`);
}
