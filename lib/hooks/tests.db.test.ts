import { randomUUID } from 'node:crypto';
import { expect, it } from 'vitest';
import { POST } from '@/app/api/hooks/[kind]/[id]/route';
import { createProvider, listProviders } from '@/lib/sending';
import { createTemplate } from '@/lib/templates';
import { listTemplateTests, testTemplate } from '@/lib/test-messages';
import { testDatabase } from '@/lib/testing/database';
import { sentMessage } from '@/lib/testing/sent-message';
import { smtpSink } from '@/lib/testing/smtp-sink';
import { testTenant } from '@/lib/testing/tenant';

const sink = await smtpSink();
const database = await testDatabase({ SMTP_URL: sink.url, PRIVATE_TARGETS: 'allow' });
const sql = database.owner.tags;

/** An organisation with a test that was taken, and with what a provider of its own tells of messages. */
async function tested() {
  const t = await testTenant(database);
  const { id: template } = await createTemplate(t.ctx, { name: 'L', channel: 'email', subject: 'Hi', text: 'Hi' });
  const { items } = await testTemplate(t.ctx, { id: template });
  await createProvider(t.ctx, { name: 'P', configuration: { kind: 'postmark', stream: 'outbound', serverToken: 'x' } });
  const [provider] = (await listProviders(t.ctx, {})).items;
  const authorization = `Basic ${Buffer.from(`ao:${provider!.hookToken}`).toString('base64')}`;
  const told = async (messageId: string, event: object) => {
    const at = new Date().toISOString();
    const body = JSON.stringify({ ID: randomUUID(), BouncedAt: at, ...event, Metadata: { ao_message: messageId } });
    const request = new Request('http://x.test/api/hooks', { method: 'POST', body, headers: { authorization } });
    const response = await POST(request, { params: Promise.resolve({ kind: 'postmark', id: provider!.id }) });
    return (await response.json()) as unknown;
  };
  return {
    ...{ slug: t.slug, id: items[0]!.id, told },
    now: async () => (await listTemplateTests(t.ctx, { id: template })).items[0],
  };
}

const bounce = (Details: string) => ({ RecordType: 'Bounce', Type: 'HardBounce', Details });
const traces = async (tenant: string) =>
  (
    await sql`
    select (select count(*) from pipeline_delivery_logs where tenant_id = ${tenant})::int as logs, (select count(*) from email_suppressions where tenant_id = ${tenant})::int as suppressions,
      (select count(*) from outbox where tenant_id = ${tenant} and type like 'message%')::int as facts`
  )[0];

it('a test that a provider tells to have bounced has failed, with its words; nothing else is noted of anybody', async () => {
  const t = await tested();
  expect(await t.now()).toMatchObject({ status: 'accepted' });
  expect(await t.told(t.id, bounce('550 5.1.1 No mailbox\tof that name'))).toEqual({ taken: 1 });
  const now = await t.now();
  expect(now).toMatchObject({
    ...{ status: 'failed', answer: 'It came back: HardBounce: 550 5.1.1 No mailbox of that name' },
  });
  expect(await t.told(t.id, bounce('Again'))).toEqual({ taken: 0 });
  expect(await t.now()).toEqual(now);
  expect(await traces(t.slug)).toEqual({ logs: 0, suppressions: 0, facts: 0 });
});

it('a test stays as it is when a provider tells that it arrived, and when that of another organisation tells of it', async () => {
  const [t, other] = [await tested(), await tested()];
  const before = await t.now();
  for (const event of [
    { RecordType: 'Delivery' },
    { RecordType: 'SpamComplaint' },
    { RecordType: 'SubscriptionChange', SuppressSending: true, SuppressionReason: 'ManualSuppression' },
  ])
    expect(await t.told(t.id, event)).toEqual({ taken: 0 });
  expect(await other.told(t.id, bounce('No'))).toEqual({ taken: 0 });
  expect(await t.now()).toEqual(before);
});

it('a bounce of a message to a contact is no matter of tests', async () => {
  const t = await tested();
  const { messageId } = await sentMessage(database, t.slug);
  expect(await t.told(messageId, bounce('550 5.1.1 Gone'))).toEqual({ taken: 1 });
  expect(await t.now()).toMatchObject({ status: 'accepted' });
});
