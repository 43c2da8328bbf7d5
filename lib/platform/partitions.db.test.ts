import { describe, expect, it } from 'vitest';
import { testDatabase } from '@/lib/testing/database';
import { ensurePartitions, partitionedTables } from './partitions';

const database = await testDatabase();
const sql = database.owner.tags;

describe('partitions', () => {
  it('are made months ahead, once, and each is as closed to other tenants as its parent', async () => {
    const later = new Date('2031-05-20T00:00:00Z');
    await ensurePartitions(database.services, later);
    await ensurePartitions(database.services, later);
    for (const table of partitionedTables) {
      const rows = await sql<{ name: string; closed: boolean; policies: number }[]>`
        select c.relname as name, c.relrowsecurity and c.relforcerowsecurity as closed, (select count(*)::int from pg_policy p where p.polrelid = c.oid) as policies
        from pg_class c where c.relname ~ ${`^${table}_20310[5-8]$`} order by 1`;
      expect(rows.map((r) => r.name)).toEqual(['05', '06', '07', '08'].map((m) => `${table}_2031${m}`));
      for (const row of rows) expect(row).toMatchObject({ closed: true, policies: 2 });
    }
    const writable = await sql`select 1 where has_table_privilege('ao_app', 'audit_logs_203105', 'update')`;
    expect(writable).toHaveLength(0);
  });
});
