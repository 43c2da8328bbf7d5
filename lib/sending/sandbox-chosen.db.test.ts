import { randomUUID } from 'node:crypto';
import { afterAll, describe, expect, it, onTestFinished } from 'vitest';
import { fixedClock } from '@/lib/platform/clock';
import { withTenant } from '@/lib/platform/db/tenant';
import { testDatabase } from '@/lib/testing/database';
import { smtpSink } from '@/lib/testing/smtp-sink';
import { testTenant } from '@/lib/testing/tenant';
import {
  createProvider,
  createSender,
  openProvider,
  providerReliance,
  testProvider,
  updateProvider,
  wayNow,
  wayOut,
} from '.';
import { outcomesOf } from './outcomes';

const shared = await smtpSink();
const database = await testDatabase({ SMTP_URL: shared.url, PRIVATE_TARGETS: 'allow' });
const sql = database.owner.tags;
afterAll(() => shared.close());

const sandbox = { name: 'Rehearsal', configuration: { kind: 'sandbox' as const } };
const mail = (tenant: string) => ({
  ...{ tenant, messageId: randomUUID(), from: 'b@mail.localhost', to: 'ada@example.org' },
  payload: Buffer.from(`From: ${tenant}@mail.localhost\r\nSubject: s\r\n\r\nx\r\n`),
});
async function send(tenant: string) {
  const provider = openProvider(database.services, fixedClock(new Date()));
  onTestFinished(() => provider.close());
  return outcomesOf(provider, [mail(tenant), mail(tenant)]);
}
const caught = async (tenant: string) => (await sql`select 1 from sandbox_messages where tenant_id = ${tenant}`).length;

describe('the sandbox, chosen where the installation has a mail server', () => {
  it('takes all mail while it is on, though another provider is asked before it, and none when it is off', async () => {
    const { ctx, slug } = await testTenant(database);
    const sink = await smtpSink();
    onTestFinished(() => sink.close());
    const smtp = { kind: 'smtp' as const, host: '127.0.0.1', port: sink.port, security: 'none' as const };
    await createProvider(ctx, { name: 'Real', configuration: smtp });
    const { provider } = await createProvider(ctx, sandbox);
    expect(await send(slug)).toMatchObject([{ state: 'accepted', provider: 'Rehearsal' }, { state: 'accepted' }]);
    expect(await caught(slug)).toBe(2);
    expect(await wayNow(database.services.system.tags, slug, 'email', new Date())).toEqual({
      way: provider.id,
      tries: null,
    });
    expect(await providerReliance(ctx, { id: provider.id })).toMatchObject({ afterwards: 'next', loses: false });
    await updateProvider(ctx, { id: provider.id, enabled: false });
    expect(await send(slug)).toMatchObject([{ state: 'accepted', provider: 'Real' }, { state: 'accepted' }]);
    expect(await caught(slug)).toBe(2);
  });

  it('takes nothing that began for people because it was on a moment ago', async () => {
    const { ctx, slug } = await testTenant(database);
    const sink = await smtpSink();
    onTestFinished(() => sink.close());
    const smtp = { kind: 'smtp' as const, host: '127.0.0.1', port: sink.port, security: 'none' as const };
    await createProvider(ctx, { name: 'Real', configuration: smtp });
    const { provider: rehearsal } = await createProvider(ctx, sandbox);
    const provider = openProvider(database.services, fixedClock(new Date()));
    onTestFinished(() => provider.close());
    expect(await outcomesOf(provider, [mail(slug)])).toMatchObject([{ provider: 'Rehearsal' }]);
    await updateProvider(ctx, { id: rehearsal.id, enabled: false });
    expect(await outcomesOf(provider, [mail(slug)])).toMatchObject([{ state: 'accepted', provider: 'Real' }]);
    expect(await caught(slug)).toBe(1);
  });

  it('is told of wherever mail is about to leave, and takes a test', async () => {
    const { ctx, slug } = await testTenant(database);
    const { provider } = await createProvider(ctx, sandbox);
    expect(await withTenant(ctx, (tx) => wayOut(tx, 'email'))).toMatchObject({
      ...{ by: 'sandbox', problem: { level: 'warns', message: expect.stringContaining('Rehearsal') as string } },
    });
    const { actor } = ctx;
    const to = actor.kind === 'user' ? actor.email : '';
    expect(await testProvider(ctx, { id: provider.id, to })).toMatchObject({ ok: true });
    expect(await caught(slug)).toBe(1);
  });

  it('proves nothing of whose a name is', async () => {
    const { ctx } = await testTenant(database);
    await createProvider(ctx, sandbox);
    await expect(createSender(ctx, { fromName: 'You', fromEmail: 'you@bank.example' })).rejects.toMatchObject({
      fields: { fromEmail: expect.any(String) as string },
    });
  });
});
