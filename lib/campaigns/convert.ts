import { sql, type SQL } from 'drizzle-orm';
import { messageFacts } from '@/lib/pipeline';
import type { Channel } from '@/lib/contacts/vocabulary';
import { command, type CommandCtx } from '@/lib/platform/command';
import { withTenant } from '@/lib/platform/db/tenant';
import { invalid, notFound } from '@/lib/platform/errors';
import { Conversion, ConversionRecord } from './options';
import { recountLater } from './stats';

/** A clock that runs ahead a little is not refused. */
const aheadMs = 5 * 60_000;

/** What was handed over, and what was kept apart to compare with: as if it had been sent when it was left out. */
const mine = sql`(m.status in ('sent', 'delivered', 'bounced', 'complained', 'uncertain') or (m.status = 'skipped' and m.verdict_rule = 'holdout'))`;
const momentSql = sql`(case when m.status = 'skipped' then m.finished_at else m.sent_at end)`;

interface Found extends Record<string, unknown> {
  id: string;
  source_id: string;
  contact_id: string;
  channel: Channel;
  template_id: string | null;
  held_out: boolean;
}

/** Held until the end of the transaction, so that the same key told twice at once is kept once. */
async function findMessage(ctx: CommandCtx, which: SQL): Promise<Found | undefined> {
  const [row] = await ctx.tx.execute<Found>(sql`
    select m.id, m.source_id, m.contact_id, m.channel, (select v.template_id from template_versions v where v.tenant_id = m.tenant_id and v.id = m.template_version_id) as template_id, m.status = 'skipped' as held_out
    from pipeline_messages m
    where m.tenant_id = ${ctx.tenant} and m.source_type = 'campaign' and ${mine} and ${which}
    order by ${momentSql} desc nulls last, m.id desc limit 1 for update of m`);
  return row;
}

/** The message that a conversion belongs to. A repeat belongs where it was kept at first, whatever was sent since. */
async function messageOf(ctx: CommandCtx, input: ReturnType<typeof ConversionRecord.parse>): Promise<Found> {
  const { messageId, contactId, campaignId, occurredAt, key } = input;
  const at = new Date(occurredAt).toISOString();
  if (messageId) {
    const found = await findMessage(ctx, sql`m.id = ${messageId}`);
    if (!found) throw notFound('message');
    return found;
  }
  const [contact] = await ctx.tx.execute(
    sql`select 1 from contacts where tenant_id = ${ctx.tenant} and id = ${contactId} and deleted_at is null for update`,
  );
  if (!contact) throw notFound('contact');
  const theirs = sql`m.contact_id = ${contactId} ${campaignId ? sql`and m.source_id = ${campaignId}` : sql``}`;
  const before = await findMessage(
    ctx,
    sql`${theirs} and exists (select 1 from pipeline_delivery_logs l where l.tenant_id = m.tenant_id and l.message_id = m.id and l.event = 'converted' and l.metadata->>'key' = ${key})`,
  );
  const found =
    before ??
    (await findMessage(
      ctx,
      sql`${theirs} and ${momentSql} <= ${at}::timestamptz and ${momentSql} > ${at}::timestamptz - interval '30 days'`,
    ));
  if (!found)
    throw invalid(
      'No campaign message was sent to this contact in the 30 days before. Name the message by messageId if there is one.',
      { contactId: 'got no message in the 30 days before' },
    );
  return found;
}

export const recordConversion = command({
  name: 'campaigns.recordConversion',
  summary:
    'Tell that somebody did what a campaign was for, and what it was worth; told again under the same key, it is kept once',
  access: 'campaigns:write',
  http: { method: 'POST', path: '/conversions', status: 201 },
  input: ConversionRecord,
  output: Conversion,
  entity: (_, { messageId }) => ({ type: 'message', id: messageId }),
  async run(ctx, input) {
    const at = new Date(input.occurredAt);
    if (at.getTime() > ctx.clock.now().getTime() + aheadMs)
      throw invalid('A conversion cannot lie in the future. Check the clock of whoever tells it.', {
        occurredAt: 'lies in the future',
      });
    const { id, source_id, contact_id, channel, template_id, held_out: heldOut } = await messageOf(ctx, input);
    const { key, valueMinor = null, currency = null } = input;
    const metadata = { key, ...(currency ? { value_minor: valueMinor, currency } : {}) };
    const fresh = await ctx.tx.execute(sql`
      insert into pipeline_delivery_logs (tenant_id, message_id, event, metadata, occurred_at)
      select ${ctx.tenant}, ${id}::uuid, 'converted', ${JSON.stringify(metadata)}::jsonb, ${at.toISOString()}::timestamptz
      where not exists (select 1 from pipeline_delivery_logs l where l.tenant_id = ${ctx.tenant} and l.message_id = ${id} and l.event = 'converted' and l.metadata->>'key' = ${key})
      returning 1`);
    const isNew = fresh.length > 0;
    if (isNew) {
      await ctx.tx.execute(sql`
        update pipeline_messages set converted_at = least(converted_at, ${at.toISOString()}::timestamptz) where tenant_id = ${ctx.tenant} and id = ${id}`);
      await ctx.tx.execute(sql`
        update contacts set last_activity_at = greatest(last_activity_at, ${at.toISOString()}::timestamptz) where tenant_id = ${ctx.tenant} and id = ${contact_id}`);
      const items = [
        {
          id,
          contactId: contact_id,
          at: at.toISOString(),
          ...(currency ? { detail: `${valueMinor} ${currency}` } : {}),
        },
      ];
      // Of who was kept apart nobody got anything: whoever adds up conversions of what was sent is not told.
      if (!heldOut)
        for (const fact of messageFacts('converted', {
          ...{ channel, sourceType: 'campaign', sourceId: source_id, templateId: template_id, items },
        }))
          ctx.emit(fact);
    }
    ctx.audit({ key, valueMinor, currency, isNew, heldOut });
    return { messageId: id, campaignId: source_id, contactId: contact_id, isNew, heldOut };
  },
  // Waits while the campaign is being counted: not with the contact held, for whom others would wait too.
  async afterwards(ctx, { campaignId, isNew, heldOut }) {
    if (isNew && heldOut) await withTenant(ctx, (tx) => recountLater(tx, campaignId));
  },
});
