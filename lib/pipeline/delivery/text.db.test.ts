import { describe, expect, it } from 'vitest';
import { createCampaign, preflightCampaign } from '@/lib/campaigns';
import { createContact } from '@/lib/contacts';
import { createSegment } from '@/lib/segments';
import { createProvider } from '@/lib/sending';
import { createTemplate } from '@/lib/templates';
import { testDatabase } from '@/lib/testing/database';
import { sendCampaign } from '@/lib/testing/send-campaign';
import { testTenant, type TestTenant } from '@/lib/testing/tenant';

const database = await testDatabase({ PRIVATE_TARGETS: 'allow', PUBLIC_URL: 'https://ao.example' });
const sql = database.owner.tags;

async function campaign({ ctx }: TestTenant, text: string, channel: 'sms' | 'whatsapp' = 'sms'): Promise<string> {
  const consents = (granted: boolean) => [{ channel, purpose: 'marketing' as const, granted, source: 'form' as const }];
  await createContact(ctx, {
    firstName: 'Ada',
    phone: '+442071234567',
    email: 'ada@example.org',
    consents: consents(true),
  });
  await createContact(ctx, { firstName: 'Bob', phone: '+442071234568', consents: consents(false) });
  await createContact(ctx, { firstName: 'Eve', email: 'eve@example.org', consents: consents(true) });
  const segment = await createSegment(ctx, { name: 'Everybody', rule: { all: [] } });
  const template = await createTemplate(ctx, { name: 'Text', channel, text });
  return (await createCampaign(ctx, { name: 'Texts', templateId: template.id, segmentIds: [segment.id] })).id;
}

const send = (t: TestTenant, id: string) => sendCampaign(database, t, id);

describe('a campaign of text messages', () => {
  it('goes to the phones of those who agreed, in their own words and with a way out, by the provider of its channel', async () => {
    const t = await testTenant(database);
    const id = await campaign(t, 'Dear {{ contact.first_name }}, the hall opens at 7.');
    expect((await preflightCampaign(t.ctx, { id })).problems.map((p) => p.message)).toContainEqual(
      expect.stringContaining('sandbox'),
    );
    await send(t, id);
    const rows = await sql`
      select c.first_name, m.channel, m.status, m.provider, m.verdict_reason from pipeline_messages m join contacts c on c.tenant_id = m.tenant_id and c.id = m.contact_id
      where m.tenant_id = ${t.slug} order by 1`;
    expect([...rows]).toEqual([
      { first_name: 'Ada', channel: 'sms', status: 'sent', provider: 'sandbox', verdict_reason: 'passed' },
      { first_name: 'Bob', channel: 'sms', status: 'skipped', provider: null, verdict_reason: 'consent_withdrawn' },
      { first_name: 'Eve', channel: 'sms', status: 'skipped', provider: null, verdict_reason: 'no_address' },
    ]);
    const [caught] = await sql<
      { recipient: string; subject: string; raw: Buffer }[]
    >`select recipient, subject, raw from sandbox_messages where tenant_id = ${t.slug}`;
    expect(caught).toMatchObject({ recipient: '+442071234567', subject: 'SMS to +442071234567' });
    const text = Buffer.from(Buffer.from(caught!.raw).toString().split('\r\n\r\n')[1]!, 'base64').toString();
    expect(text).toMatch(/^Dear Ada, the hall opens at 7\.\n\nOpt out: https:\/\/ao\.example\/t\/u\/\S+$/);
  });

  it('is not said to go to the sandbox where its channel has a provider', async () => {
    const t = await testTenant(database);
    await createProvider(t.ctx, {
      name: 'Office phone',
      configuration: { kind: 'whatsapp', phoneNumberId: '1', accessToken: 'x' },
    });
    const id = await campaign(t, 'Hello {{ contact.first_name }}. {{ unsubscribe_url }}', 'whatsapp');
    // Nobody wrote within 24 hours, and this is free text: that is all there is to say.
    expect((await preflightCampaign(t.ctx, { id })).problems).toMatchObject([
      { level: 'blocks', message: expect.stringContaining('Nobody would get this') },
    ]);
  });

  it('is written without subject and HTML, and sent on its template’s channel only', async () => {
    const { ctx } = await testTenant(database);
    const refuse = (more: object) =>
      expect(createTemplate(ctx, { name: 'x', channel: 'sms', text: 'x', ...more })).rejects;
    await refuse({ subject: 'S' }).toMatchObject({ fields: { subject: 'must be empty' } });
    await refuse({ html: '<p>' }).toMatchObject({ fields: { html: 'must be empty' } });
    await refuse({ text: ' ' }).toMatchObject({ fields: { text: 'is empty' } });
    await refuse({ text: 'x'.repeat(1601) }).toMatchObject({ fields: { text: expect.any(String) } });
    const template = await createTemplate(ctx, { name: 'x', channel: 'sms', text: 'x' });
    const segment = await createSegment(ctx, { name: 's', rule: { all: [] } });
    await expect(
      createCampaign(ctx, { name: 'c', channel: 'email', templateId: template.id, segmentIds: [segment.id] }),
    ).rejects.toMatchObject({ fields: { templateId: 'is for sms' } });
  });
});
