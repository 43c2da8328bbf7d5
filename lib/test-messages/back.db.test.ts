import { afterAll, describe, expect, it } from 'vitest';
import { createTemplate } from '@/lib/templates';
import { outcomesOf } from '@/lib/sending';
import { testDatabase } from '@/lib/testing/database';
import { testInbound } from '@/lib/testing/inbound';
import { smtpSink } from '@/lib/testing/smtp-sink';
import { testTenant, type TestTenant } from '@/lib/testing/tenant';
import { mailTokens, type AddressKind } from '@/lib/tracking';
import { listTemplateTests, testTemplate } from '.';

const domain = 'mail.localhost';
const sink = await smtpSink();
const database = await testDatabase({ SMTP_URL: sink.url, PRIVATE_TARGETS: 'allow', MAIL_DOMAIN: domain });
const sql = database.owner.tags;
const listener = await testInbound(database);
const wire = listener.from(1);
afterAll(async () => {
  await wire.close();
  await listener.stop();
});

/** A test that a program asked for, and that arrived. */
async function sent(t: TestTenant) {
  const { id } = await createTemplate(t.ctx, { name: 'L', channel: 'email', subject: 'Hi', text: 'Hi' });
  const actor = { kind: 'apiKey' as const, id: 'k', name: 'Key', permissions: new Set(['*']) };
  const { items } = await testTemplate({ ...t.ctx, actor }, { id, to: [t.admin.email] });
  const { raw } = sink.received.find(({ to }) => to === t.admin.email)!;
  return { id: items[0]!.id, raw, now: async () => (await listTemplateTests(t.ctx, { id })).items[0] };
}

async function post(kind: AddressKind, tenant: string, id: string, from: string, payload: string) {
  const to = `${mailTokens().localPart(kind, tenant, id)}@${domain}`;
  const [outcome] = await outcomesOf(wire, [{ tenant: 'x', messageId: 'x', from, to, payload }]);
  return outcome;
}

const report = (action: string, words: string) =>
  [
    'From: MAILER-DAEMON@example.org',
    'Subject: Undelivered Mail Returned to Sender',
    'Content-Type: multipart/report; report-type=delivery-status; boundary="e"',
    '',
    '--e',
    'Content-Type: message/delivery-status',
    '',
    'Reporting-MTA: dns; mx.example.org',
    '',
    'Final-Recipient: rfc822; someone@example.org',
    `Action: ${action}`,
    'Status: 5.1.1',
    `Diagnostic-Code: smtp; ${words}`,
    '',
    '--e--',
    '',
  ].join('\r\n');

const traces = async (tenant: string) =>
  (
    await sql`
    select (select count(*) from pipeline_delivery_logs where tenant_id = ${tenant})::int as logs, (select count(*) from email_suppressions where tenant_id = ${tenant})::int as suppressions,
      (select count(*) from outbox where tenant_id = ${tenant} and type like 'message%')::int as facts, (select count(*) from inbox_messages where tenant_id = ${tenant})::int as letters`
  )[0];
const nothing = { logs: 0, suppressions: 0, facts: 0, letters: 0 };

it('answers to a test that a program asked for go to its sender, who is somebody', async () => {
  const t = await testTenant(database);
  const { raw } = await sent(t);
  const from = /^From: .*<(.+)>\r$/m.exec(raw)?.[1];
  expect(from).toMatch(/@/);
  expect(/^Reply-To: (.*)\r$/m.exec(raw)?.[1]).toBe(from);
});

describe('a test that comes back', () => {
  it('has failed, with the words of the server that returned it; nothing else is noted of anybody', async () => {
    const t = await testTenant(database);
    const test = await sent(t);
    expect(await test.now()).toMatchObject({ status: 'accepted' });
    const words = `550 5.1.1 No mailbox\tof that name ${'x'.repeat(900)}`;
    expect(await post('bounce', t.slug, test.id, '', report('failed', words))).toMatchObject({ state: 'accepted' });
    const now = await test.now();
    expect(now).toMatchObject({
      status: 'failed',
      answer: expect.stringMatching(/^It came back: 550 5\.1\.1 No mailbox of that name x+$/),
    });
    expect(now!.answer!.length).toBeLessThanOrEqual(500);
    expect(await traces(t.slug)).toEqual(nothing);
    expect(await post('bounce', t.slug, test.id, '', report('failed', 'Again'))).toMatchObject({ state: 'accepted' });
    expect(await test.now()).toEqual(now);
  });

  it('is left as it stands by a report of delay and by a machine, and what a person writes is refused', async () => {
    const t = await testTenant(database);
    const test = await sent(t);
    const before = await test.now();
    const away = 'Auto-Submitted: auto-replied\r\nSubject: Away\r\n\r\nBack on Monday\r\n';
    for (const raw of [report('delayed', 'Try later'), away])
      expect(await post('bounce', t.slug, test.id, '', raw)).toMatchObject({ state: 'accepted' });
    const letter = 'From: ada@example.org\r\nSubject: Re: Hi\r\n\r\nThanks\r\n';
    for (const kind of ['bounce', 'reply', 'unsubscribe'] as const)
      expect(await post(kind, t.slug, test.id, 'ada@example.org', letter)).toMatchObject({
        ...{ state: 'refused', response: expect.stringContaining('5.1.6') },
      });
    expect(await test.now()).toEqual(before);
    expect(await traces(t.slug)).toEqual(nothing);
  });

  it('is one of the organisation whose address it came to, and one that the gate refused stays refused', async () => {
    const [t, other] = [await testTenant(database), await testTenant(database)];
    const test = await sent(t);
    const raw = report('failed', 'No');
    expect(await post('bounce', other.slug, test.id, '', raw)).toMatchObject({ state: 'refused' });
    expect(await test.now()).toMatchObject({ status: 'accepted' });
    await sql`update test_messages set status = 'refused', verdict_rule = 'suppression', verdict_reason = 'suppressed_manual' where tenant_id = ${t.slug}`;
    expect(await post('bounce', t.slug, test.id, '', raw)).toMatchObject({ state: 'accepted' });
    expect(await test.now()).toMatchObject({ status: 'refused' });
  });
});
