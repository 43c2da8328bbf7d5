import { randomUUID } from 'node:crypto';
import { describe, expect, it } from 'vitest';
import { testDatabase } from '@/lib/testing/database';
import { sentMessage } from '@/lib/testing/sent-message';
import { testTenant } from '@/lib/testing/tenant';
import { recordConversion } from '.';

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
    expect(answers.filter((a) => a.isNew)).toEqual([{ messageId, campaignId, contactId, isNew: true }]);
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
