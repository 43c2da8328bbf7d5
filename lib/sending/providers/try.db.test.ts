import { domainToASCII } from 'node:url';
import { afterAll, afterEach, expect, it } from 'vitest';
import { POST } from '@/app/api/v1/providers/[id]/test/route';
import { bareClient } from '@/db/client';
import { createApiKey } from '@/lib/identity';
import { withTenant } from '@/lib/platform/db/tenant';
import { createProvider, deleteProvider, listProviders, testProvider } from '@/lib/sending';
import { holdingServer } from '@/lib/sending/smtp/holding-server';
import { testDatabase } from '@/lib/testing/database';
import { testTenant } from '@/lib/testing/tenant';
import { until } from '@/lib/testing/wait';

const server = await holdingServer();
const database = await testDatabase({ PRIVATE_TARGETS: 'allow' });
const sql = database.owner.tags;
afterEach(() => {
  server.release();
  server.bodies.length = 0;
});

async function asking() {
  const t = await testTenant(database);
  const port = Number(new URL(server.url).port);
  const configuration = { kind: 'smtp' as const, host: '127.0.0.1', port, security: 'none' as const };
  const { id } = (await createProvider(t.ctx, { name: 'Slow', configuration })).provider;
  const { key } = await createApiKey(t.ctx, { scopes: ['*'] });
  const ask = async (once: string) => {
    const headers = { authorization: `Bearer ${key}`, 'idempotency-key': once };
    const body = JSON.stringify({ to: t.admin.email });
    const request = new Request(`http://x.test/api/v1/providers/${id}/test`, { method: 'POST', headers, body });
    const response = await POST(request, { params: Promise.resolve({ id }) });
    const told = (await response.json()) as Record<string, unknown>;
    return { status: response.status, replayed: response.headers.get('idempotency-replayed'), ...told };
  };
  return { ...t, id, ask };
}

const audited = (tenant: string) => sql`
  select action, actor_type, entity_type, entity_id, details from audit_logs
  where tenant_id = ${tenant} and action like 'providers.test%' order by id`;
// Nobody else is shown what others do.
const root = bareClient(database.superUrl);
afterAll(() => root.end());
const open = () => root`
  select pid from pg_stat_activity where datname = ${database.name} and state like 'idle in transaction%' and pid <> pg_backend_pid()`;

it('a test of a provider happens once for a key, whatever ends meanwhile: a repeat tells how it stands', async () => {
  const t = await asking();
  server.holding = true;
  const first = t.ask('k');
  await until('it to be on the wire', () => server.bodies.length === 1);
  await root`select pg_terminate_backend(pid) from pg_stat_activity where datname = ${database.name} and state like 'idle in transaction%'`;
  const meanwhile = await t.ask('k');
  server.release();
  const [told, again] = [await first, await t.ask('k')];
  expect([told, meanwhile, again]).toMatchObject([
    { status: 200, replayed: null, ok: true, answer: 'Taken: 250 2.0.0 ok' },
    { status: 200, replayed: 'true', ok: false, answer: expect.stringMatching(/may have arrived/), seconds: null },
    { status: 200, replayed: 'true', ok: true, answer: 'Taken: 250 2.0.0 ok' },
  ]);
  expect({ ...again, replayed: null }).toEqual(told);
  expect(server.bodies).toEqual([t.admin.email]);
});

it('a provider that is tested holds nobody up: neither connections nor its row are kept, and who tests it where to stands before', async () => {
  const t = await asking();
  server.holding = true;
  const asked = Promise.all(Array.from({ length: 20 }, async (_, i) => t.ask(`k${i}`)));
  await until('all of them to be on the wire', () => server.bodies.length === 20);
  expect(await open()).toEqual([]);
  expect(await audited(t.slug)).toMatchObject(
    Array.from({ length: 20 }, () => ({ action: 'providers.test', entity_id: t.id, details: { to: t.admin.email } })),
  );
  await sql`update sending_providers set updated_at = now() where tenant_id = ${t.slug}`;
  server.release();
  expect((await asked).every((told) => 'ok' in told && told.ok === true)).toBe(true);
});

