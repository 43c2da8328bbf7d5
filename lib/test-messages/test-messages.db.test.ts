import { describe, expect, it } from 'vitest';
import { POST as oneClick } from '@/app/t/u/[token]/route';
import { GET as view } from '@/app/t/v/[token]/route';
import { createCampaign, getCampaign } from '@/lib/campaigns';
import { createRule } from '@/lib/compliance';
import { createContact, listTimeline, setDoNotContact } from '@/lib/contacts';
import { peek, unsubscribe } from '@/lib/preferences';
import { createProvider } from '@/lib/sending';
import { createSegment } from '@/lib/segments';
import { addSuppression } from '@/lib/suppressions';
import { createTemplate, updateTemplate } from '@/lib/templates';
import { testDatabase } from '@/lib/testing/database';
import { draft, people } from '@/lib/testing/outreach';
import { smtpSink } from '@/lib/testing/smtp-sink';
import { testTenant, type TestTenant } from '@/lib/testing/tenant';
import { linkTokens } from '@/lib/tracking';
import { isTestLink, listCampaignTests, listTemplateTests, testCampaign, testTemplate } from '.';

const sink = await smtpSink();
const database = await testDatabase({ SMTP_URL: sink.url, PRIVATE_TARGETS: 'allow' });
const sql = database.owner.tags;

const got = (to: string) => sink.received.filter((each) => each.to === to).map(({ raw }) => raw);
/** What stands in a message, without the soft breaks of its encoding. */
const plain = (raw: string | undefined) => (raw ?? '').replace(/=\r\n/g, '').replace(/=3D/g, '=');
const subjectOf = (raw: string | undefined) => /^Subject: (.*)$/m.exec(raw ?? '')?.[1]?.trim();
const tokensIn = (raw: string | undefined) =>
  [...plain(raw).matchAll(/\/(?:t|u|p)\/(?:[a-z]\/)?([\w-]{47,110})/g)].map(([, token]) => token ?? '');

async function colleague({ slug }: TestTenant, name: string, isActive = true): Promise<string> {
  const email = `${name}@${slug}.test`;
  const [user] = await sql<{ id: string }[]>`
    insert into users (email, email_normalized, name) values (${email}, ${email}, ${name}) returning id`;
  await sql`insert into tenant_users (tenant_id, user_id, roles, is_active) values (${slug}, ${user!.id}, ${['user']}, ${isActive})`;
  return email;
}

const letter = (t: TestTenant) =>
  createTemplate(t.ctx, {
    ...{ name: 'Letter', channel: 'email', subject: 'Dear {{ contact.first_name }}', text: '' },
    html: '<p>{{ contact.email }} <a href="https://example.org/give">give</a> <a href="{{ preferences_url }}">p</a> <a href="{{ view_url }}">v</a></p>',
  });

/** All that a message leaves behind elsewhere; a test leaves nothing of it. */
const traces = async (tenant: string): Promise<unknown> => {
  const [row] = await sql`
    select (select count(*) from pipeline_messages where tenant_id = ${tenant})::int as messages, (select count(*) from contact_pressure where tenant_id = ${tenant})::int as pressure,
      (select count(*) from pipeline_delivery_logs where tenant_id = ${tenant})::int as logs, (select count(*) from email_links where tenant_id = ${tenant})::int as links,
      (select count(*) from outbox where tenant_id = ${tenant} and type like 'message%')::int as facts, (select count(*) from contact_consents where tenant_id = ${tenant})::int as consents,
      (select count(*) from email_suppressions where tenant_id = ${tenant})::int as suppressions, (select md5(string_agg(c::text, '|' order by c.id)) from contacts c where tenant_id = ${tenant}) as people`;
  return row;
};

