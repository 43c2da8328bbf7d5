import { describe, expect, it } from 'vitest';
import { createRule } from '@/lib/compliance';
import { createContact, setConsent, setDoNotContact } from '@/lib/contacts';
import { channels } from '@/lib/contacts/vocabulary';
import type { Ctx } from '@/lib/platform/context';
import { testDatabase } from '@/lib/testing/database';
import { haveSameShape } from '@/lib/testing/shape';
import { testTenant, type TestTenant } from '@/lib/testing/tenant';
import { until } from '@/lib/testing/wait';
import { gateAsk, gateFacts } from './facts';
import { maySend } from './may-send';

const database = await testDatabase();
const sql = database.owner.tags;

const contact = async (ctx: Ctx) => (await createContact(ctx, { email: `${crypto.randomUUID()}@example.org` })).id;
const say = async (tenant: TestTenant, id: string, granted: boolean, source: 'form' | 'import' | 'double_opt_in') => {
  tenant.clock.advance(1000);
  await setConsent(tenant.ctx, { id, channel: 'email', granted, source });
};

describe('what the gate knows of a contact', () => {
  it('is a confirmed consent only from their own word, and only until they take it back', async () => {
    const tenant = await testTenant(database);
    const { ctx } = tenant;
    await createRule(ctx, {
      name: 'Confirm by mail',
      rule: { type: 'double_opt_in', action: { sources: ['form', 'import'] } },
    });
    const id = await contact(ctx);
    const told = async (granted: boolean, source: 'form' | 'import' | 'double_opt_in') => {
      await say(tenant, id, granted, source);
      return (await maySend(ctx, { id })).reason;
    };
    expect([
      await told(true, 'form'),
      await told(true, 'double_opt_in'),
      await told(true, 'import'),
      await told(false, 'form'),
      await told(true, 'form'),
      await told(true, 'double_opt_in'),
    ]).toEqual(['not_confirmed', 'passed', 'passed', 'consent_withdrawn', 'not_confirmed', 'passed']);
  });

  it('agrees with check_opt_out_status and the view of opt-outs, channel by channel', async () => {
    const tenant = await testTenant(database);
    const { ctx, slug } = tenant;
    const id = await contact(ctx);
    const optedOut = async () => {
      const rows = await sql<{ channel: string; out: boolean; listed: boolean }[]>`
        select c.channel, check_opt_out_status(${slug}, ${id}, c.channel) as out,
          exists (select 1 from opt_outs o where o.tenant_id = ${slug} and o.contact_id = ${id} and o.channel = c.channel) as listed
        from unnest(${[...channels]}::text[]) as c (channel)`;
      for (const row of rows) {
        expect(row.listed).toBe(row.out);
        const { reason } = await maySend(ctx, { id, channel: row.channel as 'email' });
        if (row.channel === 'email') expect(['do_not_contact', 'consent_withdrawn'].includes(reason)).toBe(row.out);
      }
      return rows.filter((row) => row.out).map((row) => row.channel);
    };
    expect(await optedOut()).toEqual([]);
    await setDoNotContact(ctx, { id, on: true, channels: ['sms', 'email'] });
    expect(await optedOut()).toEqual(['email', 'sms']);
    tenant.clock.advance(1000);
    expect((await setDoNotContact(ctx, { id, on: true })).doNotContact).toEqual([...channels].sort());
    tenant.clock.advance(1000);
    await setDoNotContact(ctx, { id, on: false });
    expect(await optedOut()).toEqual([]);
    await say(tenant, id, false, 'form');
    expect(await optedOut()).toEqual(['email']);
  });

  it('repeats nothing in the ledger, and tells whom it may not be told of that there is no such contact', async () => {
    const [mine, other] = [await testTenant(database), await testTenant(database)];
    const id = await contact(mine.ctx);
    await setDoNotContact(mine.ctx, { id, on: true });
    await setDoNotContact(mine.ctx, { id, on: true });
    expect(await sql`select 1 from contact_consents where contact_id = ${id}`).toHaveLength(channels.length);
    await expect(setDoNotContact(other.ctx, { id, on: false })).rejects.toMatchObject({ code: 'not_found' });
    await expect(maySend(other.ctx, { id })).rejects.toMatchObject({ code: 'not_found' });
  });

  it('misses no refusal that is moved from the list into the ledger while it is read', async () => {
    const tenant = await testTenant(database);
    const { ctx, slug } = tenant;
    const id = await contact(ctx);
    await say(tenant, id, true, 'form');
    const [listed] = await sql<{ id: string }[]>`
      insert into email_suppressions (tenant_id, email_normalized, reason)
      select tenant_id, email_normalized, 'unsubscribe' from contacts where tenant_id = ${slug} and id = ${id} returning id`;
    expect((await maySend(ctx, { id })).reason).toBe('suppressed_unsubscribe');
    let asked: ReturnType<typeof maySend> | undefined;
    await sql.begin(async (tx) => {
      await tx`lock table email_suppressions in access exclusive mode`;
      asked = maySend(ctx, { id });
      await until(
        'the gate to read the list',
        async () => (await sql`select 1 from pg_locks where not granted`).length,
      );
      await tx`update email_suppressions set deleted_at = now() where tenant_id = ${slug} and id = ${listed!.id}`;
      await tx`insert into contact_consents (tenant_id, contact_id, channel, purpose, granted, source, occurred_at)
        values (${slug}, ${id}, 'email', 'marketing', false, 'preference_page', ${new Date(ctx.clock.now().getTime() + 1000)})`;
    });
    expect((await asked)?.reason).toBe('consent_withdrawn');
  });

  it('has the same shape of everybody, so that a million of them are judged fast', async () => {
    const tenant = await testTenant(database);
    const { ctx, slug } = tenant;
    const ids = [await contact(ctx), await contact(ctx), await contact(ctx)];
    await say(tenant, ids[0]!, true, 'form');
    await say(tenant, ids[1]!, false, 'import');
    await setDoNotContact(ctx, { id: ids[1]!, on: true });
    const now = ctx.clock.now();
    const ask = await gateAsk(sql, slug, { source: 'campaign', channel: 'email', purpose: 'marketing' }, now);
    const [first, ...others] = await gateFacts(sql, slug, ids, ask, now);
    expect(others.map((one) => haveSameShape(one, first!))).toEqual([true, true]);
    const consents = [first, ...others].flatMap((one) => one?.consent ?? []);
    expect(haveSameShape(consents[0]!, consents[1]!)).toBe(true);
  });
});
