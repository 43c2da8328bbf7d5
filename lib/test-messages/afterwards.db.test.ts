import { afterAll, afterEach, describe, expect, it } from 'vitest';
import { POST } from '@/app/api/v1/templates/[id]/tests/route';
import { bareClient } from '@/db/client';
import { createApiKey } from '@/lib/identity';
import { withTenant } from '@/lib/platform/db/tenant';
import { holdingServer } from '@/lib/sending/smtp/holding-server';
import { createTemplate, listTemplates } from '@/lib/templates';
import { testDatabase } from '@/lib/testing/database';
import { testTenant } from '@/lib/testing/tenant';
import { until } from '@/lib/testing/wait';
import { listTemplateTests, testTemplate } from '.';

const server = await holdingServer();
const database = await testDatabase({ SMTP_URL: server.url, PRIVATE_TARGETS: 'allow' });
const sql = database.owner.tags;
afterEach(() => {
  server.release();
  server.bodies.length = 0;
});

async function asking() {
  const t = await testTenant(database);
  const { id } = await createTemplate(t.ctx, { name: 'Letter', channel: 'email', subject: 'Hi', text: 'Hi' });
  const { key } = await createApiKey(t.ctx, { scopes: ['*'] });
  const ask = async (once: string) => {
    const headers = { authorization: `Bearer ${key}`, 'idempotency-key': once };
    const body = JSON.stringify({ to: [t.admin.email] });
    const request = new Request(`http://x.test/api/v1/templates/${id}/tests`, { method: 'POST', headers, body });
    const response = await POST(request, { params: Promise.resolve({ id }) });
    const { items } = (await response.json()) as { items?: { id: string; status: string }[] };
    return { status: response.status, replayed: response.headers.get('idempotency-replayed'), items };
  };
  return { ...t, id, ask };
}

const rowsOf = (tenant: string) => sql<{ id: string }[]>`select id from test_messages where tenant_id = ${tenant}`;
// Nobody else is shown what others do.
const root = bareClient(database.superUrl);
afterAll(() => root.end());
const open = () => root<{ pid: number }[]>`
  select pid from pg_stat_activity where datname = ${database.name} and state = 'idle in transaction' and pid <> pg_backend_pid()`;

describe('handing a test over', () => {
  it('holds no connection: as many as the pool has wait for their server, and others are served', async () => {
    const [t, other] = [await asking(), await testTenant(database)];
    server.holding = true;
    const asked = Promise.all(Array.from({ length: 20 }, async (_, i) => t.ask(`k${i}`)));
    await until(
      'all of them to be on their way',
      async () => (await rowsOf(t.slug)).length === 20 && server.bodies.length > 0,
    );
    expect(await open()).toEqual([]);
    expect((await listTemplates(other.ctx, {})).items).toEqual([]);
    server.release();
    expect((await asked).map(({ items }) => items?.[0]?.status)).toEqual(Array.from({ length: 20 }, () => 'accepted'));
  });

  it('happens once for a key, whatever ends meanwhile: a repeat tells how it stands', async () => {
    const t = await asking();
    server.holding = true;
    const first = t.ask('k');
    await until('it to be on a wire', () => server.bodies.length === 1);
    await root`select pg_terminate_backend(pid) from pg_stat_activity where datname = ${database.name} and state = 'idle in transaction'`;
    const meanwhile = await t.ask('k');
    server.release();
    const [told, again] = [await first, await t.ask('k')];
    expect([told, meanwhile, again]).toMatchObject([
      { status: 200, replayed: null, items: [{ status: 'accepted' }] },
      { status: 200, replayed: 'true', items: [{ status: 'sending' }] },
      { status: 200, replayed: 'true', items: [{ status: 'accepted' }] },
    ]);
    expect(server.bodies).toHaveLength(1);
    expect(await rowsOf(t.slug)).toMatchObject([{ id: told.items?.[0]?.id }]);
  });

  it('waits for the end of what the test is part of, and is left out where that fails', async () => {
    const { ctx, id, slug } = await asking();
    const { status } = await withTenant(ctx, async (inside) => {
      const { items } = await testTemplate(inside, { id });
      expect(server.bodies).toEqual([]);
      return items[0]!;
    });
    expect(status).toBe('sending');
    expect((await listTemplateTests(ctx, { id })).items).toMatchObject([{ status: 'accepted' }]);
    const fails = withTenant(ctx, async (inside) => {
      await testTemplate(inside, { id });
      throw new Error('later');
    });
    await expect(fails).rejects.toThrow('later');
    expect(server.bodies).toHaveLength(1);
    expect(await rowsOf(slug)).toHaveLength(1);
  });
});
