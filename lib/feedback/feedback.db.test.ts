import { describe, expect, it } from 'vitest';
import { GET as follow, HEAD as peekLink } from '@/app/t/c/[token]/route';
import { GET as pixel } from '@/app/t/o/[token]/route';
import { GET as leave, POST as oneClick } from '@/app/t/u/[token]/route';
import { GET as view } from '@/app/t/v/[token]/route';
import { maySend } from '@/lib/pipeline';
import { linkTokens } from '@/lib/tracking';
import { testDatabase } from '@/lib/testing/database';
import { sentMessage } from '@/lib/testing/sent-message';
import { testTenant } from '@/lib/testing/tenant';
import { applyFeedback } from './index';

const database = await testDatabase();
const { services } = database;
const sql = database.owner.tags;
const browser = 'Mozilla/5.0 (X11; Linux x86_64) AppleWebKit/537.36 (KHTML, like Gecko) Chrome/130.0 Safari/537.36';
const call = (handler: typeof follow, token: string, init: RequestInit = {}) =>
  handler(
    new Request(`http://localhost/t/x/${token}`, { ...init, headers: { 'user-agent': browser, ...init.headers } }),
    { params: Promise.resolve({ token }) },
  );
const messageOf = async (tenant: string, id: string) =>
  (await sql`select * from pipeline_messages where tenant_id = ${tenant} and id = ${id}`)[0] ?? {};
const logsOf = (tenant: string, id: string) =>
  sql`select event, machine, metadata from pipeline_delivery_logs where tenant_id = ${tenant} and message_id = ${id} order by id`;
const factsOf = async (tenant: string) =>
  (await sql<{ type: string }[]>`select type from outbox where tenant_id = ${tenant} order by id`).map(
    (row) => row.type,
  );
const latestConsent = async (tenant: string, contactId: string) =>
  (
    await sql`select granted, source from contact_consents where tenant_id = ${tenant} and contact_id = ${contactId} and purpose = 'marketing' order by occurred_at desc, id desc limit 1`
  )[0];
const suppressions = async (tenant: string) =>
  (
    await sql`select reason, email_normalized from email_suppressions where tenant_id = ${tenant} and deleted_at is null`
  ).map((row) => [row.reason, row.email_normalized]);

describe('applyFeedback', () => {
  it('keeps an event once however often it is told, and tells the bus once', async () => {
    const { slug } = await testTenant(database);
    const { messageId } = await sentMessage(database, slug);
    const event = { messageId, event: 'delivered' as const, at: new Date('2026-11-20T10:00:00Z'), key: 'provider-1' };
    expect(await Promise.all([1, 2, 3].map(() => applyFeedback(services, slug, [event, event])))).toEqual(
      expect.arrayContaining([1, 0, 0]),
    );
    expect(await logsOf(slug, messageId)).toHaveLength(1);
    expect(await messageOf(slug, messageId)).toMatchObject({ status: 'delivered', delivered_at: event.at });
    expect(await factsOf(slug)).toEqual(['message.delivered']);
  });

  it('a hard bounce suppresses the address, so that the gate stops the next mailing; a soft one does not', async () => {
    const { slug, ctx } = await testTenant(database);
    const hard = await sentMessage(database, slug);
    const soft = await sentMessage(database, slug);
    const bounced = {
      event: 'bounced' as const,
      at: new Date(),
      detail: '550 5.1.1 User unknown',
      metadata: { status: '5.1.1' },
    };
    await applyFeedback(services, slug, [
      { ...bounced, messageId: hard.messageId, isHard: true },
      { ...bounced, messageId: soft.messageId, isHard: false },
    ]);
    expect(await suppressions(slug)).toEqual([['bounce', hard.email]]);
    expect(await messageOf(slug, hard.messageId)).toMatchObject({
      status: 'bounced',
      error_code: '5.1.1',
      error_message: '550 5.1.1 User unknown',
    });
    expect(await maySend(ctx, { id: hard.contactId })).toMatchObject({
      decision: 'skip',
      reason: 'suppressed_bounce',
    });
  });

  it('a complaint suppresses the address and withdraws the consent', async () => {
    const { slug } = await testTenant(database);
    const { messageId, contactId, email } = await sentMessage(database, slug);
    await applyFeedback(services, slug, [{ messageId, event: 'complained', at: new Date() }]);
    expect(await suppressions(slug)).toEqual([['complaint', email]]);
    expect(await latestConsent(slug, contactId)).toEqual({ granted: false, source: 'inbound' });
    expect((await factsOf(slug)).sort()).toEqual(['contact.consent_changed', 'message.complained']);
  });

  it('settles an uncertain message and counts it as sent', async () => {
    const { slug } = await testTenant(database);
    const { messageId } = await sentMessage(database, slug, { status: 'uncertain' });
    await applyFeedback(services, slug, [{ messageId, event: 'opened', at: new Date() }]);
    expect(await messageOf(slug, messageId)).toMatchObject({
      status: 'sent',
      sent_at: expect.any(Date),
      opened_at: expect.any(Date),
    });
    expect((await factsOf(slug)).sort()).toEqual(['message.first_opened', 'message.opened', 'message.sent']);
  });

  it("touches no other tenant's message", async () => {
    const [a, b] = [await testTenant(database), await testTenant(database)];
    const { messageId } = await sentMessage(database, a.slug);
    expect(await applyFeedback(services, b.slug, [{ messageId, event: 'opened', at: new Date() }])).toBe(0);
    expect(await messageOf(a.slug, messageId)).toMatchObject({ opened_at: null });
  });
});

