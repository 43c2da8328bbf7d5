import { randomUUID } from 'node:crypto';
import { describe, expect, it, onTestFinished } from 'vitest';
import { startJobRunner } from '@/lib/platform/jobs';
import { testDatabase } from '@/lib/testing/database';
import { draft, people } from '@/lib/testing/outreach';
import { sentMessage } from '@/lib/testing/sent-message';
import { testTenant } from '@/lib/testing/tenant';
import { until } from '@/lib/testing/wait';
import {
  getCampaign,
  getReport,
  launchCampaign,
  listRecipients,
  planCampaign,
  recordConversion,
  reportCsv,
  updateCampaign,
} from '.';

const database = await testDatabase();
const sql = database.owner.tags;
const at = () => new Date().toISOString();
const gift = { valueMinor: 2500, currency: 'EUR', key: 'order-1' };

describe('a conversion', () => {
  it('is kept once under its key with its value, and tells the bus once', async () => {
    const { ctx, slug } = await testTenant(database);
    const { messageId, campaignId, contactId } = await sentMessage(database, slug);
    const told = { messageId, ...gift, occurredAt: at() };
    const answers = await Promise.all([1, 2, 3].map(() => recordConversion(ctx, told)));
    expect(answers.filter((a) => a.isNew)).toEqual([{ messageId, campaignId, contactId, isNew: true, heldOut: false }]);
    const logs = await sql`select event, metadata from pipeline_delivery_logs where tenant_id = ${slug}`;
    expect(logs).toEqual([{ event: 'converted', metadata: { key: 'order-1', value_minor: 2500, currency: 'EUR' } }]);
    const [row] = await sql`select converted_at from pipeline_messages where tenant_id = ${slug} and id = ${messageId}`;
    expect(row?.converted_at).toEqual(new Date(told.occurredAt));
    expect(await sql`select 1 from outbox where tenant_id = ${slug} and type = 'message.converted'`).toHaveLength(1);
  });

  it('of a contact belongs to the last message before it, and stays there when told again', async () => {
    const { ctx, slug } = await testTenant(database);
    const hour = 3_600_000;
    const first = await sentMessage(database, slug, { sentAt: new Date(Date.now() - 5 * hour) });
    const second = await sentMessage(database, slug, { sentAt: new Date(Date.now() - 2 * hour) });
    await sql`update pipeline_messages set contact_id = ${first.contactId} where tenant_id = ${slug} and id = ${second.messageId}`;
    const told = (occurredAt: string, key: string) =>
      recordConversion(ctx, { contactId: first.contactId, occurredAt, key });
    expect((await told(at(), 'a')).messageId).toBe(second.messageId);
    const early = new Date(Date.now() - 4 * hour).toISOString();
    expect((await told(early, 'b')).messageId).toBe(first.messageId);
    expect(await told(at(), 'b')).toMatchObject({ messageId: first.messageId, isNew: false });
    await expect(told(new Date(Date.now() - 9 * hour).toISOString(), 'c')).rejects.toMatchObject({ code: 'invalid' });
  });

  it('of somebody kept apart counts for the control group alone, as if it had been sent when they were left out', async () => {
    const { ctx, slug, clock } = await testTenant(database);
    const contacts = await people(ctx, 40);
    const id = await draft(ctx);
    await updateCampaign(ctx, { id, holdoutPercent: 50 });
    const runner = await startJobRunner(database.services, [planCampaign], { worker: 'test' });
    onTestFinished(() => runner.stop());
    await launchCampaign(ctx, { id });
    await until('the plan', async () => (await getCampaign(ctx, { id })).plannedAt);
    await sql`update pipeline_messages set status = 'sent', sent_at = ${clock.now()}, finished_at = ${clock.now()} where tenant_id = ${slug} and status = 'queued'`;
    const rows = await sql<{ id: string; contact: string; status: string }[]>`
      select id, contact_id as contact, status from pipeline_messages where tenant_id = ${slug} and source_id = ${id}`;
    expect(rows).toHaveLength(contacts.length);
    const [kept, got] = ['skipped', 'sent'].map((status) => rows.filter((row) => row.status === status));
    clock.advance(60_000);
    const did = (contactId: string, n: number) =>
      recordConversion(ctx, { contactId, ...gift, key: `order-${n}`, occurredAt: clock.now().toISOString() });
    const facts = () => sql`select 1 from outbox where tenant_id = ${slug} and type = 'message.converted'`;
    expect(await did(kept![0]!.contact, 1)).toEqual({
      ...{ messageId: kept![0]!.id, campaignId: id, contactId: kept![0]!.contact, isNew: true, heldOut: true },
    });
    expect(await did(kept![0]!.contact, 1)).toMatchObject({ isNew: false, heldOut: true });
    expect(await facts()).toHaveLength(0);
    // All of them: how many are kept apart differs from run to run, and a difference that chance may make would be told as one.
    const all = got!.length;
    for (const [n, { contact }] of got!.entries()) expect(await did(contact, n + 2)).toMatchObject({ heldOut: false });
    expect(await facts()).toHaveLength(all);
    await database.services.system.tags`select update_campaign_breakdown(${slug}, ${id})`;
    const { holdout, converted, revenue, times } = await getReport(ctx, { id });
    expect({ converted, revenue }).toEqual({
      ...{ converted: all, revenue: [{ currency: 'EUR', value: 2_500 * all, people: all }] },
    });
    expect(times.reduce((sum, time) => sum + time.converted, 0)).toBe(all);
    const control = kept!.length;
    expect(holdout).toMatchObject({
      ...{ got: { people: all, converted: all }, kept: { people: control, converted: 1 } },
      ...{ lift: 100 * (1 - 1 / control), significant: true },
      sentence: expect.stringMatching(/^“Got it” leads with .* % conversions against .* %/),
    });
    const list = async (filters: object) => (await listRecipients(ctx, { id, event: 'converted', ...filters })).items;
    expect(await list({})).toHaveLength(all);
    expect(await list({ currency: 'EUR' })).toHaveLength(all);
    expect(await list({ currency: 'USD' })).toHaveLength(0);
    expect((await list({ heldOut: 'true' })).map((row) => row.messageId)).toEqual([kept![0]!.id]);
    expect((await listRecipients(ctx, { id, heldOut: 'true' })).items).toHaveLength(control);
    expect(await (await reportCsv(ctx, { id, part: 'revenue' })).text()).toContain(
      `currency,value,people\r\nEUR,${2500 * all},${all}`,
    );
    const other = await testTenant(database);
    const strange = { messageId: kept![0]!.id, key: 'x', occurredAt: clock.now().toISOString() };
    await expect(recordConversion(other.ctx, strange)).rejects.toMatchObject({ code: 'not_found' });
  });

  it('refuses what is unknown, another organisation’s, in the future, or a value without a currency', async () => {
    const { ctx, slug } = await testTenant(database);
    const other = await testTenant(database);
    const { messageId, contactId } = await sentMessage(database, slug);
    const told = { messageId, key: 'x', occurredAt: at() };
    await expect(recordConversion(other.ctx, told)).rejects.toMatchObject({ code: 'not_found' });
    await expect(recordConversion(ctx, { ...told, messageId: randomUUID() })).rejects.toMatchObject({
      code: 'not_found',
    });
    await expect(recordConversion(ctx, { ...told, contactId })).rejects.toMatchObject({
      fields: { messageId: expect.any(String) },
    });
    await expect(recordConversion(ctx, { ...told, valueMinor: 5 })).rejects.toMatchObject({
      fields: { currency: expect.any(String) },
    });
    await expect(
      recordConversion(ctx, { ...told, occurredAt: new Date(Date.now() + 86_400_000).toISOString() }),
    ).rejects.toMatchObject({ fields: { occurredAt: 'lies in the future' } });
  });
});
