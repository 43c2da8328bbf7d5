import { createHmac, randomUUID } from 'node:crypto';
import { describe, expect, it } from 'vitest';
import { POST } from '@/app/api/hooks/[kind]/[id]/route';
import { maySend } from '@/lib/pipeline';
import { createProvider } from '@/lib/sending';
import { testDatabase } from '@/lib/testing/database';
import { sentMessage } from '@/lib/testing/sent-message';
import { testTenant } from '@/lib/testing/tenant';
import { keepTexts } from '@/lib/texts';
import { learnFromRefusals } from './index';

const database = await testDatabase({ PUBLIC_URL: 'https://ao.example' });
const { services } = database;
const sql = database.owner.tags;
const number = '+491701234567';

/** Two people who share a number, one of whom was written to by SMS. */
async function arranged() {
  const t = await testTenant(database);
  const { provider } = await createProvider(t.ctx, {
    name: 'Phone',
    configuration: { kind: 'twilio', accountSid: `AC${'0'.repeat(32)}`, from: '+491700000000', authToken: 'token' },
  });
  const sent = await sentMessage(database, t.slug);
  await sql`update contacts set phone = ${number}, phone_e164 = ${number} where tenant_id = ${t.slug}`;
  const [other] = await sql<{ id: string }[]>`
    insert into contacts (tenant_id, display_name, phone, phone_e164) values (${t.slug}, 'Charles', ${number}, ${number}) returning id`;
  await sql`insert into contact_consents (tenant_id, contact_id, channel, purpose, granted, source, occurred_at)
    select tenant_id, id, c, 'marketing', true, 'form', now() - interval '1 day' from contacts, unnest(array['sms', 'whatsapp']) c where tenant_id = ${t.slug}`;
  await sql`update pipeline_messages set channel = 'sms', recipient_address = ${number} where tenant_id = ${t.slug}`;
  const more = async (status = 'sent', code: string | null = null) => {
    const id = randomUUID();
    await sql`
      insert into pipeline_messages (tenant_id, id, lane_id, source_type, source_id, contact_id, channel, status, recipient_address, verdict_rule, sent_at, finished_at, step, error_code, error_message)
      values (${t.slug}, ${id}, ${sent.campaignId}, 'campaign', ${sent.campaignId}, ${sent.contactId}, 'sms', ${status}, ${number}, 'passed', now(), now(),
        (select count(*) from pipeline_messages where tenant_id = ${t.slug}), ${code}, ${code && 'In words'})`;
    return id;
  };
  const tell = async (messageId: string, code: string) => {
    const path = `/api/hooks/twilio/${provider.id}?m=${messageId}`;
    const fields = { ErrorCode: code, MessageSid: `SM${messageId}`, MessageStatus: 'undelivered' };
    const text = Object.entries(fields)
      .map(([name, value]) => name + value)
      .join('');
    const request = new Request(`http://10.0.0.1${path}`, {
      method: 'POST',
      body: new URLSearchParams(fields).toString(),
      headers: {
        'x-twilio-signature': createHmac('sha1', 'token').update(`https://ao.example${path}${text}`).digest('base64'),
      },
    });
    const response = await POST(request, { params: Promise.resolve({ kind: 'twilio', id: provider.id }) });
    expect(response.status).toBe(200);
  };
  const reasons = async (channel: 'sms' | 'whatsapp' = 'sms') =>
    Promise.all([sent.contactId, other!.id].map(async (id) => (await maySend(t.ctx, { id, channel })).reason));
  const refuse = async (channel: string, code: string) =>
    learnFromRefusals(services, [
      { tenant: t.slug, payload: { channel, items: [{ id: await more('failed', code) }] } },
    ]);
  return { ...t, ...sent, more, tell, reasons, refuse };
}
const both = <T>(one: T): [T, T] => [one, one];

describe('a number that is gone', () => {
  it('as the provider tells, is skipped on that channel for all who have it, and may-send says why', async () => {
    const { ctx, messageId, contactId, tell, reasons } = await arranged();
    await tell(messageId, '30005');
    expect(await reasons()).toEqual(both('suppressed_bounce'));
    expect(await reasons('whatsapp')).toEqual(both('passed'));
    const { steps } = await maySend(ctx, { id: contactId, channel: 'sms' });
    expect(steps.find(({ rule }) => rule === 'suppression')?.fact).toContain('The number is suppressed');
  });

  it('as said at the hand-over, is skipped; a refusal of the content, the sender or the account says nothing of it', async () => {
    const { reasons, refuse } = await arranged();
    for (const code of ['21610', '21408', '21606', '30007', 'throttle']) await refuse('sms', code);
    expect(await reasons()).toEqual(both('passed'));
    await refuse('sms', '21614');
    await refuse('sms', '21614');
    expect(await reasons()).toEqual(both('suppressed_bounce'));
  });

  it('is written to again when somebody writes from it, not by an older text', async () => {
    const { slug, messageId, tell, reasons } = await arranged();
    await tell(messageId, '30006');
    const text = (key: string, at: Date) =>
      keepTexts(services, slug, [{ channel: 'sms', from: number, name: null, body: 'Hello', key, at }], {
        now: () => new Date(Date.now() + 1000),
      });
    await text('SM1', new Date(Date.now() - 3600_000));
    expect(await reasons()).toEqual(both('suppressed_bounce'));
    await text('SM2', new Date(Date.now() + 500));
    expect(await reasons()).toEqual(both('passed'));
  });
});

describe('a phone that is off', () => {
  it('so many times in a row, by the numbers of the tenant, stops the number for a time', async () => {
    const { slug, messageId, more, tell, reasons, refuse } = await arranged();
    await sql`insert into bounce_settings (tenant_id, soft_limit, expire_days) values (${slug}, 3, 7)`;
    await tell(messageId, '30003');
    await refuse('sms', '30003');
    await tell(await more(), '30008');
    expect(await reasons()).toEqual(both('passed'));
    await tell(await more(), '30003');
    expect(await reasons()).toEqual(both('suppressed_soft_bounce'));
    const [row] = await sql`select channel, address, expires_at from email_suppressions where tenant_id = ${slug}`;
    expect(row).toMatchObject({ channel: 'sms', address: number });
    expect((row!.expires_at.getTime() - Date.now()) / 86_400_000).toBeCloseTo(7, 1);
  });
});
