import { describe, expect, it } from 'vitest';
import { testDatabase } from '@/lib/testing/database';
import { testTenant } from '@/lib/testing/tenant';
import { searchContract, searchSubject } from './contract';
import { postgresSearch } from './postgres';

const database = await testDatabase();

searchContract(() => searchSubject(database, postgresSearch(database.services)));

describe('many who bear a word', () => {
  it('come in one order, once each, whether names or the index were looked through', async () => {
    const { ctx, slug } = await testTenant(database);
    const { tags: sql } = database.owner;
    // Every name has "person"; "zeta" stands at the 5th and at every 7th among the last 900 of 3,000, "omega" at one.
    await sql`
      insert into contacts (tenant_id, first_name, display_name)
      select ${slug}, n.name, n.name from (
        select 'Person ' || lpad(n::text, 4, '0') || case when n = 5 or (n > 2100 and n % 7 = 0) then ' Zeta' else '' end
          || case when n = 2999 then ' Omega' else '' end as name from generate_series(1, 3000) n) n`;
    const named = async (q: string, limit: number) => {
      const ids: string[] = [];
      const search = postgresSearch(database.services);
      let after: (string | number | null)[] | null = null;
      do {
        const page = await search.contacts({ tenant: ctx.tenant, q, limit, after });
        ids.push(...page.ids);
        after = page.next;
      } while (after);
      const rows = await sql<{ id: string; name: string }[]>`
        select id, display_name as name from contacts where tenant_id = ${slug}`;
      const byId = new Map(rows.map((row) => [row.id, row.name]));
      return ids.map((id) => byId.get(id));
    };
    const all = (
      await sql<{ name: string }[]>`
      select display_name as name from contacts where tenant_id = ${slug} order by display_name collate "und-x-icu"`
    ).map((row) => row.name);
    expect(await named('person', 700)).toEqual(all);
    expect(await named('ZETA', 20)).toEqual(all.filter((name) => name.includes('Zeta')));
    expect(await named('person omega', 20)).toEqual(all.filter((name) => name.includes('Omega')));
  });
});