it('what a provider said to a test is kept with who asked, and shows at the provider', async () => {
  const t = await asking();
  const told = await testProvider(t.ctx, { id: t.id, to: t.admin.email });
  const { id, ...answer } = told;
  expect(await audited(t.slug)).toMatchObject([
    { action: 'providers.test', actor_type: 'user', entity_type: 'provider', entity_id: t.id, details: { test: id } },
    { action: 'providers.test_answered', actor_type: 'user', entity_type: 'provider_test', entity_id: id },
  ]);
  expect((await audited(t.slug))[1]?.['details']).toEqual({ provider: t.id, answer });
  expect((await listProviders(t.ctx, {})).items).toMatchObject([{ state: 'ok' }]);
});

it('a test of a provider waits for the end of what it is part of, and is left out where that fails', async () => {
  const t = await asking();
  const input = { id: t.id, to: t.admin.email };
  const inside = await withTenant(t.ctx, async (tx) => {
    const begun = await testProvider(tx, input);
    expect(server.bodies).toEqual([]);
    return begun;
  });
  expect(inside).toMatchObject({ ok: false, answer: expect.stringMatching(/may have arrived/) });
  expect(server.bodies).toHaveLength(1);
  const fails = withTenant(t.ctx, async (tx) => {
    await testProvider(tx, input);
    throw new Error('later');
  });
  await expect(fails).rejects.toThrow('later');
  expect(server.bodies).toHaveLength(1);
});

it('a test of a provider goes to a member whose address is written otherwise, as the test of a template does', async () => {
  const t = await asking();
  const email = `Ada@exämple-${t.slug}.org`;
  const [user] = await sql<{ id: string }[]>`
    insert into users (email, email_normalized, name) values (${email}, ${email.toLowerCase()}, 'Ada') returning id`;
  await sql`insert into tenant_users (tenant_id, user_id, roles) values (${t.slug}, ${user!.id}, ${['user']})`;
  const to = `ada@${domainToASCII(`exämple-${t.slug}.org`)}`;
  expect(await testProvider(t.ctx, { id: t.id, to })).toMatchObject({ ok: true });
  expect(server.bodies).toEqual([to]);
});

it('a repeat tells what the version before kept, where the test had no name yet', async () => {
  const t = await asking();
  await t.ask('k');
  const kept = { ok: true, answer: 'Taken: 250 2.0.0 ok', reference: null, seconds: 0.2 };
  await sql`update idempotency_keys set response = ${sql.json(kept)} where tenant_id = ${t.slug} and command = 'providers.test'`;
  expect(await t.ask('k')).toEqual({ status: 200, replayed: 'true', id: '', ...kept });
});

it('a test of a provider that is deleted before it is asked says that nothing was sent, and is kept so', async () => {
  const t = await asking();
  await withTenant(t.ctx, async (tx) => {
    await testProvider(tx, { id: t.id, to: t.admin.email });
    await deleteProvider(tx, { id: t.id, anyway: true });
  });
  expect((await audited(t.slug))[1]?.['details']).toEqual({
    provider: t.id,
    answer: {
      ok: false,
      answer: expect.stringMatching(/^Not sent: There is no such provider/),
      reference: null,
      seconds: null,
    },
  });
});

it('a test that cannot be written says that nothing was sent and why, and the provider keeps its state', async () => {
  const t = await asking();
  await sql`update senders set from_email = 'no body@example.org' where tenant_id = ${t.slug}`;
  expect(await testProvider(t.ctx, { id: t.id, to: t.admin.email })).toMatchObject({
    ...{ ok: false, answer: 'Not sent: sender: is not an email address', seconds: null },
  });
  expect(server.bodies).toEqual([]);
  expect((await listProviders(t.ctx, {})).items).toMatchObject([{ state: 'untried', lastError: null }]);
});
