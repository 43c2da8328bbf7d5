import { sql, type SQL, type SQLWrapper } from 'drizzle-orm';
import { pipelineMessages as m } from '@/db/schema';
import type { CommandCtx } from '@/lib/platform/command';
import { actorLabel, type TxCtx } from '@/lib/platform/context';
import type { TenantId } from '@/lib/platform/ids';
import type { Channel } from '@/lib/contacts/vocabulary';
import { messageFacts, type MessageFactItem, type MessageBatch } from './events';
import { intoQueue, namedByClaims } from './queue';
import { saidNotSent, type SourceType } from './vocabulary';

/** Decided about in one call, whatever sent them. */
export const mostDecided = 20_000;

/** Failed, and nobody has decided yet what becomes of it; of `pipeline_messages` under any name. */
export const undecidedSql = sql`rare_status = 'failed' and error_code is distinct from ${saidNotSent} and discarded_at is null`;

/** Of these, what somebody has to decide about: not a mailbox or number that was told gone. Its address was suppressed by that, and also where this was lifted since, the failure stays none that waits. */
export const toDecideSql = sql`${undecidedSql} and bounced_at is null`;

/** A message that waits for somebody: one to decide about, or one whose hand-over had no answer. */
export const waitsSql = sql`(rare_status = 'uncertain' or (${toDecideSql}))`;

/** Something came back for the message of this id, which may have arrived though it failed: it is not tried again, and keeps its words. */
export const cameBackSql = (tenant: TenantId, id: SQLWrapper): SQL =>
  sql`exists (select 1 from pipeline_delivery_logs l where l.tenant_id = ${tenant} and l.message_id = ${id})`;

interface Settled extends Record<string, unknown> {
  id: string;
  contact_id: string;
  channel: Channel;
  source_type: SourceType;
  source_id: string;
  template_id: string | null;
}

/**
 * Takes a person's word for those of these messages (a query of ids) whose hand-over had no answer, and tells it. Nothing is sent again.
 * The holder's name goes: a worker that comes back cannot overrule it. Returns how many there were.
 */
export async function settleMessages(ctx: CommandCtx, outcome: 'sent' | 'failed', ids: SQL): Promise<number> {
  const at = ctx.clock.now().toISOString();
  const set =
    outcome === 'sent'
      ? sql`status = case when complained_at is not null then 'complained' when bounced_at is not null then 'bounced' when delivered_at is not null then 'delivered' else 'sent' end,
          sent_at = coalesce(sent_at, finished_at, ${at}::timestamptz), error_code = null, error_message = null`
      : sql`status = 'failed', error_code = ${saidNotSent}, error_message = 'Its hand-over had no answer; settled by hand as not sent.'`;
  const rows = await ctx.tx.execute<Settled>(sql`
    update ${m} set ${set}, lease_by = null, finished_at = ${at}::timestamptz
    where tenant_id = ${ctx.tenant} and status = 'uncertain' and id in (${ids} for update)
    returning id, contact_id, channel, source_type, source_id,
      (select v.template_id from template_versions v where v.tenant_id = ${ctx.tenant} and v.id = ${m.templateVersionId}) as template_id`);
  for (const payload of bySource(rows, { at, ...(outcome === 'failed' ? { detail: saidNotSent } : {}) }))
    for (const fact of messageFacts(outcome, payload)) ctx.emit(fact);
  return rows.length;
}

/** The messages as facts tell them: together with what else their source sent on one channel with one template. */
function bySource(rows: readonly Settled[], said: Pick<MessageFactItem, 'at' | 'detail'>): MessageBatch[] {
  const found = new Map<string, MessageBatch>();
  for (const row of rows) {
    const { channel, source_type: sourceType, source_id: sourceId, template_id: templateId } = row;
    const key = [sourceType, sourceId, channel, templateId].join(' ');
    const payload = found.get(key) ?? { channel, sourceType, sourceId, templateId, items: [] };
    payload.items.push({ id: row.id, contactId: row.contact_id, ...said });
    found.set(key, payload);
  }
  return [...found.values()];
}

/** Leaves these failed messages (a query of ids) as they are: each says who decided it, and when. Returns how many there were. */
export async function discardMessages(ctx: TxCtx, ids: SQL): Promise<number> {
  const rows = await ctx.tx.execute(sql`
    update ${m} set discarded_at = ${ctx.clock.now().toISOString()}::timestamptz, discarded_by = ${actorLabel(ctx.actor)}
    where tenant_id = ${ctx.tenant} and id in (${ids} for update) returning 1`);
  return rows.length;
}

/** Queues failed messages of a lane once more, each when it is due: the same row goes on, with its attempts counted anew, and the gate judges it again. */
export async function queueAgain(
  ctx: TxCtx,
  lane: string,
  failed: readonly { id: string; due: Date }[],
): Promise<void> {
  await ctx.tx.execute(sql`
    with given as materialized (
      select ${ctx.tenant}::text as tenant, r.*
      from unnest(${sql.param(failed.map(({ id }) => id))}::uuid[], ${sql.param(failed.map(({ due }) => due.toISOString()))}::text[]::timestamptz[]) as r(id, due_at) offset 0),
    named as materialized (${namedByClaims(sql, ctx.tenant, lane)}),
    changed as (
      update pipeline_messages m set status = 'queued', attempts = 0, due_at = greatest(r.due_at, n.after), finished_at = null, bounced_at = null, error_code = null, error_message = null, lease_by = null
      from given r left join named n on n.id = r.id where m.tenant_id = r.tenant and m.id = r.id returning m.id, m.status, m.due_at)
    ${intoQueue(sql, ctx.tenant, lane)}`);
}

/** Who decided to leave message `m` failed, by name; to stand with `deciderTables`. */
export const deciderSql = sql`coalesce(u.name, 'API key ' || k.name, 'somebody outside this organisation')`;
export const deciderTables = sql`left join tenant_people() u on u.user_id::text = m.discarded_by
  left join api_keys k on k.tenant_id = m.tenant_id and 'apiKey:' || k.id = m.discarded_by`;
