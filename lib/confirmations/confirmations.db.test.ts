import { describe, expect, it, onTestFinished } from 'vitest';
import { createRule } from '@/lib/compliance';
import { createContact, getContact, listConsents, setConsent, updateContact } from '@/lib/contacts';
import { maySend, startDelivery } from '@/lib/pipeline';
import { testDatabase } from '@/lib/testing/database';
import { testTenant, type TestTenant } from '@/lib/testing/tenant';
import { until } from '@/lib/testing/wait';
import { createTopic } from '@/lib/topics';
import { linkTokens } from '@/lib/tracking';
import { askToConfirm, confirmConsent, peekConfirmation } from '.';

const database = await testDatabase();
const sql = database.owner.tags;

async function arranged() {
  const tenant = await testTenant(database);
  const { ctx } = tenant;
  await sql`insert into senders (tenant_id, from_name, from_email, is_default) values (${tenant.slug}, 'Office', 'office@uni.example', true) on conflict do nothing`;
  await createRule(ctx, { name: 'By mail', rule: { type: 'double_opt_in', action: { sources: ['form', 'import'] } } });
  const { id } = await createContact(ctx, {
    ...{ email: 'ada@example.org', firstName: 'Ada' },
    consents: [{ channel: 'email', granted: true, source: 'form' }],
  });
  return { tenant, ctx, id, asked: () => ask(tenant, id) };
}
const ask = (tenant: TestTenant, id: string) =>
  askToConfirm(database.services, [{ tenant: tenant.slug, entityId: id, payload: {} }], tenant.clock);
const caught = (tenant: TestTenant) =>
  sql<
    { raw: Buffer; message_id: string }[]
  >`select raw, message_id from sandbox_messages where tenant_id = ${tenant.slug}`;