describe('a test of a template', () => {
  it('goes to who asked, composed as the message is, marked as a test, and tells what the server said', async () => {
    const t = await testTenant(database);
    await createContact(t.ctx, { email: 'ada@example.org', firstName: 'Ada' });
    const { id } = await letter(t);
    const { items } = await testTemplate(t.ctx, { id });
    expect(items).toMatchObject([
      { to: t.admin.email, status: 'accepted', answer: expect.stringMatching(/^250/), steps: [], templateVersion: 1 },
    ]);
    expect(items[0]?.contact?.name).toBe('Ada');
    const [raw, ...more] = got(t.admin.email);
    expect(more).toEqual([]);
    expect(subjectOf(raw)).toBe('[Test] Dear Ada');
    expect(raw).toMatch(new RegExp(`^To: Test Admin <${t.admin.email}>`, 'm'));
    expect(plain(raw)).toContain('<p>ada@example.org <a href="https://example.org/give">');
    expect(raw).toMatch(new RegExp(`^Reply-To: ${t.admin.email}\\r$`, 'm'));
    expect(raw).toMatch(/^List-Unsubscribe: </m);
    expect(plain(raw)).not.toMatch(/\/t\/[co]\//);
  });

  it('leaves no trace of itself but its own row: no message, no count, no history, no pressure', async () => {
    const t = await testTenant(database);
    const [person] = await people(t.ctx, 1);
    const campaignId = await draft(t.ctx);
    const [before, timeline, campaign] = [
      await traces(t.slug),
      await listTimeline(t.ctx, { id: person! }),
      await getCampaign(t.ctx, { id: campaignId }),
    ];
    await testCampaign(t.ctx, { id: campaignId, contactId: person! });
    expect(await traces(t.slug)).toEqual(before);
    expect(await listTimeline(t.ctx, { id: person! })).toEqual(timeline);
    expect(await getCampaign(t.ctx, { id: campaignId })).toEqual(campaign);
    const [audit] = await sql`
      select action, entity_id, details from audit_logs where tenant_id = ${t.slug} and action = 'campaigns.send_test'`;
    expect(audit).toMatchObject({ entity_id: campaignId, details: { to: [t.admin.email], verdicts: ['passed'] } });
  });

  it('holds no token that acts for anybody: each belongs to the test, and unsubscribing by it changes nothing', async () => {
    const t = await testTenant(database);
    await people(t.ctx, 1);
    const { id } = await letter(t);
    const { items } = await testTemplate(t.ctx, { id });
    const before = await traces(t.slug);
    const tokens = tokensIn(got(t.admin.email)[0]);
    expect(tokens.length).toBeGreaterThan(2);
    for (const token of tokens) {
      expect(linkTokens().verify(token)).toMatchObject({ tenant: t.slug, messageId: items[0]?.id });
      expect(await isTestLink(token, { services: database.services })).toBe(true);
      await expect(peek(token, { services: database.services })).rejects.toMatchObject({ code: 'not_found' });
      await expect(unsubscribe(token, { services: database.services })).rejects.toMatchObject({ code: 'not_found' });
    }
    expect(await traces(t.slug)).toEqual(before);
    const foreign = linkTokens().sign('unsubscribe', (await testTenant(database)).slug, items[0]!.id);
    expect(await isTestLink(foreign, { services: database.services })).toBe(false);
  });

  it('says what it was where its links are opened: one click unsubscribes nobody, and there is no page of the message', async () => {
    const t = await testTenant(database);
    const { id } = await letter(t);
    const { items } = await testTemplate(t.ctx, { id });
    const before = await traces(t.slug);
    const at = (kind: 'unsubscribe' | 'view') => linkTokens().sign(kind, t.slug, items[0]!.id);
    const params = (token: string) => ({ params: Promise.resolve({ token }) });
    const body = new URLSearchParams({ 'List-Unsubscribe': 'One-Click' });
    const click = await oneClick(
      new Request('http://x.test/t/u/x', { method: 'POST', body }),
      params(at('unsubscribe')),
    );
    expect([click.status, await click.text()]).toEqual([200, 'This was a test: nobody was unsubscribed.\n']);
    const page = await view(new Request('http://x.test/t/v/x'), params(at('view')));
    expect([page.status, await page.text()]).toEqual([200, expect.stringContaining('This was a test')]);
    expect(await traces(t.slug)).toEqual(before);
  });

  it('is filled with the member’s own name where there is no contact', async () => {
    const t = await testTenant(database);
    const { items } = await testTemplate(t.ctx, { id: (await letter(t)).id });
    expect(items).toMatchObject([{ status: 'accepted', contact: null }]);
    expect(subjectOf(got(t.admin.email)[0])).toBe('[Test] Dear Test');
  });

  it('is of the version that is named, else of the newest', async () => {
    const t = await testTenant(database);
    const { id } = await letter(t);
    await updateTemplate(t.ctx, { id, subject: 'Second' });
    await testTemplate(t.ctx, { id, version: 1 });
    await testTemplate(t.ctx, { id });
    expect(got(t.admin.email).map(subjectOf)).toEqual(['[Test] Dear Test', '[Test] Second']);
    const { items } = await listTemplateTests(t.ctx, { id });
    expect(items.map(({ templateVersion }) => templateVersion)).toEqual([2, 1]);
  });

  it('of a text is refused with the reason: of members no number is stored', async () => {
    const t = await testTenant(database);
    const { id } = await createTemplate(t.ctx, { name: 'Text', channel: 'sms', text: 'Hello' });
    const { problem, notice } = await listTemplateTests(t.ctx, { id });
    expect(notice).toBeNull();
    expect(problem).toMatch(/no phone number/);
    await expect(testTemplate(t.ctx, { id })).rejects.toMatchObject({ code: 'conflict', message: problem });
  });

  it('that cannot be filled says so, and nothing is handed over', async () => {
    const t = await testTenant(database);
    await sql`update senders set deleted_at = now() where tenant_id = ${t.slug}`;
    const { items } = await testTemplate(t.ctx, { id: (await letter(t)).id });
    expect(items).toMatchObject([{ status: 'failed', answer: expect.stringMatching(/no default sender/) }]);
    expect(got(t.admin.email)).toEqual([]);
  });
});

describe('a test of a campaign', () => {
  it('is the message of the variant, filled with the first person of the audience', async () => {
    const t = await testTenant(database);
    await createContact(t.ctx, { email: 'outside@example.org', firstName: 'Outside' });
    await createContact(t.ctx, { email: 'grace@example.org', firstName: 'Grace', country: 'GB' });
    const segment = await createSegment(t.ctx, {
      name: 'British',
      rule: { all: [{ field: 'country', op: 'is', value: 'GB' }] },
    });
    const { id: templateId } = await letter(t);
    const { id } = await createCampaign(t.ctx, {
      ...{ name: 'Appeal', channel: 'email', templateId, segmentIds: [segment.id] },
      variants: [
        { name: 'A', templateId, subject: null, weight: 1 },
        { name: 'B', templateId, subject: 'Hello {{ contact.first_name }}', weight: 1 },
      ],
    });
    await testCampaign(t.ctx, { id });
    const { items } = await testCampaign(t.ctx, { id, variant: 1 });
    expect(items).toMatchObject([{ variant: 1, contact: { name: 'Grace' } }]);
    expect(got(t.admin.email).map(subjectOf)).toEqual(['[Test] Dear Grace', '[Test] Hello Grace']);
    await expect(testCampaign(t.ctx, { id, variant: 2 })).rejects.toMatchObject({
      fields: { variant: expect.any(String) },
    });
    expect((await listCampaignTests(t.ctx, { id })).items.map(({ variant }) => variant)).toEqual([1, 0]);
    expect((await listTemplateTests(t.ctx, { id: templateId })).items).toEqual([]);
  });
});

describe('who may get a test', () => {
  it('are members of this organisation alone; others are named, and nobody gets any', async () => {
    const [t, other] = [await testTenant(database), await testTenant(database)];
    const gone = await colleague(t, 'gone', false);
    const { id } = await letter(t);
    for (const stranger of ['stranger@example.org', other.admin.email, gone])
      await expect(testTemplate(t.ctx, { id, to: [t.admin.email, stranger] })).rejects.toMatchObject({
        ...{ code: 'invalid', message: expect.stringContaining(stranger) },
        fields: { 'to.1': 'is no member of this organisation' },
      });
    expect(got(t.admin.email)).toEqual([]);
    const { members } = await listTemplateTests(t.ctx, { id });
    expect(members).toEqual([{ email: t.admin.email, name: 'Test Admin', isYou: true }]);
    expect(await sql`select 1 from test_messages where tenant_id = ${t.slug}`).toHaveLength(0);
  });

  it('are several at once, each once and each by their name', async () => {
    const t = await testTenant(database);
    const grace = await colleague(t, 'grace');
    const { id } = await letter(t);
    const { items } = await testTemplate(t.ctx, { id, to: [grace, t.admin.email.toUpperCase(), grace] });
    expect(new Map(items.map(({ to, status }) => [to, status]))).toEqual(
      new Map([
        [t.admin.email, 'accepted'],
        [grace, 'accepted'],
      ]),
    );
    expect([got(grace).length, got(t.admin.email).length]).toEqual([1, 1]);
    expect(got(grace)[0]).toMatch(/^To: grace </m);
  });

  it('must be named by a program, which has no mailbox', async () => {
    const t = await testTenant(database);
    const { id } = await letter(t);
    const key = { ...t.ctx, actor: { kind: 'apiKey' as const, id: 'k', name: 'Key', permissions: new Set(['*']) } };
    await expect(testTemplate(key, { id })).rejects.toMatchObject({ fields: { to: 'names nobody' } });
    expect((await testTemplate(key, { id, to: [t.admin.email] })).items).toMatchObject([{ status: 'accepted' }]);
  });

  it('is no affair of another organisation: its templates, campaigns and contacts are not found', async () => {
    const [t, other] = [await testTenant(database), await testTenant(database)];
    const [stranger] = await people(other.ctx, 1);
    const [mine, theirs] = [await letter(t), await letter(other)];
    const campaignId = await draft(other.ctx);
    const none = { code: 'not_found' };
    await expect(testTemplate(t.ctx, { id: theirs.id })).rejects.toMatchObject(none);
    await expect(testCampaign(t.ctx, { id: campaignId })).rejects.toMatchObject(none);
    await expect(testTemplate(t.ctx, { id: mine.id, contactId: stranger! })).rejects.toMatchObject(none);
    await expect(listTemplateTests(t.ctx, { id: theirs.id })).rejects.toMatchObject(none);
    await expect(listCampaignTests(t.ctx, { id: campaignId })).rejects.toMatchObject(none);
  });

  it('takes 30 of one person in an hour, and says when there are more', async () => {
    const t = await testTenant(database);
    const { id } = await letter(t);
    await sql`insert into rate_limits (key, window_start, count, expires_at) values (${`test-messages:${t.slug}:${t.admin.id}`}, now(), 29, now() + interval '20 minutes')`;
    const grace = await colleague(t, 'hopper');
    await expect(testTemplate(t.ctx, { id, to: [t.admin.email, grace] })).rejects.toMatchObject({
      ...{
        code: 'rate_limited',
        message: expect.stringMatching(/30 test messages an hour. You can send 1 more now, and all again in \d+ min/),
      },
    });
    expect((await testTemplate(t.ctx, { id })).items).toMatchObject([{ status: 'accepted' }]);
    await expect(testTemplate(t.ctx, { id })).rejects.toMatchObject({ code: 'rate_limited' });
  });
});

describe('the gate before a test', () => {
  const storedOf = (tenant: string) => sql`
    select recipient_address as to, status, verdict_rule as rule, verdict_reason as reason, verdict -> 'steps' as steps from test_messages where tenant_id = ${tenant}`;

  it('refuses a suppressed address, and who asked not to be contacted, with a stored verdict; nothing is handed over', async () => {
    const t = await testTenant(database);
    const left = await colleague(t, 'left');
    await addSuppression(t.ctx, { email: t.admin.email, detail: 'Asked by phone' });
    const { id: contactId } = await createContact(t.ctx, { email: left });
    await setDoNotContact(t.ctx, { id: contactId, on: true });
    const { id } = await letter(t);
    const { items } = await testTemplate(t.ctx, { id, to: [t.admin.email, left] });
    expect(items.every(({ status }) => status === 'refused')).toBe(true);
    expect(new Map(items.map(({ to, answer }) => [to, answer]))).toEqual(
      new Map([
        [t.admin.email, expect.stringMatching(/suppressed since .*: by hand/)],
        [left, expect.stringMatching(/Asked not to be contacted/)],
      ]),
    );
    const stored = await storedOf(t.slug);
    expect(new Map(stored.map(({ to, rule, reason }) => [to, [rule, reason]]))).toEqual(
      new Map([
        [left, ['do_not_contact', 'do_not_contact']],
        [t.admin.email, ['suppression', 'suppressed_manual']],
      ]),
    );
    expect([...got(t.admin.email), ...got(left)]).toEqual([]);
  });

  it('has stored what it said when the wire is touched', async () => {
    const t = await testTenant(database);
    const { id } = await letter(t);
    let seen: PromiseLike<readonly object[]> | undefined;
    sink.delayMs = 300;
    sink.refuse = (to) => {
      if (to === t.admin.email) seen = storedOf(t.slug).execute();
      return null;
    };
    await testTemplate(t.ctx, { id });
    sink.delayMs = 0;
    sink.refuse = () => null;
    expect(await seen).toMatchObject([{ to: t.admin.email, status: 'sending', rule: 'passed', reason: 'passed' }]);
    await expect(
      sql`insert into test_messages (tenant_id, template_version_id, asked_by, recipient_address, status, verdict_rule, verdict_reason)
        select tenant_id, id, 'x', 'x@example.org', 'accepted', 'suppression', 'suppressed_bounce' from template_versions where tenant_id = ${t.slug}`,
    ).rejects.toMatchObject({ constraint_name: 'test_messages_verdict' });
  });

  it('asks for neither consent nor quiet hours nor caps of a test, but for room', async () => {
    const t = await testTenant(database);
    const always = { from: '00:00', to: '23:59' };
    await createRule(t.ctx, { name: 'Night', rule: { type: 'quiet_hours', action: always } });
    await createRule(t.ctx, {
      name: 'Cap',
      rule: { type: 'frequency_cap', action: { messages: 1, days: 7, over: 'skip' } },
    });
    const { id } = await letter(t);
    for (let i = 0; i < 2; i++)
      expect((await testTemplate(t.ctx, { id })).items).toMatchObject([{ status: 'accepted' }]);
    await createRule(t.ctx, {
      name: 'Slow',
      rule: { type: 'capacity', action: { messages: 1, seconds: 86_400, per: 'sender' } },
    });
    expect((await testTemplate(t.ctx, { id })).items).toMatchObject([{ status: 'accepted' }]);
    expect((await testTemplate(t.ctx, { id })).items).toMatchObject([
      { status: 'refused', answer: expect.stringMatching(/^Slow is used up until/) },
    ]);
    expect(got(t.admin.email)).toHaveLength(3);
  });
});

describe('the way out of a test', () => {
  it('is that of messages: the organisation’s providers in their order, the next one where the first cannot be reached', async () => {
    const t = await testTenant(database);
    const smtp = (port: number) => ({ kind: 'smtp' as const, host: '127.0.0.1', port, security: 'none' as const });
    await createProvider(t.ctx, { name: 'Dead', configuration: smtp(1) });
    await createProvider(t.ctx, { name: 'Alive', configuration: smtp(sink.port) });
    const { id } = await letter(t);
    expect((await testTemplate(t.ctx, { id })).items).toMatchObject([{ status: 'accepted', provider: 'Alive' }]);
    const rows = await sql`select name, state from sending_providers where tenant_id = ${t.slug} order by priority`;
    expect(rows.map(({ name, state }) => [name, state])).toEqual([
      ['Dead', 'failing'],
      ['Alive', 'ok'],
    ]);
  });

  it('leaves a provider alone that fails again and again, as messages do', async () => {
    const t = await testTenant(database);
    const configuration = { kind: 'smtp' as const, host: '127.0.0.1', port: 1, security: 'none' as const };
    await createProvider(t.ctx, { name: 'Dead', configuration });
    const { id } = await letter(t);
    const answers: (string | null)[] = [];
    for (let i = 0; i < 6; i++) answers.push((await testTemplate(t.ctx, { id })).items[0]?.answer ?? null);
    expect(answers.slice(0, 5).join(' ')).not.toMatch(/rests/);
    expect(answers[5]).toMatch(/Every provider rests/);
  });

  it('tells the words of a server that refuses', async () => {
    const t = await testTenant(database);
    sink.refuse = (to) => (to === t.admin.email ? { code: 550, text: 'No such mailbox' } : null);
    const { items } = await testTemplate(t.ctx, { id: (await letter(t)).id });
    sink.refuse = () => null;
    expect(items).toMatchObject([{ status: 'failed', answer: expect.stringContaining('No such mailbox') }]);
  });

  it('left open by a process that died is told as uncertain', async () => {
    const t = await testTenant(database);
    const { id } = await letter(t);
    await testTemplate(t.ctx, { id });
    await sql`update test_messages set status = 'sending', answer = null, answered_at = null where tenant_id = ${t.slug}`;
    expect((await listTemplateTests(t.ctx, { id })).items).toMatchObject([{ status: 'sending' }]);
    t.clock.advance(121_000);
    expect((await listTemplateTests(t.ctx, { id })).items).toMatchObject([
      { status: 'uncertain', answer: 'No answer came: it may have arrived.' },
    ]);
  });
});