describe('GET /t/c', () => {
  const links = ['https://uni.example/reunion?a=1&b=2'];

  it('leads to the address in the table and counts a person', async () => {
    const { slug } = await testTenant(database);
    const { messageId, contactId } = await sentMessage(database, slug, { links });
    const response = await call(follow, linkTokens().sign('click', slug, messageId, 0));
    expect([response.status, response.headers.get('location'), response.headers.get('cache-control')]).toEqual([
      302,
      links[0],
      'no-store',
    ]);
    expect(await messageOf(slug, messageId)).toMatchObject({
      clicked_at: expect.any(Date),
      opened_at: expect.any(Date),
      machine_clicked_at: null,
    });
    const [contact] = await sql`select last_activity_at from contacts where tenant_id = ${slug} and id = ${contactId}`;
    expect(contact?.last_activity_at).toBeInstanceOf(Date);
  });

  it('counts HEAD and scanners as machines, apart from people', async () => {
    const { slug } = await testTenant(database);
    const { messageId } = await sentMessage(database, slug, { links });
    const token = linkTokens().sign('click', slug, messageId, 0);
    expect((await call(peekLink, token, { method: 'HEAD' })).status).toBe(302);
    expect((await call(follow, token, { headers: { 'user-agent': 'Barracuda Sentinel' } })).status).toBe(302);
    expect(await messageOf(slug, messageId)).toMatchObject({
      clicked_at: null,
      opened_at: null,
      machine_clicked_at: expect.any(Date),
    });
  });

  it('answers a plain 404 to a tampered token, another kind, a missing link and a foreign message', async () => {
    const [a, b] = [await testTenant(database), await testTenant(database)];
    const { messageId } = await sentMessage(database, a.slug, { links });
    const good = linkTokens().sign('click', a.slug, messageId, 0);
    const bad = [
      good.slice(0, -1) + (good.endsWith('A') ? 'B' : 'A'),
      linkTokens().sign('pixel', a.slug, messageId),
      linkTokens().sign('click', a.slug, messageId, 7),
      linkTokens().sign('click', b.slug, messageId, 0),
      'x',
      '../../etc',
    ];
    for (const token of bad) {
      const response = await call(follow, token);
      expect([token, response.status, response.headers.get('location')]).toEqual([token, 404, null]);
    }
    expect(await logsOf(a.slug, messageId)).toHaveLength(0);
  });
});

describe('GET /t/o', () => {
  it('is a picture that is never cached and counts once a second; an unknown token gets it too', async () => {
    const { slug } = await testTenant(database);
    const { messageId } = await sentMessage(database, slug);
    const token = linkTokens().sign('pixel', slug, messageId);
    const answers = [await call(pixel, token), await call(pixel, token), await call(pixel, 'nobody')];
    expect(answers.map((r) => [r.status, r.headers.get('content-type'), r.headers.get('cache-control')])).toEqual(
      Array.from({ length: 3 }, () => [200, 'image/gif', 'no-store']),
    );
    expect(await messageOf(slug, messageId)).toMatchObject({ opened_at: expect.any(Date), machine_opened_at: null });
    expect((await logsOf(slug, messageId)).length).toBeLessThanOrEqual(2);
  });
});