describe('a consent that has to be confirmed', () => {
  it('is asked about once by a mail whose link confirms it on a click, not on a visit', async () => {
    const { tenant, ctx, id, asked } = await arranged();
    expect((await maySend(ctx, { id })).reason).toBe('not_confirmed');
    const worker = await startDelivery(database.services, { clock: tenant.clock });
    onTestFinished(() => worker.stop());
    await asked();
    await asked();
    const mails = await until('the mail', async () => ((await caught(tenant)).length ? caught(tenant) : null));
    expect(mails).toHaveLength(1);
    const raw = mails[0]!.raw.toString().replaceAll('=\r\n', '');
    expect(raw).toMatch(/^Subject: Please confirm/m);
    const token = /\/c\/([A-Za-z0-9_-]+)/.exec(raw)?.[1] ?? '';
    const call = { services: database.services, clock: tenant.clock };
    expect(await peekConfirmation(token, call)).toMatchObject({ email: 'ada@example.org', state: 'open' });
    expect((await maySend(ctx, { id })).reason).toBe('not_confirmed');
    tenant.clock.advance(1000);
    expect((await confirmConsent(token, call)).state).toBe('confirmed');
    expect((await confirmConsent(token, call)).state).toBe('confirmed');
    expect((await maySend(ctx, { id })).decision).toBe('send');
    expect((await listConsents(ctx, { id })).items.map((line) => line.source)).toEqual(['double_opt_in', 'form']);
    await asked();
    expect(await sql`select 1 from pipeline_messages where tenant_id = ${tenant.slug}`).toHaveLength(1);
  });

  it('that was taken back meanwhile stays so, whatever the link says; a new one is asked about anew', async () => {
    const { tenant, ctx, id, asked } = await arranged();
    await asked();
    const [message] = await sql<{ id: string }[]>`select id from pipeline_messages where tenant_id = ${tenant.slug}`;
    const token = linkTokens().sign('confirm', tenant.slug, message!.id);
    tenant.clock.advance(1000);
    await setConsent(ctx, { id, channel: 'email', granted: false });
    const call = { services: database.services, clock: tenant.clock };
    expect((await confirmConsent(token, call)).state).toBe('withdrawn');
    expect((await maySend(ctx, { id })).reason).toBe('consent_withdrawn');
    tenant.clock.advance(1000);
    await setConsent(ctx, { id, channel: 'email', granted: true, source: 'import' });
    await asked();
    expect(await sql`select 1 from pipeline_messages where tenant_id = ${tenant.slug}`).toHaveLength(2);
    // The click on the older mail is their word all the same.
    tenant.clock.advance(1000);
    await confirmConsent(token, call);
    expect((await maySend(ctx, { id })).decision).toBe('send');
  });

  it('that is being taken back at the same moment stays so', async () => {
    const { tenant, ctx, id, asked } = await arranged();
    await asked();
    const [message] = await sql<{ id: string }[]>`select id from pipeline_messages where tenant_id = ${tenant.slug}`;
    const token = linkTokens().sign('confirm', tenant.slug, message!.id);
    tenant.clock.advance(1000);
    let clicked: Promise<{ state: string }> | undefined;
    await sql.begin(async (tx) => {
      await tx`select 1 from contacts where tenant_id = ${tenant.slug} and id = ${id} for update`;
      await tx`insert into contact_consents (tenant_id, contact_id, channel, purpose, granted, source, occurred_at) values (${tenant.slug}, ${id}, 'email', 'marketing', false, 'manual', ${ctx.clock.now()})`;
      clicked = confirmConsent(token, { services: database.services, clock: tenant.clock });
      await until('the click to wait', async () => {
        const waiting = await tx`
          select 1 from pg_locks l join pg_locks mine on mine.pid = pg_backend_pid() and mine.transactionid = l.transactionid where not l.granted`;
        return waiting.length > 0;
      });
    });
    expect((await clicked)?.state).toBe('withdrawn');
    expect((await maySend(ctx, { id })).reason).toBe('consent_withdrawn');
  });

  it('is asked about though another topic was refused after it', async () => {
    const tenant = await testTenant(database);
    const { ctx } = tenant;
    await createRule(ctx, { name: 'By mail', rule: { type: 'double_opt_in', action: { sources: ['form'] } } });
    const [events, appeals] = [await createTopic(ctx, { name: 'Events' }), await createTopic(ctx, { name: 'Appeals' })];
    const about = ({ id: topicId }: { id: string }, granted: boolean) =>
      ({ channel: 'email', purpose: 'topic', topicId, granted, source: 'form' }) as const;
    const { id } = await createContact(ctx, {
      ...{ email: 'ada@example.org', firstName: 'Ada' },
      consents: [about(events, true), about(appeals, false)],
    });
    await ask(tenant, id);
    expect(await sql`select 1 from pipeline_messages where tenant_id = ${tenant.slug}`).toHaveLength(1);
  });

  it('is not asked about without a rule, by other ways, to who wants no contact, or long afterwards', async () => {
    const { tenant, ctx } = await arranged();
    const person = async (email: string, source: 'form' | 'manual') =>
      (await createContact(ctx, { email, consents: [{ channel: 'email', granted: true, source }] })).id;
    await ask(tenant, await person('by-hand@example.org', 'manual'));
    const late = await person('late@example.org', 'form');
    tenant.clock.advance(8 * 86_400_000);
    await ask(tenant, late);
    const free = await testTenant(database);
    const { id } = await createContact(free.ctx, {
      email: 'x@example.org',
      consents: [{ channel: 'email', granted: true, source: 'form' }],
    });
    await ask(free, id);
    expect(await sql`select 1 from pipeline_messages where tenant_id in (${tenant.slug}, ${free.slug})`).toHaveLength(
      0,
    );
  });

  it('is confirmed by nobody at an address that the person no longer has', async () => {
    const { tenant, ctx, id, asked } = await arranged();
    await asked();
    const [message] = await sql<{ id: string }[]>`select id from pipeline_messages where tenant_id = ${tenant.slug}`;
    const token = linkTokens().sign('confirm', tenant.slug, message!.id);
    const call = { services: database.services, clock: tenant.clock };
    expect((await peekConfirmation(token, call)).state).toBe('open');
    const { version } = await getContact(ctx, { id });
    await updateContact(ctx, { id, version, email: 'new@example.org' });
    tenant.clock.advance(1000);
    for (const use of [peekConfirmation, confirmConsent])
      await expect(use(token, call)).rejects.toMatchObject({ code: 'not_found' });
    expect((await maySend(ctx, { id })).reason).toBe('not_confirmed');
  });

  it('has links that nobody else can make or use', async () => {
    const { tenant, asked } = await arranged();
    await asked();
    const [message] = await sql<{ id: string }[]>`select id from pipeline_messages where tenant_id = ${tenant.slug}`;
    const other = await testTenant(database);
    for (const token of [
      linkTokens().sign('preferences', tenant.slug, message!.id),
      linkTokens().sign('confirm', other.slug, message!.id),
      'nonsense',
    ])
      await expect(confirmConsent(token, { services: database.services })).rejects.toMatchObject({ code: 'not_found' });
  });

  it('to topics alone is asked about in one mail, whose link confirms all that were wanted then and none that was left since', async () => {
    const tenant = await testTenant(database);
    const { ctx } = tenant;
    await sql`insert into senders (tenant_id, from_name, from_email, is_default) values (${tenant.slug}, 'Office', 'office@uni.example', true) on conflict do nothing`;
    await createRule(ctx, { name: 'By mail', rule: { type: 'double_opt_in', action: { sources: ['form'] } } });
    const topics: string[] = [];
    for (const name of ['Events', 'Appeals', 'Careers', 'Later']) topics.push((await createTopic(ctx, { name })).id);
    const [events = '', appeals = '', careers = '', later = ''] = topics;
    const about = (topicId: string, granted = true) =>
      ({ channel: 'email', purpose: 'topic', topicId, granted, source: 'form' }) as const;
    const { id } = await createContact(ctx, {
      ...{ email: 'ada@example.org', firstName: 'Ada' },
      consents: [about(events), about(appeals), about(careers)],
    });
    const worker = await startDelivery(database.services, { clock: tenant.clock });
    onTestFinished(() => worker.stop());
    await ask(tenant, id);
    await ask(tenant, id);
    const mails = await until('the mail', async () => ((await caught(tenant)).length ? caught(tenant) : null));
    expect(mails).toHaveLength(1);
    const raw = mails[0]!.raw.toString().replaceAll('=\r\n', '');
    expect(raw).toContain('news about Events, Appeals, Careers');
    const token = /\/c\/([A-Za-z0-9_-]+)/.exec(raw)?.[1] ?? '';
    const call = { services: database.services, clock: tenant.clock };
    tenant.clock.advance(1000);
    await setConsent(ctx, { id, ...about(appeals, false) });
    await setConsent(ctx, { id, ...about(careers) });
    await setConsent(ctx, { id, ...about(later) });
    tenant.clock.advance(1000);
    expect(await peekConfirmation(token, call)).toMatchObject({ state: 'open', topics: ['Events', 'Careers'] });
    for (let i = 0; i < 2; i++) expect((await confirmConsent(token, call)).state).toBe('confirmed');
    const reasons = topics.map(async (topicId) => (await maySend(ctx, { id, topicId })).reason);
    expect(await Promise.all(reasons)).toEqual(['passed', 'topic_withdrawn', 'passed', 'not_confirmed']);
    expect((await maySend(ctx, { id })).reason).toBe('no_consent');
    expect((await listConsents(ctx, { id })).items.filter((line) => line.source === 'double_opt_in')).toHaveLength(2);
    tenant.clock.advance(1000);
    await setConsent(ctx, { id, channel: 'email', granted: false });
    expect(await peekConfirmation(token, call)).toMatchObject({ state: 'withdrawn', topics: [] });
  });
});
