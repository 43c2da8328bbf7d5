import { describe, expect, it } from 'vitest';
import { createApiKey } from '@/lib/identity';
import type { Ctx } from '@/lib/platform/context';
import { testDatabase } from '@/lib/testing/database';
import { queuedCampaign } from '@/lib/testing/outbound';
import { testTenant } from '@/lib/testing/tenant';
import {
  countToDecide,
  discardFailed,
  getCampaign,
  listCampaigns,
  listRecipients,
  recipientsCsv,
  retryFailed,
  settleUncertain,
} from '.';
import { addsUp } from './queries';
import { recountStale } from './stats';

const database = await testDatabase();
const sql = database.owner.tags;

/** A campaign in this state: 3 failed (two of them by 4.2.0), 1 uncertain, 1 sent. */
async function ended(ctx: Ctx, status: 'completed' | 'cancelled') {
  const campaign = await queuedCampaign(database, ctx.tenant, 5, { asleep: true });
  const states = ['failed', 'failed', 'failed', 'uncertain', 'sent'];
  const codes = ['5.7.1', '4.2.0', '4.2.0', 'no_answer', null];
  await sql`
    update pipeline_messages m set status = w.status, error_code = w.code, error_message = w.code, verdict_rule = 'passed', finished_at = now()
    from unnest(${campaign.messages}::uuid[], ${states}::text[], ${codes}::text[]) as w(id, status, code) where m.tenant_id = ${ctx.tenant} and m.id = w.id`;
  await sql`delete from pipeline_queue where tenant_id = ${ctx.tenant} and lane_id = ${campaign.id}`;
  await sql`update campaigns set status = ${status}, completed_at = now() where tenant_id = ${ctx.tenant} and id = ${campaign.id}`;
  await sql`select update_campaign_email_stats(${ctx.tenant}, ${campaign.id})`;
  return campaign;
}

