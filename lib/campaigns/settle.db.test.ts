import { describe, expect, it } from 'vitest';
import type { Ctx } from '@/lib/platform/context';
import { testDatabase } from '@/lib/testing/database';
import { draft, people } from '@/lib/testing/outreach';
import { testTenant } from '@/lib/testing/tenant';
import { getCampaign, launchCampaign, listCampaigns, listRecipients, settleUncertain } from '.';
import { addsUp } from './queries';
import { recountStale, tellStale } from './stats';

const database = await testDatabase();
const sql = database.owner.tags;

/** A campaign that has ended: 3 uncertain, of whom one bounced, 2 refused as unknown, 1 as full, 1 sent. */
async function ended(ctx: Ctx) {
  const contacts = await people(ctx, 7);
  const id = await draft(ctx);
  await launchCampaign(ctx, { id });
  const states = ['uncertain', 'uncertain', 'uncertain', 'failed', 'failed', 'failed', 'sent'];
  const codes = ['no_answer', 'no_answer', 'lease_expired', '5.1.1', '5.1.1', '5.2.2', null];
  await sql`
    insert into pipeline_messages (tenant_id, lane_id, source_type, source_id, contact_id, channel, status, verdict_rule, error_code, finished_at, lease_by, bounced_at)
    select ${ctx.tenant}, ${id}, 'campaign', ${id}, w.contact, 'email', w.status, 'passed', w.code, now(), case when w.status = 'uncertain' then 'dead-worker' end,
      case when w.n = 3 then now() end
    from unnest(${contacts}::uuid[], ${states}::text[], ${codes}::text[]) with ordinality as w(contact, status, code, n)`;
  const { items } = await listRecipients(ctx, { id, outcome: 'uncertain' });
  return { id, uncertain: items };
}

describe('what is uncertain', () => {
  it('is sent or failed by a person’s word, one by one and all; the sum stays true and the audit log says who and what', async () => {
    const { ctx } = await testTenant(database);
    const { id, uncertain } = await ended(ctx);
    const bounced = uncertain.find((each) => each.bouncedAt) ?? uncertain[0]!;
    const others = uncertain.filter((each) => each !== bounced);
    expect(
      await settleUncertain(ctx, {
        id,
        outcome: 'failed',
        messageIds: [others[0]!.messageId],
        note: 'asked the relay',
      }),
    ).toEqual({ settled: 1, left: 2 });
    expect(await settleUncertain(ctx, { id, outcome: 'sent', all: true })).toEqual({ settled: 2, left: 0 });
    const { totals, failedBy } = await getCampaign(ctx, { id });
    expect(totals).toMatchObject({ planned: 7, sent: 3, failed: 4, uncertain: 0, bounced: 1 });
    expect(addsUp(totals)).toBe(true);
    expect(failedBy).toEqual({ '5.1.1': 2, '5.2.2': 1, said_not_sent: 1 });
    const settled = (await listRecipients(ctx, { id, reason: 'said_not_sent' })).items;
    expect(settled.map(({ error }) => error)).toEqual(['Its hand-over had no answer; settled by hand as not sent.']);
    const rows = await sql`
      select status, sent_at is not null as at, lease_by from pipeline_messages
      where tenant_id = ${ctx.tenant} and id = any(${uncertain.map((each) => each.messageId)}::uuid[]) order by status`;
    expect([...rows]).toEqual([
      { status: 'bounced', at: true, lease_by: null },
      { status: 'failed', at: false, lease_by: null },
      { status: 'sent', at: true, lease_by: null },
    ]);
    const audit = await sql`
      select details from audit_logs where tenant_id = ${ctx.tenant} and action = 'campaigns.settleUncertain' and entity_id = ${id} order by occurred_at, id`;
    expect(audit.map((row) => row['details'])).toEqual([
      { outcome: 'failed', settled: 1, messageIds: [others[0]!.messageId], note: 'asked the relay' },
      { outcome: 'sent', settled: 2, all: true },
    ]);
    const facts = await sql<{ type: string; n: number }[]>`
      select type, jsonb_array_length(payload -> 'messageIds') as n from outbox where tenant_id = ${ctx.tenant} and type like 'message.%' order by type`;
    expect([...facts]).toEqual([
      { type: 'message.failed', n: 1 },
      { type: 'message.sent', n: 2 },
    ]);
  });

  it('said twice changes nothing, and never touches what is known', async () => {
    const { ctx } = await testTenant(database);
    const { id, uncertain } = await ended(ctx);
    const failed = (await listRecipients(ctx, { id, outcome: 'failed' })).items[0]!;
    await settleUncertain(ctx, { id, outcome: 'sent', all: true });
    for (const messageIds of [[uncertain[0]!.messageId], [failed.messageId]]) {
      expect(await settleUncertain(ctx, { id, outcome: 'failed', messageIds })).toEqual({ settled: 0, left: 0 });
      expect(await settleUncertain(ctx, { id, outcome: 'sent', messageIds })).toEqual({ settled: 0, left: 0 });
    }
    expect((await getCampaign(ctx, { id })).totals).toMatchObject({ sent: 4, failed: 3, uncertain: 0 });
  });

  it('asks for the right to send, for either ids or all, and for a campaign of this organisation', async () => {
    const { ctx, as } = await testTenant(database);
    const { id, uncertain } = await ended(ctx);
    const other = await testTenant(database);
    const all = { id, outcome: 'sent' as const, all: true };
    await expect(settleUncertain(as('readonly'), all)).rejects.toMatchObject({ code: 'forbidden' });
    await expect(settleUncertain(other.ctx, all)).rejects.toMatchObject({ code: 'not_found' });
    for (const wrong of [
      { id, outcome: 'sent' as const },
      { ...all, messageIds: [uncertain[0]!.messageId] },
    ])
      await expect(settleUncertain(ctx, wrong)).rejects.toMatchObject({ fields: { messageIds: expect.any(String) } });
    expect((await getCampaign(ctx, { id })).totals.uncertain).toBe(3);
  });
});

describe('what failed', () => {
  it('is broken down by its code, on the campaign and in the list; each code has its recipients', async () => {
    const { ctx, clock } = await testTenant(database);
    const { id } = await ended(ctx);
    const { failedBy, skippedBy, totals } = await getCampaign(ctx, { id });
    expect(failedBy).toEqual({ '5.1.1': 2, '5.2.2': 1 });
    expect(skippedBy).toEqual({});
    expect(Object.values(failedBy).reduce((sum, n) => sum + n, 0)).toBe(totals.failed);
    for (const [reason, people] of Object.entries(failedBy))
      expect((await listRecipients(ctx, { id, outcome: 'failed', reason })).items).toHaveLength(people);
    await tellStale(sql, [{ tenant: ctx.tenant, payload: { sourceType: 'campaign', sourceId: id } }], clock.now());
    await recountStale(sql, new Date(clock.now().getTime() + 3_600_000));
    expect((await listCampaigns(ctx, {})).items[0]).toMatchObject({ failedBy });
  });
});

describe('the version of the template', () => {
  it('is unknown of a draft, and the one that was the newest when sending began', async () => {
    const { ctx } = await testTenant(database);
    await people(ctx, 1);
    const id = await draft(ctx);
    expect((await getCampaign(ctx, { id })).templateVersion).toBeNull();
    expect((await launchCampaign(ctx, { id })).templateVersion).toBe(1);
  });
});