describe('/t/u', () => {
  const form = {
    method: 'POST',
    headers: { 'content-type': 'application/x-www-form-urlencoded' },
    body: 'List-Unsubscribe=One-Click',
  };

  it('GET changes nothing and leads to the page', async () => {
    const { slug } = await testTenant(database);
    const { messageId, contactId } = await sentMessage(database, slug);
    const token = linkTokens().sign('unsubscribe', slug, messageId);
    const response = await call(leave, token);
    expect([response.status, response.headers.get('location')]).toEqual([303, `/u/${token}`]);
    expect([await latestConsent(slug, contactId), await suppressions(slug)]).toEqual([
      { granted: true, source: 'form' },
      [],
    ]);
  });

  it('POST acts at once, and again changes nothing', async () => {
    const { slug } = await testTenant(database);
    const { messageId, contactId, email } = await sentMessage(database, slug);
    const token = linkTokens().sign('unsubscribe', slug, messageId);
    const multipart = {
      method: 'POST',
      headers: { 'content-type': 'multipart/form-data; boundary=x' },
      body: '--x\r\nContent-Disposition: form-data; name="List-Unsubscribe"\r\n\r\nOne-Click\r\n--x--\r\n',
    };
    for (const init of [form, multipart]) expect((await call(oneClick, token, init)).status).toBe(200);
    expect(await latestConsent(slug, contactId)).toEqual({ granted: false, source: 'one_click' });
    expect(await sql`select 1 from contact_consents where tenant_id = ${slug} and not granted`).toHaveLength(1);
    expect(await suppressions(slug)).toEqual([['unsubscribe', email]]);
    expect(await messageOf(slug, messageId)).toMatchObject({ status: 'sent', unsubscribed_at: expect.any(Date) });
    expect((await factsOf(slug)).sort()).toEqual(['contact.consent_changed', 'message.unsubscribed']);
  });

  it('POST acts anew after the person consented again', async () => {
    const { slug } = await testTenant(database);
    const { messageId, contactId } = await sentMessage(database, slug);
    const token = linkTokens().sign('unsubscribe', slug, messageId);
    await call(oneClick, token, form);
    await sql`insert into contact_consents (tenant_id, contact_id, channel, purpose, granted, source, occurred_at) values (${slug}, ${contactId}, 'email', 'marketing', true, 'form', clock_timestamp())`;
    await call(oneClick, token, form);
    expect(await latestConsent(slug, contactId)).toEqual({ granted: false, source: 'one_click' });
  });

  it('POST refuses another body, an unknown token and a body without end', async () => {
    const { slug } = await testTenant(database);
    const { messageId } = await sentMessage(database, slug);
    const token = linkTokens().sign('unsubscribe', slug, messageId);
    expect((await call(oneClick, token, { ...form, body: 'x=1' })).status).toBe(422);
    expect((await call(oneClick, linkTokens().sign('click', slug, messageId, 0), form)).status).toBe(404);
    expect([413, 422]).toContain((await call(oneClick, token, { ...form, body: 'x'.repeat(20_000) })).status);
    expect(await suppressions(slug)).toEqual([]);
  });
});

describe('GET /t/v', () => {
  it('shows the message again for its reader, without the pixel, under a policy of its own', async () => {
    const { slug } = await testTenant(database);
    const { messageId } = await sentMessage(database, slug, {
      subject: '</title>Reunion & {{ contact.first_name }}',
      html: '<html><head></head><body><p>Hello {{ contact.first_name }}</p><a href="https://uni.example/x">x</a></body></html>',
    });
    const response = await call(view, linkTokens().sign('view', slug, messageId));
    const html = await response.text();
    expect(response.status).toBe(200);
    expect(html).toContain('Hello Ada');
    expect(html).toMatch(/href="http:\/\/localhost:\d+\/t\/c\//);
    expect(html).toContain('Unsubscribe');
    expect(html).not.toContain('/t/o/');
    expect(html).toContain('<head><title>&lt;/title&gt;Reunion &amp; Ada</title><base target="_blank">');
    expect(response.headers.get('content-security-policy')).toContain("default-src 'none'");
    expect((await call(view, 'nobody')).status).toBe(404);
  });

  it('has the subject as its title that its reader got', async () => {
    const { slug } = await testTenant(database);
    const { messageId } = await sentMessage(database, slug);
    const page = async () => (await call(view, linkTokens().sign('view', slug, messageId))).text();
    expect(await page()).toContain('<title>Summer reunion</title>');
    await database.owner.tags`
      with named as (update pipeline_messages set variant = 0 where tenant_id = ${slug} and id = ${messageId} returning source_id)
      insert into campaign_variants (tenant_id, id, campaign_id, position, name, template_id, subject)
      select c.tenant_id, gen_random_uuid(), c.id, 0, 'A', c.template_id, 'Come!' from campaigns c join named n on n.source_id = c.id where c.tenant_id = ${slug}`;
    expect(await page()).toContain('<title>Come!</title>');
  });
});