describe('failed messages that are discarded', () => {
  it('stay failed in every sum, say who decided it and when, and are neither tried again nor discarded twice', async () => {
    const { ctx, clock } = await testTenant(database);
    const { id, messages } = await ended(ctx, 'completed');
    const [first = ''] = messages;
    expect(await discardFailed(ctx, { id, messageIds: [first] })).toEqual({ discarded: 1, left: 2 });
    const { totals, failedBy } = await getCampaign(ctx, { id });
    expect(totals).toMatchObject({ planned: 5, sent: 1, failed: 3, discarded: 1, uncertain: 1 });
    expect(addsUp(totals)).toBe(true);
    expect(failedBy).toEqual({ '5.7.1': 1, '4.2.0': 2 });
    const row = (await listRecipients(ctx, { id, outcome: 'failed' })).items.find((each) => each.messageId === first);
    expect(row).toMatchObject({
      outcome: 'failed',
      error: '5.7.1',
      discarded: { at: clock.now().toISOString(), by: 'Test Admin' },
    });
    expect(await retryFailed(ctx, { id, messageIds: [first] })).toEqual({
      ...{ retried: 0, skipped: [], unable: 1, left: 2, nextCursor: null },
    });
    expect(await discardFailed(ctx, { id, messageIds: [first] })).toEqual({ discarded: 0, left: 2 });
    const audit = await sql`
      select details from audit_logs where tenant_id = ${ctx.tenant} and action = 'campaigns.discardFailed' order by occurred_at, id limit 1`;
    expect(audit[0]?.['details']).toEqual({ discarded: 1, messageIds: [first] });
  });

  it('are counted as decided where campaigns are listed, and the list of those without a decision is without them', async () => {
    const { ctx, clock } = await testTenant(database);
    const { id } = await ended(ctx, 'completed');
    await settleUncertain(ctx, { id, outcome: 'failed', all: true });
    expect(await discardFailed(ctx, { id, reason: '4.2.0' })).toEqual({ discarded: 2, left: 0 });
    await recountStale(sql, new Date(clock.now().getTime() + 3_600_000));
    const [listed] = (await listCampaigns(ctx, {})).items;
    expect(listed?.totals).toMatchObject({ failed: 4, discarded: 2 });
    expect(listed?.failedBy['said_not_sent']).toBe(1);
    const { items } = await listRecipients(ctx, { id, undecided: 'true' });
    expect(items.map((row) => row.reason)).toEqual(['5.7.1']);
    expect(await discardFailed(ctx, { id, all: true })).toEqual({ discarded: 1, left: 0 });
    expect((await getCampaign(ctx, { id })).totals).toMatchObject({ failed: 4, discarded: 3 });
  });

  it('wait for no decision where the mailbox is gone, and can be discarded all the same', async () => {
    const { ctx } = await testTenant(database);
    const { id, messages } = await ended(ctx, 'completed');
    await sql`update pipeline_messages set bounced_at = now() where tenant_id = ${ctx.tenant} and id = ${messages[0] ?? ''}`;
    const counted = { id, failed: 3, bounced: 1, isCut: false };
    expect(await countToDecide(ctx, { ids: [id] })).toEqual([{ ...counted, toDecide: 2 }]);
    const { items } = await listRecipients(ctx, { id, undecided: 'true' });
    expect(items.map((row) => row.messageId).toSorted()).toEqual(messages.slice(1, 3).toSorted());
    const { ctx: stranger } = await testTenant(database);
    expect(await countToDecide(stranger, { ids: [id] })).toEqual([]);
    expect(await discardFailed(ctx, { id, reason: '4.2.0' })).toEqual({ discarded: 2, left: 0 });
    expect(await countToDecide(ctx, { ids: [id] })).toEqual([{ ...counted, toDecide: 0 }]);
    expect(await discardFailed(ctx, { id, all: true })).toEqual({ discarded: 1, left: 0 });
  });

  it('are counted among the first 10,000 of a campaign and no further, whatever became of them', async () => {
    const { ctx } = await testTenant(database);
    const { id } = await ended(ctx, 'completed');
    const first = sql`(select id from pipeline_messages where tenant_id = ${ctx.tenant} and source_id = ${id} and status = 'failed' order by contact_id, epoch limit 1)`;
    await sql`update pipeline_messages set bounced_at = now() where tenant_id = ${ctx.tenant} and id = ${first}`;
    const alsoBounced = (from: number, to: number) => sql`
      insert into pipeline_messages (tenant_id, id, lane_id, source_type, source_id, contact_id, epoch, channel, status, verdict_rule, error_code, bounced_at)
      select tenant_id, gen_random_uuid(), lane_id, source_type, source_id, contact_id, i, channel, status, verdict_rule, '5.1.1', now()
      from pipeline_messages, generate_series(${from}::int, ${to}::int) i where tenant_id = ${ctx.tenant} and id = ${first}`;
    await alsoBounced(1, 9_997);
    expect(await countToDecide(ctx, { ids: [id] })).toEqual([
      { id, failed: 10_000, bounced: 9_998, toDecide: 2, isCut: false },
    ]);
    await alsoBounced(9_998, 10_002);
    expect(await countToDecide(ctx, { ids: [id] })).toEqual([
      { id, failed: 10_000, bounced: 10_000, toDecide: 0, isCut: true },
    ]);
  });

  it('may be those of a cancelled campaign, which are not tried again', async () => {
    const { ctx } = await testTenant(database);
    const { id } = await ended(ctx, 'cancelled');
    await expect(retryFailed(ctx, { id })).rejects.toMatchObject({ code: 'conflict' });
    expect(await discardFailed(ctx, { id, all: true })).toEqual({ discarded: 3, left: 0 });
  });

  it('are named by exactly one of the three ways: nothing is discarded because a word is missing or misspelt', async () => {
    const { ctx } = await testTenant(database);
    const { id, messages } = await ended(ctx, 'completed');
    const one = [messages[0]];
    const inputs = [
      {},
      { messageId: one },
      { all: false },
      { all: true, reasons: '5.7.1' },
      { messageIds: one, all: true },
      { messageIds: one, reason: '5.7.1' },
      { reason: '5.7.1', all: true },
    ];
    for (const given of inputs)
      await expect(discardFailed(ctx, { id, ...given } as never), JSON.stringify(given)).rejects.toMatchObject({
        code: 'invalid',
      });
    await expect(discardFailed(ctx, { id })).rejects.toMatchObject({
      fields: { messageIds: 'give exactly one of messageIds, reason and all: true' },
    });
    expect((await getCampaign(ctx, { id })).totals).toMatchObject({ failed: 3, discarded: 0 });
  });

  it('have the sums counted again, and not the parts of the report, which do not depend on it', async () => {
    const { ctx } = await testTenant(database);
    const { id } = await ended(ctx, 'completed');
    await sql`update campaign_stats set stale_at = null, breakdown_stale_at = null where tenant_id = ${ctx.tenant} and campaign_id = ${id}`;
    await discardFailed(ctx, { id, all: true });
    const [stats] = await sql`
      select stale_at is not null as sums, breakdown_stale_at is not null as parts from campaign_stats where tenant_id = ${ctx.tenant} and campaign_id = ${id}`;
    expect(stats).toEqual({ sums: true, parts: false });
  });

  it('are exported with who decided it and when, in columns behind those that programs read by their place', async () => {
    const { ctx, clock } = await testTenant(database);
    const { id, messages } = await ended(ctx, 'completed');
    await discardFailed(ctx, { id, messageIds: [messages[0]!] });
    const csv = await (await recipientsCsv(ctx, { id, outcome: 'failed' })).text();
    const [heads = '', ...rows] = csv.trim().split(/\r?\n/);
    expect(heads.replace('\uFEFF', '')).toBe(
      'name,address,outcome,state,rule,reason,why,sent_at,opened_at,clicked_at,replied_at,unsubscribed_at,bounced_at,contact_id,message_id,variant,discarded_at,discarded_by,due_at,converted_at',
    );
    const row = rows.find((each) => each.includes(messages[0]!));
    expect(row?.endsWith(`${messages[0]},,${clock.now().toISOString()},Test Admin,,`)).toBe(true);
  });

  it('name the API key that decided it; a person of elsewhere stays unnamed', async () => {
    const { ctx } = await testTenant(database);
    const { id, messages } = await ended(ctx, 'completed');
    const key = await createApiKey(ctx, { name: 'Nightly tidy', scopes: ['*'] });
    const deciders = [`apiKey:${key.id}`, crypto.randomUUID()];
    for (const [i, by] of deciders.entries())
      await sql`update pipeline_messages set discarded_at = now(), discarded_by = ${by} where tenant_id = ${ctx.tenant} and id = ${messages[i]!}`;
    const { items } = await listRecipients(ctx, { id, outcome: 'failed' });
    const by = messages.slice(0, 2).map((one) => items.find((row) => row.messageId === one)?.discarded?.by);
    expect(by).toEqual(['API key Nightly tidy', 'somebody outside this organisation']);
  });

  it('are those of this organisation, by who may send', async () => {
    const [mine, other] = [await testTenant(database), await testTenant(database)];
    const { id } = await ended(mine.ctx, 'completed');
    await expect(discardFailed(other.ctx, { id, all: true })).rejects.toMatchObject({ code: 'not_found' });
    await expect(discardFailed(mine.as('readonly'), { id, all: true })).rejects.toMatchObject({ code: 'forbidden' });
    expect((await getCampaign(mine.ctx, { id })).totals).toMatchObject({ failed: 3, discarded: 0 });
  });
});
