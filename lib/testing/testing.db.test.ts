import { describe, expect, it } from 'vitest';
import { services } from '@/lib/platform/services';
import { withTenant } from '@/lib/platform/db/tenant';
import { sql } from 'drizzle-orm';
import { testDatabase } from './database';
import { testTenant } from './tenant';

const database = await testDatabase();

describe('test databases', () => {
  it('this file has a migrated database of its own, which the services of the process use', async () => {
    const [row] = await services().app.tags<{ name: string; role: string }[]>`
      select current_database() as name, current_user as role`;
    expect(row).toEqual({ name: database.name, role: 'ao_app' });
    const [version] = await database.owner.tags<{ count: number }[]>`select count(*)::int from schema_version`;
    expect(version?.count).toBeGreaterThan(0);
  });

  it('a tenant sees its own rows and nothing of another', async () => {
    const [a, b] = [await testTenant(database), await testTenant(database)];
    const seen = await withTenant(a.ctx, async ({ tx }) =>
      tx.execute(sql`select distinct tenant_id from tenant_users`),
    );
    expect([...seen]).toEqual([{ tenant_id: a.slug }]);
    expect(b.slug).not.toBe(a.slug);
  });

  it('the clock stands until it is advanced', async () => {
    const { ctx, clock } = await testTenant(database, { at: '2026-03-01T10:00:00Z' });
    clock.advance(60_000);
    expect(ctx.clock.now().toISOString()).toBe('2026-03-01T10:01:00.000Z');
  });
});
